"""Applies events to the tables of a group of projections: the same way one at a time, in bulk, and in a rebuild.

The group's rows and checkpoints move in one transaction, one checkpoint a projection: together, so that a reader who
joins two tables sees them at one position and a batch costs one commit; apart, so that a rebuild can swap one alone.
"""

from collections.abc import Sequence
from typing import Any, Final

from domain.recorded import Recorded
from infrastructure.read_side.applying import apply_to
from infrastructure.read_side.checkpoints import Checkpoint, begin, mark_whole, read_checkpoints
from infrastructure.read_side.divergence import Diverged, divergence
from infrastructure.read_side.known import Known
from infrastructure.read_side.log import Log, read_on
from infrastructure.read_side.pool import Pool
from infrastructure.read_side.states import States
from infrastructure.read_side.tables import Target, make_bookkeeping, make_table
from projections.catalogue import AnyProjection

CHUNK: Final = 5_000  # events read from the log at once: some 10 MB of postings
FAR_BEHIND: Final = 10_000  # events: a table further back than this is built apart, so that the others need not wait


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
        self._reached: int | None = None  # where the group stands, as far as this process knows

    async def start(self) -> None:
        """Make what is missing, and compare the checkpoints with the log: at start and after every reconnection.

        Raises Diverged where a checkpoint is ahead of the log or found another event there; ShapeChanged.
        """
        head = await self.log.head()
        async with self.pool.connection() as connection:
            await make_bookkeeping(connection)
            for target in self.targets:
                await make_table(connection, target)
                await begin(connection, target.table, head.epoch)
            checkpoints = await read_checkpoints(connection, [target.table for target in self.targets])
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
        at = min(checkpoints.values(), key=lambda checkpoint: checkpoint.position)
        self._reached = at.position
        return at

    async def apply(self, batch: Sequence[Recorded[Any]]) -> int:
        """Apply what a broker delivered, in whatever order and however often; answer the group's position.

        Duplicates are dropped by position. Where something is missing before an event, or where an event is of another
        epoch than the log, the events are read from the log instead. Raises Diverged where the log does not hold them.
        """
        events = sorted({one.position: one for one in batch}.values(), key=lambda one: one.position)
        at = await self.position()
        events = [one for one in events if one.position > at.position]
        if not events:
            return at.position
        last = events[-1].position
        dense = [one.position for one in events] == list(range(at.position + 1, last + 1))
        if dense and {one.epoch for one in events} == {at.epoch}:
            return await self._apply(events)
        return await self.follow_up(last)

    async def follow_up(self, to: int) -> int:
        """Apply from the log what is there up to position `to`; answer the group's position."""
        while (at := await self.position()).position < to:
            events = await read_on(self.log, at.position, min(CHUNK, to - at.position))
            if not events:
                raise Diverged((f"position {to} was announced, and the log ends before {at.position + 1}",))
            await self._apply(events)
        return at.position

    async def follow(self) -> int:
        """Apply one chunk of what the log holds beyond the group's position; answer how many events it held."""
        after = (await self.position()).position if self._reached is None else self._reached
        events = await read_on(self.log, after, CHUNK)
        if events:
            await self._apply(events)
        return len(events)

    async def _apply(self, events: Sequence[Recorded[Any]]) -> int:
        """Apply events without a hole, the first of which is at most one beyond any checkpoint of the group."""
        async with self.pool.connection() as connection:
            self._reached = await apply_to(connection, self._group, events, self.states, self._known)
        return self._reached
