"""The `eventsourcing` library's recorder over our log: its reads as they are, its insert through our one function."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

from eventsourcing.persistence import ApplicationRecorder, NotSupportedError, StoredEvent, Subscription
from eventsourcing.postgres import PostgresApplicationRecorder
from psycopg import Connection
from psycopg.rows import DictRow

from infrastructure.event_store.arrays import Bigints, Byteas, Integers, Texts, Uuids, integer
from infrastructure.event_store.datastore import LogDatastore
from infrastructure.event_store.prepared import Prepared, pack_events

_APPEND: Final = (
    "SELECT base, failed FROM log.append(%b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b)"  # all in binary
)
_COLUMNS: Final = (
    *(Uuids, Bigints),  # conditions
    *(Uuids, Bigints, Texts, Byteas, Byteas, Uuids, Uuids, Integers, Byteas),  # events
    *(Byteas,),  # documents
)


class Written(NamedTuple):
    """base: the position before the first event written. failed: numbers, from 1, of the appends that were not."""

    base: int
    failed: frozenset[int]


class LogRecorder(PostgresApplicationRecorder):
    """Writes through log.append, in autocommit, and once: what was lost on the way may have been written."""

    def __init__(self, datastore: LogDatastore) -> None:
        super().__init__(datastore, events_table_name="events")
        self.sql_create_statements.clear()  # schema.sql makes what we need, and its owner runs it

    def append(self, appends: Sequence[Prepared]) -> Written:
        """One call, one transaction, one outcome an append. The library's errors, as from insert_events."""
        with self.datastore.get_connection() as connection:
            return self._call(
                connection,
                [append.packed for append in appends],
                [len(append.conditions) for append in appends],
                [len(append.events) for append in appends],
                [len(append.documents) for append in appends],
            )

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
        rows = [(UUID(str(e.originator_id)), e.originator_version, e.topic, e.state) for e in stored_events]
        packed = (b"", b"", *pack_events(rows, b"{}", uuid4(), None), b"")
        with self.datastore.get_connection() as connection:
            base, _failed = self._call(connection, [packed], [0], [len(rows)], [0])
        return list(range(base + 1, base + 1 + len(rows)))

    def subscribe(self, *_: Any, **__: Any) -> Subscription[ApplicationRecorder]:
        """The library's own waits for a NOTIFY that may be lost. Always raises NotSupportedError."""
        raise NotSupportedError("read the log in order instead: a lost NOTIFY stalls this subscription for ever")

    @staticmethod
    def _call(
        connection: Connection[DictRow],
        packed: Sequence[Sequence[bytes]],
        conditions: Sequence[int],
        events: Sequence[int],
        documents: Sequence[int],
    ) -> Written:
        """packed: as in Prepared, an append a row; conditions, events, documents: how many each append has."""
        columns = list(zip(*packed, strict=True))
        counts = [sum(conditions)] * 2 + [sum(events)] * 9 + [sum(documents)]
        arrays = [kind(column, count) for kind, column, count in zip(_COLUMNS, columns, counts, strict=True)]
        parameters = [
            *(_numbers(conditions), *arrays[:2]),
            *(_numbers(events), *arrays[2:11]),
            *(_numbers(documents), *arrays[11:]),
        ]
        row = connection.execute(_APPEND, parameters, prepare=True).fetchone()
        assert row is not None  # noqa: S101  # for mypy: a function without SETOF returns one row
        return Written(row["base"], frozenset(row["failed"]))


def _numbers(counts: Sequence[int]) -> Integers:
    """For each append, its number, from 1, as often as it has elements."""
    return Integers([integer(number) * count for number, count in enumerate(counts, 1)], sum(counts))
