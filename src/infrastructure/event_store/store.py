"""The event store of production: appends through group commit, reads from a pool, all of it from the primary."""

from collections.abc import AsyncIterator, Mapping, Sequence, Set
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from operator import attrgetter
from typing import Any, Final, Self
from uuid import UUID

import psycopg
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool

from application.ports import Append, CommandIdReused, Head, Outcome, Share, Unavailable, VersionConflict
from application.remembered import Remembered
from domain.recorded import Recorded
from infrastructure.event_store.codec import CODEC, Codec, Undecodable, weigh
from infrastructure.event_store.connections import BoundedAsyncConnection, primary
from infrastructure.event_store.datastore import LogDatastore
from infrastructure.event_store.group_commit import GroupCommit
from infrastructure.event_store.group_load import GroupLoad
from infrastructure.event_store.hint import Hint
from infrastructure.event_store.prepared import prepare
from infrastructure.event_store.raw import SELECT_RAW, SLIM_COLUMNS, RawEvent
from infrastructure.event_store.recorder import First, GenerationEnded, LogRecorder
from infrastructure.event_store.writer import LogWriter

_CONNECTION_WITHIN: Final = 3.0  # seconds to wait for a free connection, before those for the answer
_OUTCOMES: Final = "SELECT command, encode(fingerprint, 'hex'), stream, version, position FROM log.outcomes(%s)"
_EVENT_IDS: Final = "SELECT notification_id, event_id FROM log.events WHERE notification_id = ANY(%s::bigint[])"
MOST_READ: Final = 16 * 2**20  # bytes of events in one answer; the first is given whatever its size
# Where the next chunk ends: nearly always at its limit. To add up all sizes costs a third of reading the rows, to add
# them up one by one as much again. The division fails where the log is in another epoch than the reader knows: to ask
# for the epochs beside each chunk took a quarter of what it costs to read ten events.
_CHUNK: Final = f"""
    WITH last AS (
        SELECT CASE WHEN %(most)s > (
            SELECT coalesce(sum(octet_length(state)), 0) FROM log.events
            WHERE notification_id > %(after)s AND notification_id <= %(to)s
        ) THEN %(to)s ELSE (
            SELECT max(notification_id) FROM (
                SELECT notification_id, sum(octet_length(state)) OVER (ORDER BY notification_id)
                    - octet_length(state) AS bytes_before
                FROM log.events WHERE notification_id > %(after)s AND notification_id <= %(to)s
            ) AS measured
            WHERE bytes_before < %(most)s
        ) END AS position
    )
    SELECT {SLIM_COLUMNS} FROM log.events
    WHERE notification_id > %(after)s AND notification_id <= %(to)s
    AND notification_id <= (SELECT position FROM last)
    AND 1 / ((SELECT epoch FROM log.epochs ORDER BY number DESC LIMIT 1) = %(epoch)s)::int = 1
"""  # noqa: S608  made of constants
_IN_ORDER: Final = " ORDER BY notification_id"
_MINE: Final = """
    AND (topic <> ALL (%(others)s::text[]) AND get_byte(uuid_send(originator_id), 15) %% %(of)s = %(number)s
        OR notification_id = (SELECT position FROM last))
"""
_EPOCHS: Final = "SELECT begun_after, epoch FROM log.epochs ORDER BY number DESC"
_HEAD: Final = """
    SELECT epoch, coalesce(notification_id, 0), event_id
    FROM (SELECT epoch FROM log.epochs ORDER BY number DESC LIMIT 1) AS current_epoch
    LEFT JOIN (SELECT notification_id, event_id FROM log.events ORDER BY notification_id DESC LIMIT 1) AS last ON true
"""


class PostgresEventStore:
    """Keeps application.ports.EventStore; see there for what each method means. Use it as an async context manager."""

    def __init__(self, url: str, *, readers: int = 4, codec: Codec = CODEC) -> None:
        self._codec = codec
        self._pool = AsyncConnectionPool(
            primary(url),
            connection_class=BoundedAsyncConnection,
            kwargs={"autocommit": True},
            min_size=0,
            max_size=readers,
            open=False,
            timeout=_CONNECTION_WITHIN,
            reconnect_timeout=1.0,  # the pool's pauses between attempts double: begin anew with each caller instead
        )
        self._hint = Hint(self._connection)
        self._datastore = LogDatastore(url)
        self._recorder = LogRecorder(self._datastore)
        self._appends = GroupCommit(LogWriter(self._recorder), self._hint.give)
        self._remembered = Remembered(weigh)
        self._epochs: list[TupleRow] = []
        self._loads = GroupLoad[RawEvent](self._load_all, attrgetter("stream"))
        self._outcomes = GroupLoad[First](self._fetch_outcomes, attrgetter("command"))
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self._pool)
        self._stack.callback(self._datastore.close)
        await self._stack.enter_async_context(self._hint)
        await self._stack.enter_async_context(self._appends)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    @property
    def remembered(self) -> Remembered:
        return self._remembered.of(self._recorder.generation)

    async def append(self, append: Append) -> Outcome:
        """See the port. Also raises InvalidValue where the log could not take a value."""
        prepared = prepare(append, self._codec)
        try:
            answer = await self._appends.append(prepared)
        except GenerationEnded:
            answer = None
        if isinstance(answer, int):
            return Outcome(append.primary, prepared.version, answer)
        if answer is None:
            answer = await self._first(append.command_id)
        if answer is None:
            raise VersionConflict
        return _outcome(answer, append.fingerprint, repeated=True)

    async def outcome(self, command_id: UUID, fingerprint: bytes) -> Outcome | None:
        first = await self._first(command_id)
        return None if first is None else _outcome(first, fingerprint)

    async def _first(self, command_id: UUID) -> First | None:
        return next(iter(await self._outcomes.load(command_id)), None)

    async def _fetch_outcomes(self, commands: list[UUID]) -> Sequence[First]:
        return [First(*row) for row in await self._fetch(_OUTCOMES, [commands])]

    async def load(
        self, stream: UUID, *, up_to_version: int | None = None, as_of: datetime | None = None
    ) -> Sequence[Recorded[Any]]:
        """See the port. Raises Undecodable where one of the events cannot be understood."""
        if up_to_version is None and as_of is None:
            return [self._codec.recorded(raw) for raw in await self._loads.load(stream)]
        sql, parameters = SELECT_RAW + "WHERE originator_id = %s", [stream, up_to_version, as_of]
        if up_to_version is not None:
            sql += " AND originator_version <= %s"
        if as_of is not None:
            sql += " AND recorded_at <= %s"
        given = [parameter for parameter in parameters if parameter is not None]
        rows = await self._fetch(sql + " ORDER BY originator_version", given)
        return [self._codec.recorded(RawEvent(*row)) for row in rows]

    async def _load_all(self, streams: list[UUID]) -> Sequence[RawEvent]:
        rows = await self._fetch(SELECT_RAW + "WHERE originator_id = ANY(%s) ORDER BY originator_id, 2", [streams])
        return [RawEvent(*row) for row in rows]

    async def read(
        self, after: int, limit: int, only: Set[type] | None = None, share: Share | None = None
    ) -> Sequence[Recorded[Any]]:
        """See the port. Stops after some 16 MiB, so that no chunk takes longer to arrive than an answer may.

        Stops before an event that cannot be understood; raises Undecodable where that is the first.
        only, share: leave out the events of other types and streams, but for the last: it tells how far was read.
        """
        try:
            self._epochs = self._epochs or await self._fetch(_EPOCHS, [])
            rows = await self._read(after, limit, only, share)
        except psycopg.errors.DivisionByZero:
            self._epochs = await self._fetch(_EPOCHS, [])
            rows = await self._read(after, limit, only, share)
        events: list[Recorded[Any]] = []
        for row in rows:
            epoch = next(epoch for begun_after, epoch in self._epochs if begun_after < row[0])
            try:
                events.append(self._codec.slim(row, epoch))
            except Undecodable:
                if not events:
                    raise
                break
        return events

    async def _read(self, after: int, limit: int, only: Set[type] | None, share: Share | None) -> list[TupleRow]:
        """Raises psycopg.errors.DivisionByZero where the log's epoch is not the last one known."""
        given: dict[str, Any] = {"after": after, "to": after + limit, "most": MOST_READ, "epoch": self._epochs[0][1]}
        if only is None and share is None:
            return await self._fetch(_CHUNK + _IN_ORDER, given)
        given["others"] = [] if only is None else self._codec.topics_beside(only)
        given["of"], given["number"] = (1, 0) if share is None else (share.of, share.number)
        # Planned for these very topics, they are looked up in a hash: half of what the filter costs.
        return await self._fetch(_CHUNK + _MINE + _IN_ORDER, given, prepare=False)

    async def read_raw(self, after: int, limit: int) -> Sequence[RawEvent]:
        """As read, but undecoded."""
        rows = await self._fetch(SELECT_RAW + "WHERE notification_id > %s ORDER BY 1 LIMIT %s", [after, limit])
        return [RawEvent(*row) for row in rows]

    async def head(self) -> Head:
        [row] = await self._fetch(_HEAD, [])
        return Head(*row)

    async def event_ids(self, positions: Sequence[int]) -> Mapping[int, UUID]:
        rows = await self._fetch(_EVENT_IDS, [list(positions)])
        return {position: event_id for position, event_id in rows}  # noqa: C416  mypy cannot tell a row from a tuple

    async def document(self, sha256: str) -> bytes | None:
        rows = await self._fetch("SELECT content FROM log.documents WHERE sha256 = decode(%s, 'hex')", [sha256])
        return bytes(rows[0][0]) if rows else None

    async def _fetch(
        self, sql: str, parameters: Sequence[Any] | Mapping[str, Any], *, prepare: bool = True
    ) -> list[TupleRow]:
        async with self._connection() as connection:
            cursor = connection.cursor(binary=True)
            await cursor.execute(sql, parameters, prepare=prepare)
            return await cursor.fetchall()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[psycopg.AsyncConnection[TupleRow]]:
        """A connection of the pool. Raises Unavailable where there is none or it breaks."""
        try:
            async with self._pool.connection() as connection:
                yield connection
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            raise Unavailable("the log") from error


def _outcome(first: First, fingerprint: bytes, *, repeated: bool = False) -> Outcome:
    """Raises CommandIdReused where something else was asked under that id."""
    if first.fingerprint != fingerprint.hex():
        raise CommandIdReused
    return Outcome(first.stream, first.version, first.position, repeated)
