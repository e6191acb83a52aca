"""The states around an event are the same however few are remembered, and those of a chunk are loaded together."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from domain.recorded import Recorded
from infrastructure.read_side.states import States, Step
from tests.projections.histories import MemoryLog, history


class CountingLog(MemoryLog):
    """loads: in each, how many streams were asked for before the first was answered."""

    def __init__(self, events: Sequence[Recorded[Any]]) -> None:
        super().__init__(events)
        self.loads: list[int] = []
        self._asked = 0

    async def load(
        self, stream: UUID, *, up_to_version: int | None = None, as_of: datetime | None = None
    ) -> Sequence[Recorded[Any]]:
        self._asked += 1
        if self._asked == 1:
            await asyncio.sleep(0)
            self.loads.append(self._asked)
            self._asked = 0
        return await super().load(stream, up_to_version=up_to_version, as_of=as_of)


async def around_all(states: States, events: Sequence[Recorded[Any]], chunk: int) -> list[tuple[Any, Any]]:
    steps: list[Step] = []
    for first in range(0, len(events), chunk):
        await states.learn(events[first : first + chunk])
        steps += [states.known(one) or await states.around(one) for one in events[first : first + chunk]]
    return [(step.before, step.after) for step in steps]


def test_the_states_are_the_same_however_few_are_remembered() -> None:
    log = history(Random(7), steps=150)
    whole = asyncio.run(around_all(States(log), log.events, 10_000))
    for streams, steps, chunk in ((1, 0, 1), (2, 5, 7), (3, 0, 40)):
        assert asyncio.run(around_all(States(log, streams, steps), log.events, chunk)) == whole


def test_the_states_before_a_chunk_are_asked_for_together() -> None:
    events = history(Random(7), steps=150).events
    log, middle = CountingLog(events), len(events) // 2
    asyncio.run(around_all(States(log), events[middle:], len(events)))
    begun = {one.stream for one in events[:middle]} & {one.stream for one in events[middle:]}
    assert len(begun) > 1
    assert log.loads == [len(begun)]


def test_a_stream_that_cannot_be_read_is_left_to_whoever_asks_for_it() -> None:
    events = history(Random(7), steps=150).events
    log, last = MemoryLog(events), events[-1]
    log.unreadable = {one.position for one in events if one.stream == last.stream and one.version == 1}
    states = States(log)
    asyncio.run(states.learn([last]))
    assert states.known(last) is None
