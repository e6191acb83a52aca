"""Folds the log into one table in bulk: while a batch is written, the next is folded and the one after it is read."""

import asyncio
import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from application.ports import Share
from domain.recorded import Recorded
from infrastructure.read_side.applying import fold, fold_into
from infrastructure.read_side.checkpoints import Checkpoint, move, park, read_checkpoints, read_parked
from infrastructure.read_side.engine import CHUNK
from infrastructure.read_side.folding import Folding, Parked
from infrastructure.read_side.log import Log, read_on
from infrastructure.read_side.states import States
from infrastructure.read_side.tables import Connection, Target
from infrastructure.read_side.telling import followed
from infrastructure.read_side.writing import ROW_FAULTS, load_rows, write
from projections.declaration import Key

BATCH: Final = 20_000  # events folded before they are written: a row that many of them change is written once
WRITTEN_AT_ONCE: Final = 500  # rows: some milliseconds of making them
REMEMBERED: Final = 5_000  # keys whose state is kept, 4 kB each, since events of a stream stand near each other
SELDOM: Final = (1_000_000, 20, 100)  # what is decoded has no cycles, and looking for them takes two fifths of the time


@dataclass(frozen=True, slots=True)
class Progress:
    """position: what is written. rate: events a second since this run began. seconds_left: at that rate."""

    table: str
    position: int
    until: int
    rate: float
    seconds_left: float | None


Report = Callable[[Progress], None]


def silent(_progress: Progress) -> None:
    """Reports to nobody."""


class _Again(Exception):
    """A batch could not be written as it was folded. carefully_to: as far as a row may be to blame."""

    def __init__(self, carefully_to: int = 0) -> None:
        self.carefully_to = carefully_to


async def replay(
    connection: Connection, log: Log, side: Target, states: States, *, report: Report = silent, until: int | None = None
) -> None:
    """Apply the log to a table that nobody else feeds from its checkpoint on, to `until` or to the head as it is met.

    A batch with a row that cannot be written is done again carefully, as live ones are.
    """
    head = (await log.head()).position
    goal = head if until is None else min(until, head)
    start, began = await _checkpoint(connection, side), time.monotonic()

    def written(position: int) -> None:
        rate = (position - start.position) / max(time.monotonic() - began, 1e-6)
        report(Progress(side.projection.table, position, goal, rate, (goal - position) / rate if rate else None))

    with few_collections():
        while True:
            try:
                await _Bulk(connection, log, side, states).run(goal, written)
            except _Again as again:
                await _carefully(connection, log, side, states, again.carefully_to)
            else:
                return


class _Bulk:
    """One run from the checkpoint on."""

    def __init__(self, connection: Connection, log: Log, side: Target, states: States) -> None:
        self._connection = connection
        self._log = log
        self._side = side
        self._states = states
        self._known: dict[Key, Any] = {}
        self._writing: asyncio.Task[int] | None = None

    async def run(self, goal: int, written: Callable[[int], None]) -> None:
        """Raises _Again, with what was written before standing."""
        at = await _checkpoint(self._connection, self._side)
        parked = (await read_parked(self._connection, [self._side.table]))[self._side.table]
        folding, position = self._folding(parked), at.position
        wanted, share = followed(self._side.projection), self._side.share

        def read() -> asyncio.Task[Sequence[Recorded[Any]]]:
            return asyncio.create_task(read_on(self._log, position, min(CHUNK, max(0, goal - position)), wanted, share))

        reading = read()
        try:
            while position < goal and (events := await reading):
                position = events[-1].position
                reading = read()
                await fold(self._side.projection, _mine(events, share), folding, self._states)
                if position - at.position >= BATCH or position >= goal:
                    if self._writing:
                        written(await self._writing)
                    self._writing = asyncio.create_task(self._write(folding, at, events[-1]))
                    at = Checkpoint(events[-1].epoch, position, events[-1].event_id)
                    self._remember(folding)
                    folding = self._folding(parked)
            if self._writing:
                written(await self._writing)
        finally:
            for task in (reading, self._writing):
                if task is not None:
                    task.cancel()
                    await asyncio.wait([task])

    def _folding(self, parked: Parked) -> Folding:
        return Folding(parked, self._load, known=self._known)

    async def _load(self, keys: Sequence[Key]) -> Mapping[Key, Any]:
        if self._writing:
            await asyncio.wait([self._writing])  # what it writes may be asked for
        return await load_rows(self._connection, self._side, keys)

    def _remember(self, folding: Folding) -> None:
        """What was touched last is forgotten last."""
        known = self._known
        for key, change in folding.touched_keys.items():
            known.pop(key, None)
            if change.state is not None:
                known[key] = change.state
        for key in list(islice(known, max(0, len(known) - REMEMBERED))):
            del known[key]

    async def _write(self, folding: Folding, at: Checkpoint, last: Recorded[Any]) -> int:
        changes, table, checkpoint = folding.changes, self._side.table, self._side.checkpoint
        try:
            async with self._connection.transaction():
                [held] = (await read_checkpoints(self._connection, [checkpoint], lock=True)).values()
                if held.position != at.position:
                    raise _Again  # another process builds the same table
                for first in range(0, len(changes), WRITTEN_AT_ONCE):
                    part = changes[first : first + WRITTEN_AT_ONCE]
                    await write(self._connection, self._side, part, careful=False)
                if folding.faults:
                    await park(self._connection, table, folding.faults)
                await move(self._connection, [(checkpoint, at, last)])
        except ROW_FAULTS as error:
            raise _Again(last.position) from error
        return last.position


async def _carefully(connection: Connection, log: Log, side: Target, states: States, to: int) -> None:
    """As a live batch is done again: what cannot be written is found, and parked."""
    while (at := await _checkpoint(connection, side)).position < to:
        events = await read_on(log, at.position, min(CHUNK, to - at.position), followed(side.projection), side.share)
        async with connection.transaction():
            [at] = (await read_checkpoints(connection, [side.checkpoint], lock=True)).values()
            events = [one for one in events if one.position > at.position]
            if events:
                parked = (await read_parked(connection, [side.table]))[side.table]
                await fold_into(connection, side, _mine(events, side.share), parked, states, careful=True)
                await move(connection, [(side.checkpoint, at, events[-1])])


async def _checkpoint(connection: Connection, side: Target) -> Checkpoint:
    return (await read_checkpoints(connection, [side.checkpoint]))[side.checkpoint]


def _mine(events: Sequence[Recorded[Any]], share: Share | None) -> Sequence[Recorded[Any]]:
    """Without the last one, where that was read only to tell how far."""
    return events if share is None or share.has(events[-1].stream) else events[:-1]


@contextmanager
def few_collections() -> Iterator[None]:
    """Within, garbage is looked for seldom."""
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
