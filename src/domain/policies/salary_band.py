"""What is offered lies inside the band in force for its zone, its level, its currency and the day."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from domain.errors import DomainError, require
from domain.pay import PayRange, Period, SalaryBand, WorkingTime

Zones = tuple[str | None, ...]  # the zones that a place lies in, most exact first; None: everywhere


class SalaryOutsideBand(DomainError):
    """The pay is below the band's minimum or above its maximum."""

    title = "The pay is outside the role's salary band"


class NoBandForPay(DomainError):
    """The role has bands, but none for this pay's zone, level, currency and day."""

    title = "The role has no salary band for this pay"


class WorkingHoursNotRecorded(DomainError):
    """Pay and band are for different periods, and no working hours say how they compare."""

    title = "Pay and band cannot be compared without working hours"


def inside_the_band(
    pay: PayRange,
    zones: Zones,
    bands: Sequence[SalaryBand],
    day: date,
    hours: WorkingTime | None,
    *,
    level: str | None = None,
) -> None:
    """Refuse pay that no band in force allows at a place in these zones and a level. No band at all: nothing to obey.

    The bands that `bands_for` finds speak, and in their currencies alone; where several of them have the currency of
    the pay, one of them must allow it. Raises NoBandForPay, SalaryOutsideBand, WorkingHoursNotRecorded.
    """
    if not bands:
        return
    found = bands_for(zones, bands, day, level)
    candidates = [band for band in found if band.currency == pay.currency]
    others = f", only in {', '.join(sorted({band.currency for band in found}))}" if found else ""
    where = f"{zones[0] or 'every place'}{f' at level {level}' if level else ''}"
    require(
        bool(candidates),
        NoBandForPay,
        f"on {day} there is no band in {pay.currency} for {where}{others}: "
        "revise the role to set one, change the salary, or request a band exception",
    )
    require(
        any(allows(band, pay, hours) for band in candidates),
        SalaryOutsideBand,
        f"{pay} is outside {' and '.join(f'the band {band}' for band in candidates)}, in force on {day}: "
        "change the salary, revise the role's band, or request a band exception",
    )


def bands_for(zones: Zones, bands: Sequence[SalaryBand], day: date, level: str | None = None) -> tuple[SalaryBand, ...]:
    """The bands in force in the most exact zone that has any for this level, whatever their currency.

    In that zone, bands that name the level speak rather than those for every level.
    """
    for zone in zones:
        here = [b for b in bands if _same(b.zone, zone) and b.in_force(day)]
        named = tuple(b for b in here if b.level is not None and _same(b.level, level))
        if found := named or tuple(b for b in here if b.level is None):
            return found
    return ()


def allows(band: SalaryBand, pay: PayRange, hours: WorkingTime | None) -> bool:
    """Whether the pay lies inside the band, both reckoned by the year where their periods differ.

    An open end lies outside every band: nobody has said how far it goes.
    """
    if pay.minimum is None or pay.maximum is None:
        return False
    if band.period is pay.period:
        return band.minimum <= pay.minimum and pay.maximum <= band.maximum
    of_pay, of_band = per_year(pay.period, hours), per_year(band.period, hours)
    return (
        Fraction(band.minimum) * of_band <= Fraction(pay.minimum) * of_pay
        and Fraction(pay.maximum) * of_pay <= Fraction(band.maximum) * of_band
    )


def per_year(period: Period, hours: WorkingTime | None) -> Fraction:
    """How many such periods are paid in a year, exactly. Raises WorkingHoursNotRecorded."""
    if period is Period.YEAR:
        return Fraction(1)
    if period is Period.MONTH:
        return Fraction(12)
    if hours is None:
        raise WorkingHoursNotRecorded(
            f"pay by the {period} is compared with another period by working hours, and none are recorded: "
            "record them with the salary (working_time), or state both for the same period"
        )
    in_a_week = {Period.WEEK: Decimal(1), Period.DAY: hours.days_per_week, Period.HOUR: hours.hours_per_week}
    return Fraction(in_a_week[period]) * Fraction(hours.weeks_per_year)


def _same(one: str | None, other: str | None) -> bool:
    return one == other if one is None or other is None else one.casefold() == other.casefold()
