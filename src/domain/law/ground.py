"""The ground that one rule judges an offer on: the day, and the part of the offer that it speaks about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.law.offer import Offer
from domain.pay import PayRange


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One place at one level, for which pay is owed. None: the offer names no place, or no level."""

    place: str | None
    level: str | None

    def has(self, pay: PayRange) -> bool:
        """Whether a range is meant for it, by name or by naming nothing."""
        here = self.place is None or not pay.places or self.place in pay.places
        return here and (not pay.levels or self.level in pay.levels)

    def __str__(self) -> str:
        named = (self.place, f"level {self.level}" if self.level else None)
        return ", ".join(part for part in named if part) or "the job"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """day: that is judged for. places: names of those places of the offer for which the rule wants pay shown."""

    day: date
    places: tuple[str, ...]

    def cells(self, offer: Offer) -> Iterator[Cell]:
        """Every place in the rule's reach at every level offered."""
        for place in self.places or (None,):
            for level in offer.levels or (None,):
                yield Cell(place=place, level=level)

    def pay(self, offer: Offer) -> tuple[PayRange, ...]:
        """The ranges that are meant for any of these cells, in an order that does not hang on the posting's."""
        cells = tuple(self.cells(offer))
        return tuple(sorted((pay for pay in offer.pay if any(cell.has(pay) for cell in cells)), key=str))
