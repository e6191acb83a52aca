"""A role's salary bands as a whole: which may stand side by side, and how one set of them becomes another."""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from domain.errors import InvalidValue
from domain.pay import SalaryBand

Difference = tuple[SalaryBand | None, SalaryBand | None]  # old, new; None: there was, or will be, none


def check_bands(bands: Sequence[SalaryBand]) -> None:
    """Raise InvalidValue where two bands say different things of the same pay on the same day.

    Bands for one place and level may differ in period (one for the hourly paid, one for the salaried): pay is then
    right if one of them allows it. Two of the same period would let the wider one rule, unnoticed.
    """
    in_order = sorted(bands, key=lambda band: band.effective_from or date.min)
    latest: dict[Any, SalaryBand] = {}
    for band in in_order:
        earlier = latest.get(_subject(band))
        if earlier is not None and (band.effective_from or date.min) <= (earlier.effective_to or date.max):
            raise InvalidValue(
                "bands-overlap",
                f"{earlier} and {band} hold on the same days: end one before the other begins, or leave one out",
            )
        latest[_subject(band)] = band


def differences(old: Sequence[SalaryBand], new: Sequence[SalaryBand]) -> Iterator[Difference]:
    """What leads from the old bands to the new: withdrawn ones first, then changed and added ones as they stand.

    A band changes where one for the same pay begins on the same day, or else where one for the same pay is left over.
    Their order says nothing.
    """
    kept = set(old) & set(new)
    gone, come = [band for band in old if band not in kept], [band for band in new if band not in kept]
    before = _paired(gone, come)
    replaced = set(before.values())
    yield from ((band, None) for band in gone if band not in replaced)
    yield from ((before.get(band), band) for band in come)


def exchanged(bands: tuple[SalaryBand, ...], old: SalaryBand | None, new: SalaryBand) -> tuple[SalaryBand, ...]:
    """The bands with the new one in the place of the old; at the end where there was none."""
    return (*bands, new) if old is None else tuple(new if band == old else band for band in bands)


def waits(band: SalaryBand, today: date) -> bool:
    """Whether its first day is still to come."""
    return band.effective_from is not None and band.effective_from > today


def _paired(gone: Sequence[SalaryBand], come: Sequence[SalaryBand]) -> dict[SalaryBand, SalaryBand]:
    """Which of the gone each of the come stands for: new -> old."""
    before: dict[SalaryBand, SalaryBand] = {}
    for alike in (_beginning, _subject):
        left: defaultdict[Any, deque[SalaryBand]] = defaultdict(deque)
        taken = set(before.values())
        for band in gone:
            if band not in taken:
                left[alike(band)].append(band)
        before |= {band: left[alike(band)].popleft() for band in come if band not in before and left[alike(band)]}
    return before


def _beginning(band: SalaryBand) -> Any:
    return (_subject(band), band.effective_from)


def _subject(band: SalaryBand) -> tuple[str | None, ...]:
    """Which pay a band speaks of, whatever the day."""
    return (band.zone and band.zone.casefold(), band.currency, band.period, band.level and band.level.casefold())
