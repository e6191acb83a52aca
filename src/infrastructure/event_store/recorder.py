"""The `eventsourcing` library's recorder over our log: its reads as they are, its insert through our one function."""

import re
from collections.abc import Generator, Iterable, Mapping, Sequence
from select import select
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar
from uuid import UUID, uuid4

import msgspec
import psycopg
from eventsourcing.persistence import ApplicationRecorder, NotSupportedError, StoredEvent, Subscription
from eventsourcing.postgres import PostgresApplicationRecorder
from psycopg import Connection
from psycopg.pq.abc import PGresult
from psycopg.rows import DictRow, tuple_row

from infrastructure.event_store import rows
from infrastructure.event_store.connections import ANSWER_WITHIN
from infrastructure.event_store.datastore import LogDatastore
from infrastructure.event_store.prepared import Prepared, event_id
from infrastructure.event_store.wire import Wire

_KINDS: Final = "SELECT 'log.condition'::regtype::oid, 'log.new_event'::regtype::oid, 'log.new_document'::regtype::oid"
_STATEMENTS: Final = (
    "PREPARE epoch AS SELECT epoch FROM log.epochs ORDER BY number DESC LIMIT 1",
    "PREPARE known (uuid[]) AS SELECT command_id FROM log.events WHERE command_id = ANY ($1) AND command_index = 0",
    "PREPARE append (uuid, log.condition[], log.new_event[], log.new_document[])"
    " AS SELECT base, failed, outcomes FROM log.append($1, $2, $3, $4)",
)
_UUID: Final = re.compile(rb"[0-9a-f-]{36}")

_R = TypeVar("_R")
# A call on its way: it yields where it must wait, with whether the socket is only to be read, or written, too.
Call: TypeAlias = Generator[bool, None, _R]


class First(msgspec.Struct, array_like=True, frozen=True):
    """What a command came to when it took effect. version: of the primary stream, then.

    fingerprint: in hex; None where the library's own method wrote.
    """

    command: UUID
    fingerprint: str | None
    stream: UUID
    version: int
    position: int


class Written(NamedTuple):
    """base: the position before the first event written.

    failed: the commands of the appends that were not, and what they had come to before.
    """

    base: int
    failed: Mapping[bytes, First | None]


_outcomes = msgspec.json.Decoder(list[First]).decode


class GenerationEnded(Exception):
    """The log may be another one than that which an append was decided on; nothing of the call was written."""


class LogRecorder(PostgresApplicationRecorder):
    """Writes through log.append, in autocommit, and once: what was lost on the way may have been written.

    The calls are generators: writer.py runs them in the event loop, and here the library's methods wait for them.
    generation: one more with each new connection, behind which may be a restored log, and with each new epoch.
    """

    def __init__(self, datastore: LogDatastore) -> None:
        super().__init__(datastore, events_table_name="events")
        self.sql_create_statements.clear()  # schema.sql makes what we need, and its owner runs it
        self.generation = 0
        self.wire: Wire | None = None
        self._epoch = b""
        self._kinds: Sequence[int] = ()
        self._connection: Connection[DictRow] | None = None

    def connect(self) -> None:
        """Connect where there is no connection, and wait for it. Raises psycopg.OperationalError."""
        with self.datastore.pool.connection() as connection:
            if connection is self._connection:
                return
            try:
                with connection.cursor(row_factory=tuple_row) as cursor:
                    self._kinds = cursor.execute(_KINDS).fetchone() or ()
                    for statement in _STATEMENTS:
                        cursor.execute(statement)
                self._connection, self.wire = connection, Wire(connection.pgconn)
                self._wait(self._begin_generation())
            except BaseException:
                connection.close()  # half prepared
                self.disconnect()
                raise

    def disconnect(self) -> None:
        """Break the connection, lest an answer that is late is taken for the next one's."""
        if self._connection is not None:
            self._connection.close()
        self._connection = self.wire = None

    def append(self, appends: Sequence[Prepared]) -> Call[Written]:
        """One call, one transaction, one outcome an append. Raises GenerationEnded, psycopg.Error."""
        return self._append(
            {append.generation for append in appends} - {None},
            rows.array(self._kinds[0], [a.conditions for a in appends], sum([len(a.streams) for a in appends])),
            rows.array(self._kinds[1], [a.events for a in appends], sum([a.event_count for a in appends])),
            rows.array(self._kinds[2], [a.documents for a in appends], sum([a.document_count for a in appends])),
        )

    def known(self, commands: Iterable[bytes]) -> Call[frozenset[bytes]]:
        """Those among the commands that have taken effect. Raises psycopg.Error."""
        answer = yield from self._ask(b"known", [rows.uuids(list(commands))])
        return frozenset(_bytes(answer.get_value(row, 0) or b"") for row in range(answer.ntuples))

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int]:
        """The library's method: no conditions, uniqueness alone. Returns the positions."""
        if not stored_events:
            return []
        command = uuid4()
        packed = [
            rows.event(
                UUID(str(each.originator_id)).bytes,
                each.originator_version,
                event_id(command, index).bytes,
                command.bytes,
                index=index,
                fingerprint=None,
                rest=rows.topic(each.topic) + rows.value(rows.BYTEA, b"{}") + rows.value(rows.BYTEA, each.state),
            )
            for index, each in enumerate(stored_events)
        ]
        with self.datastore.get_connection():  # for its errors: they are the library's
            self.connect()
            none = (rows.array(self._kinds[0], [], 0), rows.array(self._kinds[2], [], 0))
            events = rows.array(self._kinds[1], packed, len(packed))
            base, _failed = self._wait(self._append(set(), none[0], events, none[1]))
        return list(range(base + 1, base + 1 + len(packed)))

    def subscribe(self, *_: Any, **__: Any) -> Subscription[ApplicationRecorder]:
        """The library's own waits for a NOTIFY that may be lost. Always raises NotSupportedError."""
        raise NotSupportedError("read the log in order instead: a lost NOTIFY stalls this subscription for ever")

    def _append(self, generations: set[int | None], *arrays: bytes) -> Call[Written]:
        """generations: of the log, of what was assumed. Raises GenerationEnded where one is not the current one."""
        for _before_and_after_a_new_epoch in range(2):
            if not generations <= {self.generation}:
                break
            answer = yield from self._ask(b"append", [self._epoch, *arrays])
            if base := answer.get_value(0, 0):  # there is none where the epoch has ended
                return Written(int(base), _failed(answer.get_value(0, 1) or b"", answer.get_value(0, 2)))
            yield from self._begin_generation()
        raise GenerationEnded

    def _begin_generation(self) -> Call[None]:
        answer = yield from self._ask(b"epoch", [])
        self._epoch = _bytes(answer.get_value(0, 0) or b"")
        self.generation += 1

    def _ask(self, statement: bytes, parameters: Sequence[bytes]) -> Call[PGresult]:
        if self.wire is None:
            raise psycopg.OperationalError("not connected")
        wire = self.wire
        wire.ask(statement, parameters)
        sent = wire.flush()
        while True:
            yield sent
            sent = sent or wire.flush()
            if (answer := wire.answer()) is not None:
                return answer

    def _wait(self, call: Call[_R]) -> _R:
        try:
            while self.wire is not None:
                sockets = [self.wire.socket]
                if not any(select(sockets, [] if next(call) else sockets, [], ANSWER_WITHIN)):
                    self.disconnect()
                    raise psycopg.OperationalError("no answer in time")
        except StopIteration as end:
            answer: _R = end.value
            return answer
        raise psycopg.OperationalError("not connected")


def _failed(commands: bytes, outcomes: bytes | None) -> dict[bytes, First | None]:
    failed: dict[bytes, First | None] = {_bytes(command): None for command in _UUID.findall(commands)}
    return failed | {first.command.bytes: first for first in _outcomes(outcomes)} if outcomes else failed


def _bytes(text: bytes) -> bytes:
    """A UUID's, of its text."""
    return bytes.fromhex(text.decode().replace("-", ""))
