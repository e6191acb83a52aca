"""An aggregate's state before and after an event, for journals and ledgers: by the domain's own evolve."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Final, NamedTuple, Self

import psycopg

from application.ports import Unavailable
from domain.aggregates import AGGREGATES
from domain.decider import Decider
from domain.recorded import Recorded
from infrastructure.read_side.log import Log

REMEMBERED = 2_000  # streams; a posting's state holds its whole text, some 10 kB
STEPS = 6_000  # more than a chunk of the log: each journal and ledger goes through it once; they share their texts
DECIDER_OF: Final[dict[type, Decider[Any, Any, Any]]] = {cls: a for a in AGGREGATES for cls in a.events.values()}


class Step(NamedTuple):
    """What one event did to its aggregate."""

    stream: int
    version: int
    before: Any
    after: Any


class States:
    """The states of the streams seen last. Right whatever is asked; fast where a stream's events are asked in order,

    and where several projections ask for the same events.
    """

    def __init__(self, log: Log, streams: int = REMEMBERED, steps: int = STEPS) -> None:
        """streams, steps: how many are remembered; a table alone asks for each step once."""
        self._log = log
        self._streams = streams
        self._steps = steps
        # By numbers: a UUID is hashed and compared by Python code, which would cost as much as most events' evolve.
        self._last: OrderedDict[int, Step] = OrderedDict()  # of each stream
        self._at: OrderedDict[int, Step] = OrderedDict()  # each position

    def known(self, recorded: Recorded[Any]) -> Step | None:
        """The states before and after, where that before is known; else ask `around`. Raises what evolve raises."""
        # Not by the event's id: to ask for that has its metadata decoded, which takes as long as the event.
        stream, version, event = recorded.stream.int, recorded.version, recorded.event
        if (step := self._at.get(recorded.position)) is not None and (step.stream, step.version) == (stream, version):
            return step
        decider = DECIDER_OF.get(type(event))
        if decider is None:
            return None
        last = self._last.get(stream)
        if last is not None and last.version == version - 1:
            before = last.after
        elif version == 1:
            before = decider.initial
        else:
            return None
        return self._remembered(recorded.position, Step(stream, version, before, decider.evolve(before, event)))

    async def around(self, recorded: Recorded[Any]) -> Step:
        """The states before and after. Raises what evolve raises, and KeyError for an event of no aggregate."""
        if step := self.known(recorded):
            return step
        decider = DECIDER_OF[type(recorded.event)]
        earlier = await self._log.load(recorded.stream, up_to_version=recorded.version - 1)
        before = decider.fold(one.event for one in earlier)
        after = decider.evolve(before, recorded.event)
        return self._remembered(recorded.position, Step(recorded.stream.int, recorded.version, before, after))

    async def learn(self, events: Sequence[Recorded[Any]]) -> None:
        """Load the states before these events that are not known, many streams in a query.

        One by one, as `around` does it, a log with more streams side by side than are remembered took a query an event.
        """
        at, first = self._at, dict[int, Recorded[Any]]()
        for one in events:
            if one.position not in at:
                first.setdefault(one.stream.int, one)
        missing = [
            one
            for number, one in first.items()
            if one.version > 1 and ((last := self._last.get(number)) is None or last.version != one.version - 1)
        ]
        if missing:
            await asyncio.gather(*map(self._learn, missing))

    async def _learn(self, recorded: Recorded[Any]) -> None:
        try:
            stream = await self._log.load(recorded.stream)
            before = DECIDER_OF[type(recorded.event)].fold(one.event for one in stream[: recorded.version - 1])
        except (Unavailable, psycopg.Error):
            raise
        except Exception:
            return  # `around` will meet it again, where there is someone to park it
        self._keep(Step(recorded.stream.int, recorded.version - 1, None, before))

    def _remembered(self, position: int, step: Step) -> Step:
        self._keep(step)
        if self._steps:
            self._at[position] = step
            if len(self._at) > self._steps:
                self._at.popitem(last=False)
        return step

    def _keep(self, step: Step) -> None:
        last = self._last
        last[step.stream] = step
        last.move_to_end(step.stream)
        if len(last) > self._streams:
            last.popitem(last=False)

    @classmethod
    def of_one_table(cls, log: Log) -> Self:
        """For a table that is folded by itself: it asks for no step twice."""
        return cls(log, streams=5 * REMEMBERED, steps=0)

    def forget(self) -> None:
        """The log is another one than before."""
        self._last.clear()
        self._at.clear()
