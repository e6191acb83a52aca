"""The recorder's connection: one, made when it is needed, made again when it broke, and never waited on for ever."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, Final

import psycopg
from eventsourcing.postgres import PostgresDatastore
from psycopg.abc import RV, PQGen
from psycopg.conninfo import make_conninfo
from psycopg.rows import DictRow, dict_row

ANSWER_WITHIN: Final = 5.0  # seconds; a server that takes longer is treated as away
CONNECT_WITHIN: Final = 2  # seconds
LOCK_WITHIN: Final = "4s"  # someone else may hold the log's lock


def primary(url: str) -> str:
    """`url` with our bounds: only a server that takes writes will do, and it must answer in time."""
    return make_conninfo(
        url, target_session_attrs="read-write", connect_timeout=CONNECT_WITHIN, application_name="rolecall log"
    )


class BoundedConnection(psycopg.Connection[DictRow]):
    """A connection whose server may be frozen: every answer comes in time or counts as lost."""

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        return super().wait(gen, interval, ANSWER_WITHIN if timeout is None else timeout)


class OneConnection:
    """Stands in for the library's pool, whose pauses between attempts grow while a database is away."""

    def __init__(self, url: str) -> None:
        self._url = primary(url)
        self._lock = Lock()
        self._connection: BoundedConnection | None = None

    def open(self, wait: bool, timeout: float) -> None:
        """Nothing to do: connection() connects."""

    @contextmanager
    def connection(self) -> Iterator[BoundedConnection]:
        """The connection, for one thread at a time. Raises psycopg.OperationalError where there is none to be had."""
        with self._lock:
            if self._connection is None or self._connection.closed:
                self._connection = self._connect()
            try:
                yield self._connection
            finally:
                # An answer that was given up may still come: nobody must take it for the next one's.
                if self._connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
                    self._connection.close()

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()

    def _connect(self) -> BoundedConnection:
        connection = BoundedConnection.connect(self._url, autocommit=True, row_factory=dict_row)
        connection.execute(f"SET lock_timeout = '{LOCK_WITHIN}'")
        # Nothing acknowledged is ever lost, whatever the server's default; what is stricter than "on" stays.
        connection.execute(
            "SELECT set_config('synchronous_commit', 'on', false)"
            " WHERE current_setting('synchronous_commit') <> 'remote_apply'"
        )
        return connection


class LogDatastore(PostgresDatastore):
    """The schema `log` of the database at `url`."""

    def __init__(self, url: str) -> None:
        super().__init__(dbname="", host="", port="", user="", password="", schema="log")
        self.pool: Any = OneConnection(url)

    def register_type_adapters(self) -> None:
        """None: we use no composite types, and a recorder can be made while the database is away."""
