"""The raw figures, family by family and round by round, and what a reader makes of them."""

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Self

import msgspec


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, smallest and largest of the rounds, and how many there were."""

    median: float
    least: float
    most: float
    rounds: int


@dataclass(slots=True)
class Figures:
    """What one run of one family came to, as far as it got.

    rounds: name -> one value a round. A name says what, whose, at which size: "appends/rolecall/32/per_second".
    """

    facts: dict[str, str] = field(default_factory=dict)  # when, which commit, on what machine
    asked: int = 1  # rounds
    done: int = 0  # of them, to their end
    took: float = 0.0  # seconds, servers and templates included
    rounds: dict[str, list[float]] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)  # what was not measured, and why
    failed: dict[str, str] = field(default_factory=dict)  # what was begun and came to no figure, and with which error

    def add(self, name: str, values: float | Mapping[str, float]) -> None:
        """Keep one round's figure; several at once are kept under `name/key`."""
        for key, value in values.items() if isinstance(values, Mapping) else (("", values),):
            self.rounds.setdefault(f"{name}/{key}" if key else name, []).append(value)


@dataclass(slots=True)
class Results:
    """Every family's last run. quick: of small sizes; such figures never stand beside those of a full run."""

    quick: bool = False
    families: dict[str, Figures] = field(default_factory=dict)

    @property
    def rounds(self) -> Mapping[str, list[float]]:
        """The figures of all families: no two use the same name."""
        return ChainMap(*(each.rounds for each in self.families.values()))

    def spread(self, name: str) -> Spread | None:
        """None where it was not measured."""
        values = self.rounds.get(name)
        return Spread(median(values), min(values), max(values), len(values)) if values else None

    def best(self, prefix: str, suffix: str = "", *, lowest: bool = False) -> str | None:
        """Of the figures named so, the one with the best median: a peer counts at its best number of writers.

        Sizes that were left after a first round do not count beside those that all rounds measured.
        """
        rounds = self.rounds
        names = [name for name in rounds if name.startswith(prefix) and name.endswith(suffix)]
        most = max((len(rounds[name]) for name in names), default=0)
        names = [name for name in names if len(rounds[name]) == most]
        chosen = min if lowest else max
        return chosen(names, key=lambda name: median(rounds[name])) if names else None

    def save(self, path: Path) -> None:
        """Whole or not at all: a run may be ended while it writes."""
        new = path.with_suffix(".new")
        new.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n")
        new.replace(path)

    @classmethod
    def load(cls, path: Path) -> Self:
        return msgspec.json.decode(path.read_bytes(), type=cls)
