"""Applies events to the tables of a group of projections: the same way one at a time, in bulk, and in a rebuild.

The group's rows and checkpoints move in one transaction, one checkpoint a projection: together, so that a reader who
joins two tables sees them at one position and a batch costs one commit; apart, so that a rebuild can swap one alone.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

import psycopg
import structlog

from domain.recorded import Recorded
from infrastructure.read_side.applying import apply_to
from infrastructure.read_side.checkpoints import Checkpoint, begin, mark_whole, read_checkpoints
from infrastructure.read_side.divergence import Diverged, divergence
from infrastructure.read_side.folding import describe
from infrastructure.read_side.known import Known
from infrastructure.read_side.live import Ahead, fold_ahead, write_ahead
from infrastructure.read_side.log import Log, read_on
from infrastructure.read_side.pool import Pool
from infrastructure.read_side.states import States
from infrastructure.read_side.tables import Target, make_bookkeeping, make_table
from infrastructure.read_side.writing import load_rows
from projections.catalogue import AnyProjection
from projections.declaration import Key

CHUNK: Final = 5_000  # events read from the log at once: some 10 MB of postings
FAR_BEHIND: Final = 10_000  # events: a table further back than this is built apart, so that the others need not wait
_log = structlog.get_logger(__name__)


class ReadSideEngine:
    """One group of projections, fed together. Any number of processes may feed the same tables: checkpoints arbitrate.

    `start` first. Methods raise psycopg.OperationalError or Unavailable where a database is away, with nothing applied.
    """

    def __init__(self, pool: Pool, log: Log, projections: Sequence[AnyProjection]) -> None:
        self.pool = pool
        self.log = log
        self.targets = tuple(Target(projection) for projection in projections)
        self.states = States(log)
        self._group = self.targets
        self._known = Known()
        self._reached: int | None = None  # where the group stands, with what is being written
        self._writing: asyncio.Task[int] | None = None
        self._flying = False  # what is being written is as it was folded ahead

    async def start(self) -> None:
        """Make what is missing, and compare the checkpoints with the log: at start and after every reconnection.

        Raises Diverged where a checkpoint is ahead of the log or found another event there; ShapeChanged.
        """
        with suppress(psycopg.Error):
            await self.settle()
        self._flying = False
        self._known.forget()
        epoch = (await self.log.head()).epoch
        async with self.pool.connection() as connection:
            await make_bookkeeping(connection)
            for target in self.targets:
                await make_table(connection, target)
                await begin(connection, target.table, epoch)
            checkpoints = await read_checkpoints(connection, [target.table for target in self.targets])
        head = await self.log.head()  # after the checkpoints, which another process may move meanwhile
        self.states.forget()
        self._reached = None
        if found := await divergence(self.log, head, checkpoints):
            raise Diverged(list(found.values()))
        await self.mark_whole(head.position)
        foremost = max(checkpoint.position for checkpoint in checkpoints.values())
        self._group = tuple(t for t in self.targets if checkpoints[t.table].position >= foremost - FAR_BEHIND)

    async def mark_whole(self, head: int) -> None:
        """Remember of each table that has seen the log up to `head` that it may be relied on from here on."""
        async with self.pool.connection() as connection:
            await mark_whole(connection, [target.table for target in self.targets], head)

    @property
    def building(self) -> tuple[Target, ...]:
        """Tables far behind the others, a new version's above all: to be built apart, then to `join`."""
        return tuple(target for target in self.targets if target not in self._group)

    def join(self, target: Target) -> None:
        """From here on it is fed with the group, which reads from the log what it still lacks."""
        if target not in self._group:  # a start() meanwhile may have taken it in
            self._group, self._reached = (*self._group, target), None

    async def position(self) -> Checkpoint:
        """Where the group stands: at its hindmost projection."""
        async with self.pool.connection() as connection:
            checkpoints = await read_checkpoints(connection, [target.table for target in self._group])
        return min(checkpoints.values(), key=lambda checkpoint: checkpoint.position)

    async def apply(self, batch: Sequence[Recorded[Any]]) -> int:
        """As `take`, but return when it is written; answer the group's position."""
        await self.take(batch)
        last = max((one.position for one in batch), default=0)
        return await self.follow_up(last)

    async def take(self, batch: Sequence[Recorded[Any]]) -> None:
        """Apply what a broker delivered, in whatever order and however often: fold it, and begin to write it.

        What was taken before is written then, all of it; this batch when `follow_up` to its last position returns.
        Duplicates are dropped by position. Where something is missing before an event, or where an event is of another
        epoch than the log, the events are read from the log instead. Raises Diverged where the log does not hold them.
        """
        events = sorted({one.position: one for one in batch}.values(), key=lambda one: one.position)
        at = self._known.together(self._group)
        if at is None or self._reached is None:
            await self.settle()
            at = await self.position()
            self._reached = at.position
        reached = self._reached
        events = [one for one in events if one.position > reached]
        if not events:
            await self.follow_up(reached)
            return
        last = events[-1].position
        dense = [one.position for one in events] == list(range(reached + 1, last + 1))
        if dense and {one.epoch for one in events} == {at.epoch}:
            await self._begin(events)
        if self._reached != last:
            await self.follow_up(last)

    async def follow_up(self, to: int) -> int:
        """Apply from the log what is there up to position `to`; answer the group's position."""
        await self.settle()
        while (at := await self.position()).position < to:
            events = await read_on(self.log, at.position, min(CHUNK, to - at.position))
            if not events:
                raise Diverged((f"position {to} was announced, and the log ends before {at.position + 1}",))
            await self._apply(events, at.position)
        return at.position

    async def follow(self) -> int:
        """Apply one chunk of what the log holds beyond the group's position; answer how many events it held.

        They are folded, and being written while the next call reads and folds; `settle` waits for that.
        """
        if self._reached is None:
            self._reached = (await self.position()).position
        events = await read_on(self.log, self._reached, CHUNK)
        if events:
            await self._begin(events)
        else:
            await self.settle()
        return len(events)

    async def settle(self) -> int | None:
        """Wait until what is being written is written; answer where the group stands, None where nobody has looked.

        Raises what became of it.
        """
        writing, self._writing = self._writing, None
        if writing is not None:
            self._reached = None
            self._reached = await writing
        return self._reached

    async def _apply(self, events: Sequence[Recorded[Any]], after: int) -> int:
        self._reached = after
        await self._begin(events)
        await self.settle()
        return self._reached

    async def _begin(self, events: Sequence[Recorded[Any]]) -> None:
        """Fold events while those before them are written; then begin to write them, if they still come next.

        They have no hole, and the first of them is at most one beyond any checkpoint of the group.
        """
        try:
            ahead = await self._fold(events)
            await self.settle()
        except BaseException:
            self._known.forget()
            raise
        if self._reached is None or self._reached < events[0].position - 1:
            self._known.forget()
            return
        self._reached, self._flying = events[-1].position, ahead is not None
        self._writing = asyncio.create_task(self._write(events, ahead))
        if ahead is None:  # nothing can be folded on what is not known
            await self.settle()

    async def _fold(self, events: Sequence[Recorded[Any]]) -> Ahead | None:
        """None where the group does not stand together, or with what must be looked at with care."""
        if not self._flying:  # what is being written is being looked at with care: there is nothing to build on yet
            await self.settle()
            at = self._known.together(self._group)
            if at is None or at.position != events[0].position - 1:
                return None
        return await fold_ahead(self._group, events, self.states, self._known, self._load)

    async def _load(self, target: Target, keys: Sequence[Key]) -> Mapping[Key, Any]:
        if self._writing is not None:
            await asyncio.wait([self._writing])  # what it writes may be asked for
        async with self.pool.connection() as connection:
            return await load_rows(connection, target, keys)

    async def _write(self, events: Sequence[Recorded[Any]], ahead: Ahead | None) -> int:
        """The position that the group then has."""
        if ahead is not None and await self._written(ahead):
            return events[-1].position
        self._flying = False
        async with self.pool.connection() as connection:
            return await apply_to(connection, self._group, events, self.states, self._known)

    async def _written(self, ahead: Ahead) -> bool:
        """Whether it took effect as it was folded. Where it did not, or nobody knows, nothing is known of any row."""
        at = self._known.together(ahead.targets)
        try:
            if at and ahead.targets is self._group and ahead.generation == self._known.generation:
                async with self.pool.connection() as connection:
                    self._known.left(await write_ahead(connection, ahead, at))
                return True
        except psycopg.Error as error:
            _log.info("read_side.again_with_care", reason=describe(error))
        except BaseException:
            self._known.forget()
            raise
        self._known.forget()
        return False
