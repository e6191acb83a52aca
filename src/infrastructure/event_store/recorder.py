"""The `eventsourcing` library's recorder over our log: its reads as they are, its insert through our one function."""

from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

from eventsourcing.persistence import ApplicationRecorder, NotSupportedError, StoredEvent, Subscription
from eventsourcing.postgres import PostgresApplicationRecorder
from psycopg import Cursor
from psycopg.rows import DictRow

from infrastructure.event_store.datastore import LogDatastore
from infrastructure.event_store.prepared import Prepared, event_id

_APPEND: Final = """SELECT base, failed FROM log.append(
    %b::integer[], %b::uuid[], %b::bigint[],
    %b::integer[], %b::uuid[], %b::bigint[], %b::text[], %b::bytea[], %b::bytea[], %b::uuid[],
    %b::uuid[], %b::integer[], %b::bytea[],
    %b::integer[], %b::bytea[])"""


class Written(NamedTuple):
    """base: the position before the first event written. failed: numbers, from 1, of the appends that were not."""

    base: int
    failed: frozenset[int]


class LogRecorder(PostgresApplicationRecorder):
    """Writes through log.append, in autocommit, once: who retries must look the command up first, so there is no @retry."""

    def __init__(self, datastore: LogDatastore) -> None:
        super().__init__(datastore, events_table_name="events")
        self.sql_create_statements.clear()  # schema.sql makes what we need, and its owner runs it

    def append(self, appends: Sequence[Prepared]) -> Written:
        """One call, one transaction, one outcome an append. The library's errors, as from insert_events."""
        with self.datastore.get_connection() as connection, connection.cursor() as cursor:
            return self._call(cursor, _columns(appends))

    def known(self, commands: Iterable[UUID]) -> frozenset[UUID]:
        """Those among the commands that have taken effect."""
        with self.datastore.get_connection() as connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT command_id FROM log.events WHERE command_id = ANY(%s) AND command_index = 0", [list(commands)]
            )
            return frozenset(row["command_id"] for row in cursor)

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int]:
        """The library's method: no conditions, uniqueness alone. Returns the positions."""
        if not stored_events:
            return []
        command = uuid4()
        count = len(stored_events)
        columns: list[list[Any]] = [
            *([], [], []),
            [1] * count,
            [e.originator_id for e in stored_events],
            [e.originator_version for e in stored_events],
            [e.topic for e in stored_events],
            [e.state for e in stored_events],
            [b"{}"] * count,
            [event_id(command, index) for index in range(count)],
            [command] * count,
            list(range(count)),
            [None] * count,
            *([], []),
        ]
        with self.datastore.get_connection() as connection, connection.cursor() as cursor:
            base, _failed = self._call(cursor, columns)
        return list(range(base + 1, base + 1 + count))

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        """Not ours: the library's subscription waits for a NOTIFY that may be lost. Poll `read`."""
        raise NotSupportedError("read the log in order instead: a lost NOTIFY stalls this subscription for ever")

    @staticmethod
    def _call(cursor: Cursor[DictRow], columns: Sequence[Sequence[Any]]) -> Written:
        row = cursor.execute(_APPEND, columns, prepare=True).fetchone()
        assert row is not None  # noqa: S101  # for mypy: a function without SETOF returns one row
        return Written(row["base"], frozenset(row["failed"]))


def _columns(appends: Sequence[Prepared]) -> list[list[Any]]:
    conditions = [(n, *condition) for n, append in enumerate(appends, 1) for condition in append.conditions]
    events = [
        (
            n,
            *event,
            append.metadata,
            event_id(append.command_id, index),
            append.command_id,
            index,
            None if index else append.fingerprint,
        )
        for n, append in enumerate(appends, 1)
        for index, event in enumerate(append.events)
    ]
    documents = [(n, document) for n, append in enumerate(appends, 1) for document in append.documents]
    groups = ((conditions, 3), (events, 10), (documents, 2))
    return [
        list(column) for rows, width in groups for column in (zip(*rows, strict=True) if rows else repeat((), width))
    ]
