"""The raw figures of a run, round by round, and what a reader makes of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Self

import msgspec


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, smallest and largest of the rounds."""

    median: float
    least: float
    most: float


@dataclass(slots=True)
class Figures:
    """rounds: name -> one value a round. A name says what, whose, at which size: "appends/rolecall/32/per_second"."""

    rounds: dict[str, list[float]] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)  # what was not measured, and why
    facts: dict[str, str] = field(default_factory=dict)  # machine, versions, settings
    failed: dict[str, str] = field(default_factory=dict)  # what was begun and came to no figure, and with which error
    took: dict[str, float] = field(default_factory=dict)  # seconds of each family, servers and templates included

    def add(self, name: str, values: float | Mapping[str, float]) -> None:
        """Keep one round's figure; several at once are kept under `name/key`."""
        for key, value in values.items() if isinstance(values, Mapping) else (("", values),):
            self.rounds.setdefault(f"{name}/{key}" if key else name, []).append(value)

    def spread(self, name: str) -> Spread | None:
        """None where it was not measured."""
        values = self.rounds.get(name)
        return Spread(median(values), min(values), max(values)) if values else None

    def best(self, prefix: str, suffix: str = "", *, lowest: bool = False) -> str | None:
        """Of the figures named so, the one with the best median: a peer counts at its best number of writers."""
        names = [name for name in self.rounds if name.startswith(prefix) and name.endswith(suffix)]
        chosen = min if lowest else max
        return chosen(names, key=lambda name: median(self.rounds[name])) if names else None

    def save(self, path: Path) -> None:
        path.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n")

    @classmethod
    def load(cls, path: Path) -> Self:
        return msgspec.json.decode(path.read_bytes(), type=cls)
