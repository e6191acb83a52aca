"""States of streams read or written last. They may be stale: what rests on them is told once it was checked."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from application.turns import Turns
from domain.aggregates import AGGREGATES
from domain.decider import Decider
from domain.recorded import Recorded

MOST_BYTES: Final = 16 * 2**20  # as `weigh` counts
LEAST_WEIGHT: Final = 512  # bytes that an entry takes though its state is empty
_AGGREGATE_OF: Final[dict[type, Decider[Any, Any, Any]]] = {cls: a for a in AGGREGATES for cls in a.events.values()}


@dataclass(frozen=True, slots=True)
class Standing:
    """A stream folded. aggregate: None where it holds nothing; then version and position are 0."""

    aggregate: Decider[Any, Any, Any] | None = None
    state: Any = None
    version: int = 0
    position: int = 0

    def seen_as(self, aggregate: Decider[Any, Any, Any]) -> Any:
        """Its state as one of this kind: an id of another kind is the id of nothing here."""
        return self.state if self.aggregate is aggregate else aggregate.initial


NOTHING: Final = Standing()


def folded(history: Sequence[Recorded[Any]]) -> Standing:
    """What a stream's events come to."""
    if not history:
        return NOTHING
    aggregate, last = _AGGREGATE_OF[type(history[0].event)], history[-1]
    return Standing(aggregate, aggregate.fold(one.event for one in history), last.version, last.position)


class Remembered:
    """Bounded; whoever was used longest ago is forgotten first.

    weigh: bytes that a state takes, about. generation: of the log that all of it was read from (see EventStore).
    """

    def __init__(self, weigh: Callable[[Any], int], most_bytes: int = MOST_BYTES) -> None:
        self._weigh = weigh
        self._most_bytes = most_bytes
        self._standings: OrderedDict[UUID, tuple[Standing, int]] = OrderedDict()
        self.generation = 0
        self.bytes = 0
        self.turns = Turns()

    def __len__(self) -> int:
        return len(self._standings)

    def of(self, generation: int) -> "Remembered":
        """Itself, with nothing in it that was read in another generation."""
        if generation != self.generation:
            self.generation = generation
            self._standings.clear()
            self.bytes = 0
        return self

    def get(self, stream: UUID) -> Standing | None:
        """What it was when last read or written here."""
        known = self._standings.get(stream)
        if known is None:
            return None
        self._standings.move_to_end(stream)
        return known[0]

    def keep(self, stream: UUID, standing: Standing, generation: int) -> None:
        """Remember it, unless it is of another generation or older than what is known; nothing is not worth it."""
        known = self._standings.get(stream)
        if generation != self.generation or standing.version <= (known[0].version if known else 0):
            return
        weight = LEAST_WEIGHT + self._weigh(standing.state)
        self.forget(stream)
        self._standings[stream] = standing, weight
        self.bytes += weight
        while self.bytes > self._most_bytes:
            _, (_, freed) = self._standings.popitem(last=False)
            self.bytes -= freed

    def forget(self, stream: UUID) -> None:
        """Let go of it; the next who asks reads it."""
        if known := self._standings.pop(stream, None):
            self.bytes -= known[1]
