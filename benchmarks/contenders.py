"""A contender measures one thing once; families are lists of them, and a run goes round and round through them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from statistics import median

from benchmarks.figures import Figures
from benchmarks.server import Server

GO_ON = 2  # of a series: the best of one noisy round need not be the best


@dataclass(frozen=True, slots=True)
class Run:
    """What a contender is given. seconds: how long to measure. quick: use the small sizes."""

    server: Server
    seconds: float
    quick: bool


@dataclass(frozen=True, slots=True)
class Contender:
    """name: what its figures are called. once: too long to be repeated, it runs in the first round only.

    series: the same at several sizes, of which only the best is asked for. The first round tries them all, and those
    with most `per_second` go on.
    """

    name: str
    measure: Callable[[Run], float | Mapping[str, float]]
    once: bool = False
    series: str | None = None


Family = Callable[[bool], Sequence[Contender]]  # given whether the run is quick


def after_the_first_round(contenders: Sequence[Contender], figures: Figures) -> list[Contender]:
    """Those that run in every further round."""

    def rate(contender: Contender) -> float:
        return median(figures.rounds.get(f"{contender.name}/per_second", [0.0]))

    going_on = [each for each in contenders if not each.once and each.series is None]
    for series in dict.fromkeys(each.series for each in contenders if each.series is not None):
        going_on += nlargest(GO_ON, (each for each in contenders if each.series == series), key=rate)
    return [each for each in contenders if each in going_on]
