"""The recorder's connection: one, made when it is needed and made again when it broke."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any, Final

from eventsourcing.postgres import PostgresDatastore
from psycopg.rows import dict_row

from infrastructure.event_store.connections import BoundedConnection, primary

LOCK_WITHIN: Final = (
    "4s"  # another process may hold the log's lock; less than ANSWER_WITHIN, so that the server gives up
)


class OneConnection:
    """Stands in for the library's pool, whose pauses between attempts grow while a database is away."""

    def __init__(self, url: str) -> None:
        self._url = primary(url)
        self._lock = RLock()
        self._connection: BoundedConnection | None = None

    def open(self, wait: bool, timeout: float) -> None:
        """Nothing to do: connection() connects."""

    @contextmanager
    def connection(self) -> Iterator[BoundedConnection]:
        """The connection, for one thread at a time, which may ask again.

        Raises psycopg.OperationalError where there is none to be had.
        """
        with self._lock:
            if self._connection is None or self._connection.closed:
                self._connection = self._connect()
            yield self._connection

    def close(self) -> None:
        """End the connection; a later connection() makes a new one."""
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
