"""A contender measures one thing once; families are lists of them, and a run goes round and round through them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.server import Server


@dataclass(frozen=True, slots=True)
class Run:
    """What a contender is given. seconds: how long to measure. quick: use the small sizes."""

    server: Server
    seconds: float
    quick: bool


@dataclass(frozen=True, slots=True)
class Contender:
    """name: what its figures are called. once: too long to be repeated, it runs in the first round only."""

    name: str
    measure: Callable[[Run], float | Mapping[str, float]]
    once: bool = False


Family = Callable[[bool], Sequence[Contender]]  # given whether the run is quick
