"""Large read tables, made quickly: real rows of a small organisation, copied by SQL with other ids, words and days.

Each copy is a day in the life of the house, the last one today: its ids are hashes of the originals' and of the
copy's number, so that tables go on naming each other's rows; positions, times and days follow on. What stands inside
of JSON is as in the original. Indexes are made afterwards, and what nobody writes to any more is unlogged: no query
can tell.
"""

import asyncio
from collections.abc import Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Final
from uuid import UUID, uuid4

import psycopg
from psycopg.rows import TupleRow

from application.ports import Append
from benchmarks.lives import COPY, EDITORS, lives
from benchmarks.server import Database, Server
from infrastructure.event_store.store import PostgresEventStore
from infrastructure.migrations import migrate
from infrastructure.read_side.engine import ReadSideEngine
from infrastructure.read_side.pool import read_side_pool
from projections.catalogue import AnyProjection, discover
from projections.declaration import SCHEMA

LOG = "log.events"
ORIGINALS: Final = 400  # postings that the others are copies of
CHUNK: Final = 1_000  # events at a time


@dataclass(frozen=True, slots=True)
class Original:
    """What is copied: how many events it has, and when they were recorded."""

    events: int
    first: datetime
    last: datetime


def fill(
    admin: str,
    *,
    copies: int,
    most: int | None = None,
    tables: Sequence[AnyProjection] | None = None,
    logged: bool = False,
) -> int:
    """Make so many copies of all that `write` has written.

    admin: a login. tables: those that are copied, by default all. logged: durable, for who goes on writing.
    most: a table need not have more rows than these; then the log is not copied either, and JSON is left empty: enough
    for a planner, and made in a quarter of the time. Answers how many events the log, copied, holds.
    """
    with psycopg.connect(admin, autocommit=True) as connection:
        last_and_times = f"SELECT max(notification_id), min(recorded_at), max(recorded_at) FROM {LOG}"
        row = connection.execute(last_and_times).fetchone()
        assert row is not None  # noqa: S101  # an aggregate has one; for mypy
        copied = Original(*row)
    with ThreadPoolExecutor(2) as two:  # one connection makes no use of a second core
        wanted = [*([] if most else [None]), *(discover() if tables is None else tables)]
        jobs = [two.submit(_multiply, admin, one, copied, copies, most, unlogged=not logged) for one in wanted]
        for job in jobs:
            job.result()
    if not most:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(
                f"UPDATE {SCHEMA}.checkpoints SET position = e.notification_id, event_id = e.event_id"
                f" FROM (SELECT notification_id, event_id FROM {LOG} ORDER BY 1 DESC LIMIT 1) e"
            )
    return copied.events * copies


def original(server: Server) -> str:
    """The template with the original, made once a run."""

    def make(database: Database) -> None:
        migrate(database.owner)
        asyncio.run(write(database.app))

    return server.template("original", make)


async def write(app: str, words: int = 40) -> None:
    """Every stream's first event, then every stream's second, …; folded into every projection. words: of each text."""
    async with PostgresEventStore(app) as store, read_side_pool(app) as pool:
        streams, events = zip(*lives(ORIGINALS, words), strict=True)
        for step, together in enumerate(zip_longest(*events)):
            given = [(stream, event) for stream, event in zip(streams, together, strict=True) if event is not None]
            await asyncio.gather(*(store.append(_append(stream, step, event)) for stream, event in given))
        engine = ReadSideEngine(pool, store, discover())
        await engine.start()
        position = 0
        while recorded := await store.read(position, CHUNK):
            await engine.apply(recorded)
            position = recorded[-1].position


def _append(stream: UUID, at: int, event: object) -> Append:
    command = uuid4()
    return Append(
        command_id=command,
        fingerprint=command.bytes * 2,
        primary=stream,
        conditions={stream: at},
        events={stream: (event,)},
        actor=EDITORS[hash((stream, at)) % len(EDITORS)],
        correlation_id=command,
    )


def _multiply(
    admin: str,
    projection: AnyProjection | None,
    original: Original,
    copies: int,
    most: int | None,
    *,
    unlogged: bool,
) -> None:
    """Replace the table by its copies, in the order of days. projection: None, for the log."""
    table = LOG if projection is None else projection.source
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("SET maintenance_work_mem = '256MB'")
        # What is the same for all copies is worked out once: times alone took a third of copying a long log.
        once = ", ".join(f"{_once(name, kind)} AS {name}" for name, kind, _ in _columns(connection, table))
        connection.execute(
            f"CREATE TEMP TABLE original AS SELECT {once} FROM {table} o ORDER BY {_order(projection)}",
            {"first": original.first, "last": original.last},
        )
        size = connection.execute("SELECT count(*) FROM original").fetchone()
        if most and size and size[0]:
            copies = min(copies, -(-most // size[0]))
        indexes = _without_indexes(connection, table, unlogged=unlogged)
        connection.execute(
            f"INSERT INTO {table} SELECT {', '.join(_copied(connection, table, narrow=most is not None))} FROM"
            " (SELECT n, n::text AS named, n * %(events)s::bigint AS before, n - %(copies)s + 1 AS days,"
            " (n - %(copies)s + 1) * interval '1 day' AS later FROM generate_series(0, %(copies)s - 1) n OFFSET 0) c,"
            # Each copy is made whole before the next. By itself, PostgreSQL made all copies of one event, then those of
            # the next: a page of the audit trail lay in as many blocks as it had looked at events.
            " LATERAL (SELECT o.*, c.n FROM original o OFFSET 0) o",
            {"copies": copies, "events": original.events},
        )
        for index in indexes:
            connection.execute(index)
        connection.execute(f"VACUUM (ANALYZE) {table}")


def _order(projection: AnyProjection | None) -> str:
    return "notification_id" if projection is None else ", ".join(projection.key_columns)


def _without_indexes(connection: psycopg.Connection[TupleRow], table: str, *, unlogged: bool) -> Sequence[str]:
    """Empty the table and take its indexes away; what makes them anew."""
    constraints = connection.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = %s::regclass AND contype IN ('p', 'u')",
        [table],
    ).fetchall()
    again = [f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}" for name, definition in constraints]
    indexes = connection.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " WHERE i.indrelid = %s::regclass AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
        [table],
    ).fetchall()
    connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    connection.execute(f"TRUNCATE {table}")
    connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
    for name, _ in constraints:
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    if unlogged:
        connection.execute(f"ALTER TABLE {table} SET UNLOGGED")
    connection.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = off)")  # it would read on behind the copying
    return [*again, *(definition for _, definition in indexes)]


def _copied(connection: psycopg.Connection[TupleRow], table: str, *, narrow: bool) -> Sequence[str]:
    """For each column of the table, SQL: its value in copy `n` of the row `o`."""
    columns = _columns(connection, table)
    for name, _, computed in columns:
        if computed:  # a text's words are copied, too: to take a million texts apart took minutes
            connection.execute(f"ALTER TABLE {table} ALTER COLUMN {name} DROP EXPRESSION")
    texts = [name for name, kind, _ in columns if kind in {"text", "tsvector"}]
    marked = ", ".join(f"coalesce(bool_or({name}::text LIKE '%{COPY}%'), false)" for name in texts) or "true"
    found = connection.execute(f"SELECT {marked} FROM original").fetchone() or ()
    own = {name for name, has in zip(texts, found, strict=False) if has}
    return ["'[]'" if narrow and kind == "json" else _of_copy(name, kind, own) for name, kind, _ in columns]


def _columns(connection: psycopg.Connection[TupleRow], table: str) -> Sequence[TupleRow]:
    """For each column its name, its type, and whether it is computed."""
    return connection.execute(
        "SELECT attname, format_type(atttypid, NULL), attgenerated <> '' FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        [table],
    ).fetchall()


def _once(name: str, kind: str) -> str:
    """SQL of what is kept of a column of the row `o` for all its copies: what was recorded takes a copy's whole day."""
    if kind == "uuid":
        return f"o.{name}::text"
    if kind == "timestamp with time zone":
        recorded = f"o.{name} BETWEEN %(first)s::timestamptz AND %(last)s::timestamptz"
        stretched = f"(o.{name} - %(first)s) * (86400 / (1 + extract(epoch FROM %(last)s::timestamptz - %(first)s)))"
        return f"CASE WHEN {recorded} THEN {stretched} + %(first)s ELSE o.{name} END"
    return f"o.{name}"


def _of_copy(name: str, kind: str, own: Set[str]) -> str:
    if kind == "uuid":
        return f"md5(o.{name} || c.named)::uuid"
    if name in {"position", "notification_id"}:
        return f"o.{name} + c.before"
    if kind == "numeric":  # pay: else those of one original would stand together in its order
        return f"o.{name} + c.n %% 997 * 61"
    if kind == "date":
        return f"o.{name} + c.days"
    if kind == "timestamp with time zone":
        return f"o.{name} + c.later"
    return f"replace(o.{name}::text, '{COPY}', 'q' || c.named)::{kind}" if name in own else f"o.{name}"
