"""An aggregate's state before and after an event, for journals and ledgers: by the domain's own evolve."""

from collections import OrderedDict
from typing import Any, Final, NamedTuple

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

    def __init__(self, log: Log, remembered: int = REMEMBERED, steps: int = STEPS) -> None:
        self._log = log
        self._remembered = remembered
        # By numbers: a UUID is hashed and compared by Python code, which would cost as much as most events' evolve.
        self._last: OrderedDict[int, Step] = OrderedDict()  # of each stream
        self._at: OrderedDict[int, Step] = OrderedDict()  # each position
        self._kept = steps

    async def around(self, recorded: Recorded[Any]) -> Step:
        """The states before and after. Raises what evolve raises, and KeyError for an event of no aggregate."""
        decider = DECIDER_OF[type(recorded.event)]
        # Not by the event's id: to ask for that has its metadata decoded, which takes as long as the event.
        stream = recorded.stream.int
        known = self._at.get(recorded.position)
        if known is not None and (known.stream, known.version) == (stream, recorded.version):
            return known
        last = self._last.get(stream)
        if last is not None and last.version == recorded.version - 1:
            before = last.after
        elif recorded.version == 1:
            before = decider.initial
        else:
            earlier = await self._log.load(recorded.stream, up_to_version=recorded.version - 1)
            before = decider.fold(one.event for one in earlier)
        step = Step(stream, recorded.version, before, decider.evolve(before, recorded.event))
        self._last[stream] = step
        self._last.move_to_end(stream)
        if len(self._last) > self._remembered:
            self._last.popitem(last=False)
        self._at[recorded.position] = step
        if len(self._at) > self._kept:
            self._at.popitem(last=False)
        return step

    def forget(self) -> None:
        """The log is another one than before."""
        self._last.clear()
        self._at.clear()
