"""What a rule can ask of the pay that a posting shows: see `checks`."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from domain.law.ground import Ground
from domain.law.judgement import Missing
from domain.law.offer import Offer
from domain.pay import PayRange, WorkingTime
from domain.policies.salary_band import WorkingHoursNotRecorded, per_year


def pay_range(offer: Offer, ground: Ground, *, commission_only_suffices: bool = False) -> Iterator[Missing]:
    """Every place and level has a range, or a fixed amount: a range whose ends meet.

    commission_only_suffices: where pay is commission alone, saying so is enough.
    """
    if commission_only_suffices and offer.commission_only:
        return
    without = [str(cell) for cell in ground.cells(offer) if not any(cell.has(pay) for pay in offer.pay)]
    if without:
        words = f"state the pay, as a range or a fixed amount, for {'; '.join(without)}"
        yield Missing(code="pay-range", words=words)


def no_open_end(offer: Offer, ground: Ground) -> Iterator[Missing]:
    """No "60,000 and up", no "up to 60,000"."""
    for pay in ground.pay(offer):
        if pay.minimum is None or pay.maximum is None:
            yield Missing(code="open-ended-pay", words=f"give the pay both ends: {pay}")


def pay_per_place_and_level(offer: Offer, ground: Ground) -> Iterator[Missing]:
    """Where places or levels are several, each is named by the range that is meant for it."""
    for cell in ground.cells(offer):
        named = [pay for pay in offer.pay if cell.has(pay)]
        by_place = len(offer.places) < 2 or cell.place is None or any(pay.places for pay in named)
        by_level = len(offer.levels) < 2 or any(pay.levels for pay in named)
        if not (by_place and by_level):
            yield Missing(
                code="pay-per-place-and-level", words=f"state the pay for {cell} by name, apart from the others"
            )


def pay_width(
    offer: Offer, ground: Ground, *, currency: str, most_a_year: Decimal, unless_top_above: Decimal
) -> Iterator[Missing]:
    """The ends of a range lie no further apart than this in a year; a range whose top is above another amount may.

    Currencies are never converted: a range in another one cannot be shown to obey, and nor can one with an open end,
    or by the hour without working hours.
    """
    for pay in ground.pay(offer):
        if pay.minimum == pay.maximum:
            continue
        limit = f"{currency} {most_a_year:,} a year"
        if pay.currency != currency:
            words = f"state the pay in {currency}: the width of {pay} cannot be compared with {limit}"
            yield Missing(code="pay-width-currency", words=words)
            continue
        try:
            if not _wider(pay, offer.working_time, most_a_year, unless_top_above):
                continue
        except WorkingHoursNotRecorded:
            words = f"record the working hours (working_time): without them {pay} cannot be compared with {limit}"
            yield Missing(code="pay-width-working-hours", words=words)
            continue
        exempt = f"{currency} {unless_top_above:,} a year"
        yield Missing(
            code="pay-width", words=f"narrow {pay} to at most {limit} from end to end, unless its top is above {exempt}"
        )


def _wider(pay: PayRange, hours: WorkingTime | None, most: Decimal, exempt_above: Decimal) -> bool:
    """Raises WorkingHoursNotRecorded."""
    top = pay.maximum if pay.maximum is not None else pay.minimum  # what has no top reaches above its least
    if top is not None and Fraction(top) * per_year(pay.period, hours) > Fraction(exempt_above):
        return False
    if pay.minimum is None or pay.maximum is None:
        return True
    return Fraction(pay.maximum - pay.minimum) * per_year(pay.period, hours) > Fraction(most)
