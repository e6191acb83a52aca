"""Pay: ranges, bands and what makes two of them comparable."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import combinations
from typing import Final

from domain.errors import InvalidValue
from domain.places import check_zone
from domain.text import LINE, MANY, check_many, check_text

HIGHEST_AMOUNT: Final = Decimal("1e12")
SMALLEST_UNIT: Final = -4  # exponent: no currency divides further than a ten-thousandth

# ISO 4217 active codes for money that wages are paid in (funds, metals and test codes left out).
CURRENCIES: Final = frozenset(
    """AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
    CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG
    HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA
    MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD
    RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX
    USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG""".split()
)


class Period(StrEnum):
    """What an amount is paid for."""

    YEAR = "year"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"
    HOUR = "hour"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingTime:
    """Recorded working hours: without them, pay by the hour and a band by the year cannot be compared."""

    hours_per_week: Decimal
    days_per_week: Decimal = Decimal(5)
    weeks_per_year: Decimal = Decimal(52)

    def __post_init__(self) -> None:
        _check_between("working-hours", self.hours_per_week, Decimal(168))
        _check_between("working-days", self.days_per_week, Decimal(7))
        _check_between("working-weeks", self.weeks_per_year, Decimal(53))


def _check_between(name: str, value: Decimal, most: Decimal) -> None:
    if not value.is_finite() or not 0 < value <= most:
        raise InvalidValue(f"{name}-out-of-range", f"{name} must be more than 0 and at most {most}")
    if _too_precise(value):
        raise InvalidValue(f"{name}-too-precise", f"{name} has at most four decimal places")


def _too_precise(value: Decimal) -> bool:
    exponent = value.as_tuple().exponent
    return not isinstance(exponent, int) or exponent < SMALLEST_UNIT


def _in_words(pay: "PayRange | SalaryBand") -> str:
    period = f"{'an' if pay.period is Period.HOUR else 'a'} {pay.period}"
    if pay.minimum is None:
        return f"up to {pay.currency} {pay.maximum:f} {period}"
    if pay.maximum is None:
        return f"{pay.currency} {pay.minimum:f} {period} and up"
    amount = f"{pay.minimum:f}" if pay.minimum == pay.maximum else f"{pay.minimum:f} to {pay.maximum:f}"
    return f"{pay.currency} {amount} {period}"


def _check_amounts(currency: str, minimum: Decimal | None, maximum: Decimal | None) -> None:
    if currency not in CURRENCIES:
        raise InvalidValue("currency-unknown", f"{currency!r} is not a currency of ISO 4217, like USD or EUR")
    for amount in (minimum, maximum):
        if amount is None:
            continue
        if not amount.is_finite() or not 0 < amount <= HIGHEST_AMOUNT:
            raise InvalidValue(
                "salary-out-of-range",
                "an amount must be more than 0 and at most 10^12; where pay is not disclosed, leave it out",
            )
        if _too_precise(amount):
            raise InvalidValue("salary-too-precise", "an amount has at most four decimal places")
    if minimum is not None and maximum is not None and minimum > maximum:
        raise InvalidValue("salary-range-inverted", f"the minimum {minimum} is above the maximum {maximum}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PayRange:
    """What is offered: from minimum to maximum (equal: fixed pay) a period, in one currency.

    minimum: None, "up to" the maximum. maximum: None, the minimum "and up". At least one of them is stated.
    places: those it covers, by the names of the posting's locations or the codes of its remote regions ("US-CO");
    levels: those it covers, of the posting's. Empty: every one of the posting.
    """

    currency: str
    period: Period
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    places: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.minimum is None and self.maximum is None:
            raise InvalidValue(
                "salary-without-amount", "a range has a minimum, a maximum or both; pay that is not disclosed has none"
            )
        _check_amounts(self.currency, self.minimum, self.maximum)
        check_many(self)
        for place in self.places:
            check_text("pay-place", place, LINE)
        for level in self.levels:
            check_text("pay-level", level, LINE)

    def __str__(self) -> str:
        where = f" in {'; '.join(self.places)}" if self.places else ""
        return _in_words(self) + where + (f" for {'; '.join(self.levels)}" if self.levels else "")

    def covers(self, place: str, level: str | None) -> bool:
        """Whether it is meant for this place at this level, by name or by naming none. level: None, the only one."""
        return (not self.places or place in self.places) and (not self.levels or level in self.levels)


@dataclass(frozen=True, slots=True, kw_only=True)
class SalaryBand:
    """What a role may be paid. In force from and to, both included.

    zone: a place's full name ("Portland, US-OR, US"), a region ("US-OR") or a country, None for everywhere.
    level: as the posting names it ("L6"), None for every level.
    """

    currency: str
    period: Period
    minimum: Decimal
    maximum: Decimal
    zone: str | None = None
    level: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None

    def __post_init__(self) -> None:
        _check_amounts(self.currency, self.minimum, self.maximum)
        check_text("band-zone", self.zone, LINE)
        check_text("band-level", self.level, LINE)
        if self.zone is not None:
            check_zone(self.zone)
        if self.effective_from and self.effective_to and self.effective_to < self.effective_from:
            raise InvalidValue("band-dates-inverted", "a band cannot end before it begins")

    def __str__(self) -> str:
        where = f" in {self.zone}" if self.zone else ""
        return _in_words(self) + where + (f" for {self.level}" if self.level else "")

    def in_force(self, day: date) -> bool:
        """Whether the band holds on `day`."""
        return (self.effective_from is None or self.effective_from <= day) and (
            self.effective_to is None or day <= self.effective_to
        )


def check_pay(pay: tuple[PayRange, ...]) -> None:
    """Raise InvalidValue where two ranges cover one place at one level: nobody could say which of them holds there."""
    if len(pay) > MANY:
        raise InvalidValue("pay-too-many", f"pay has {len(pay)} ranges; at most {MANY} are kept")
    for (one, places, levels), (other, elsewhere, others) in combinations(
        ((range_, frozenset(range_.places), frozenset(range_.levels)) for range_ in pay), 2
    ):
        if _meet(places, elsewhere) and _meet(levels, others):
            raise InvalidValue(
                "pay-ranges-overlap",
                f"{one} and {other} overlap: of several ranges each names its places or levels, and none of them twice",
            )


def _meet(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two ranges have a name in common; no names at all stand for every one."""
    return not one or not other or not one.isdisjoint(other)
