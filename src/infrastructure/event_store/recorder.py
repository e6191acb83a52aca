"""The `eventsourcing` library's recorder over our log: its reads as they are, its insert through our one function."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

from eventsourcing.persistence import (
    ApplicationRecorder,
    NotSupportedError,
    PersistenceError,
    StoredEvent,
    Subscription,
)
from eventsourcing.postgres import PostgresApplicationRecorder
from psycopg import Connection
from psycopg.rows import DictRow

from infrastructure.event_store.arrays import Bigints, Byteas, Integers, Texts, Uuids, integer
from infrastructure.event_store.datastore import LogDatastore
from infrastructure.event_store.prepared import Prepared, pack_events

_APPEND: Final = (
    "SELECT base, failed FROM log.append(%b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b)"  # all in binary
    # Asked before the function is called: in another epoch nothing is written, and there is no answer.
    " WHERE %b = (SELECT epoch FROM log.epochs ORDER BY number DESC LIMIT 1)"
)
_EPOCH: Final = "SELECT epoch FROM log.epochs ORDER BY number DESC LIMIT 1"
_COLUMNS: Final = (
    *(Uuids, Bigints),  # conditions
    *(Uuids, Bigints, Texts, Byteas, Byteas, Uuids, Uuids, Integers, Byteas),  # events
    *(Byteas,),  # documents
)


class Written(NamedTuple):
    """base: the position before the first event written. failed: numbers, from 1, of the appends that were not."""

    base: int
    failed: frozenset[int]


class GenerationEnded(PersistenceError):
    """The log may be another one than that which an append was decided on; nothing of the call was written."""


class LogRecorder(PostgresApplicationRecorder):
    """Writes through log.append, in autocommit, and once: what was lost on the way may have been written.

    generation: one more with each new connection, behind which may be a restored log, and with each new epoch.
    """

    def __init__(self, datastore: LogDatastore) -> None:
        super().__init__(datastore, events_table_name="events")
        self.sql_create_statements.clear()  # schema.sql makes what we need, and its owner runs it
        self.generation = 0
        self._epoch: UUID | None = None
        self._connection: Connection[DictRow] | None = None

    def append(self, appends: Sequence[Prepared]) -> Written:
        """One call, one transaction, one outcome an append. GenerationEnded; the library's errors, as insert_events."""
        return self._call(
            {append.generation for append in appends} - {None},
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
        base, _failed = self._call(set(), [packed], [0], [len(rows)], [0])
        return list(range(base + 1, base + 1 + len(rows)))

    def subscribe(self, *_: Any, **__: Any) -> Subscription[ApplicationRecorder]:
        """The library's own waits for a NOTIFY that may be lost. Always raises NotSupportedError."""
        raise NotSupportedError("read the log in order instead: a lost NOTIFY stalls this subscription for ever")

    def _call(
        self,
        generations: AbstractSet[int | None],
        packed: Sequence[Sequence[bytes]],
        conditions: Sequence[int],
        events: Sequence[int],
        documents: Sequence[int],
    ) -> Written:
        """packed: as in Prepared, an append a row; conditions, events, documents: how many each append has.

        generations: of the log, of what was assumed. Raises GenerationEnded where one of them is not the current one.
        """
        columns = list(zip(*packed, strict=True))
        counts = [sum(conditions)] * 2 + [sum(events)] * 9 + [sum(documents)]
        arrays = [kind(column, count) for kind, column, count in zip(_COLUMNS, columns, counts, strict=True)]
        parameters = [
            *(_numbers(conditions), *arrays[:2]),
            *(_numbers(events), *arrays[2:11]),
            *(_numbers(documents), *arrays[11:]),
        ]
        with self.datastore.get_connection() as connection:
            if connection is not self._connection:
                self._begin_generation(connection)
            for _before_and_after_a_new_epoch in range(2):
                if not generations <= {self.generation}:
                    break
                row = connection.execute(_APPEND, [*parameters, self._epoch], prepare=True).fetchone()
                if row is not None:
                    return Written(row["base"], frozenset(row["failed"]))
                self._begin_generation(connection)
        raise GenerationEnded

    def _begin_generation(self, connection: Connection[DictRow]) -> None:
        row = connection.execute(_EPOCH).fetchone()
        self._epoch = row["epoch"] if row else None
        self._connection = connection
        self.generation += 1


def _numbers(counts: Sequence[int]) -> Integers:
    """For each append, its number, from 1, as often as it has elements."""
    return Integers([integer(number) * count for number, count in enumerate(counts, 1)], sum(counts))
