"""Sends prepared statements in one message, as one transaction; the answer comes when all of it is committed.

psycopg's own pipeline takes some 80 µs of our time a statement, this a tenth of it: a live batch has a dozen.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

import psycopg
from psycopg.abc import PQGen
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, Format
from psycopg.pq.abc import PGconn, PGresult
from psycopg.waiting import Ready, Wait

from infrastructure.event_store import rows
from infrastructure.read_side.tables import Connection
from projections.declaration import SCHEMA

# A plan made while a table is small would read it through for ever after: statistics come late.
_PLANS: Final = "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off"
_FAILED: Final = (ExecStatus.FATAL_ERROR, ExecStatus.BAD_RESPONSE)


class Statement(NamedTuple):
    """One call. sql: what is prepared, once a connection. parameters: texts, and lists of lines (packing.py)."""

    sql: str
    parameters: Sequence[bytes | list[bytes]]


class _Prepared:
    """What a connection has been told. line: the number of the type."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.names: dict[str, bytes] = {}


_PREPARED: Final[WeakKeyDictionary[Connection, _Prepared]] = WeakKeyDictionary()


async def send(connection: Connection, statements: Sequence[Statement]) -> PGresult:
    """Run them all in one transaction, and answer what the first one answered.

    Raises psycopg.Error, with nothing done, but where the connection was lost: then all or nothing was. Nobody may use
    the connection after a caller who did not wait for the answer; it is closed.
    """
    prepared = await _prepare(connection, statements)
    done = False
    try:
        answer = await connection.wait(_pipeline(connection.pgconn, statements, prepared))
        done = True
        return answer
    except psycopg.errors.InvalidSqlStatementName:
        del _PREPARED[connection]  # psycopg deallocates everybody's statements where a transaction was rolled back
        raise
    finally:
        if not done and connection.pgconn.pipeline_status:
            connection.pgconn.finish()


async def _prepare(connection: Connection, statements: Sequence[Statement]) -> _Prepared:
    prepared = _PREPARED.get(connection)
    if prepared is None:
        await connection.execute(_PLANS)
        asked = await connection.execute(f"SELECT '{SCHEMA}.line'::regtype::oid")
        [(line,)] = await asked.fetchall()
        prepared = _PREPARED[connection] = _Prepared(line)
    for statement in statements:
        if statement.sql not in prepared.names:
            name = f"rolecall_{len(prepared.names)}"
            await connection.execute(f"PREPARE {name} {statement.sql}")
            prepared.names[statement.sql] = name.encode()
    return prepared


def _pipeline(pgconn: PGconn, statements: Sequence[Statement], prepared: _Prepared) -> PQGen[PGresult]:
    pgconn.enter_pipeline_mode()
    for sql, parameters in statements:
        given = [rows.array(prepared.line, one, len(one)) if isinstance(one, list) else one for one in parameters]
        formats = [Format.BINARY if isinstance(one, list) else Format.TEXT for one in parameters]
        pgconn.send_query_prepared(prepared.names[sql], given, formats, Format.TEXT)
    pgconn.pipeline_sync()
    while pgconn.flush():  # what the server says meanwhile is taken, lest neither side gets rid of anything
        if (yield Wait.RW) & Ready.R:
            pgconn.consume_input()
    results: list[PGresult] = []
    while True:
        while not pgconn.is_busy():
            result = pgconn.get_result()
            if result is None:  # the end of one statement's results
                if pgconn.status == ConnStatus.BAD:
                    raise psycopg.OperationalError("the connection was lost")
                continue
            if result.status == ExecStatus.PIPELINE_SYNC:
                pgconn.exit_pipeline_mode()
                for one in results:
                    if one.status in _FAILED:
                        raise error_from_result(one)
                return results[0]
            results.append(result)
        yield Wait.R
        pgconn.consume_input()
