"""Pay and bands of different periods: what their comparison must obey whatever the amounts."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.pay import PayRange, Period, SalaryBand, WorkingTime
from domain.policies.salary_band import WorkingHoursNotRecorded, allows, bands_for, per_year
from tests.domain.strategies import AMOUNTS, PERIODS, WORKING_TIMES, bands, pay_ranges

FORTY_HOURS = WorkingTime(hours_per_week=Decimal(40))


@pytest.mark.parametrize(("period", "times"), [("year", 1), ("month", 12), ("week", 52), ("day", 260), ("hour", 2080)])
def test_a_year_of_forty_hour_weeks_has(period: str, times: int) -> None:
    assert per_year(Period(period), FORTY_HOURS) == times


@pytest.mark.parametrize("period", [Period.WEEK, Period.DAY, Period.HOUR])
def test_without_recorded_hours_only_months_and_years_compare(period: Period) -> None:
    assert per_year(Period.MONTH, None) == 12
    with pytest.raises(WorkingHoursNotRecorded):
        per_year(period, None)


@given(AMOUNTS, PERIODS)
def test_pay_and_band_for_the_same_period_compare_without_hours(amount: Decimal, period: Period) -> None:
    pay = PayRange(currency="EUR", period=period, minimum=amount, maximum=amount)
    assert allows(SalaryBand(currency="EUR", period=period, minimum=amount, maximum=amount), pay, None)


@given(pay_ranges(), bands(), WORKING_TIMES)
def test_pay_is_inside_exactly_when_a_years_pay_is(pay: PayRange, band: SalaryBand, hours: WorkingTime) -> None:
    in_a_year = {
        Period.YEAR: Fraction(1),
        Period.MONTH: Fraction(12),
        Period.WEEK: Fraction(hours.weeks_per_year),
        Period.DAY: Fraction(hours.days_per_week) * Fraction(hours.weeks_per_year),
        Period.HOUR: Fraction(hours.hours_per_week) * Fraction(hours.weeks_per_year),
    }
    assert pay.minimum is not None
    assert pay.maximum is not None
    low, high = (Fraction(amount) * in_a_year[pay.period] for amount in (pay.minimum, pay.maximum))
    least, most = (Fraction(amount) * in_a_year[band.period] for amount in (band.minimum, band.maximum))
    assert allows(band, pay, hours) == (least <= low and high <= most)


@given(bands(), PERIODS, WORKING_TIMES)
def test_an_exact_conversion_of_the_band_lies_inside_and_a_ten_thousandth_more_does_not(
    band: SalaryBand, period: Period, hours: WorkingTime
) -> None:
    top = Fraction(band.maximum) * per_year(band.period, hours) / per_year(period, hours)
    floor = Decimal(int(top * 10**4)) / 10**4  # the greatest amount that can be stated inside
    lowest = Fraction(band.minimum) * per_year(band.period, hours) / per_year(period, hours)
    if floor <= 0 or Fraction(floor) < lowest:
        return
    pay = PayRange(currency="EUR", period=period, minimum=floor, maximum=floor)
    assert allows(band, pay, hours)
    assert not allows(band, replace(pay, maximum=floor + Decimal("0.0001")), hours)


DAY = date(2026, 3, 10)


@given(st.dates(), st.dates())
def test_a_band_is_in_force_from_its_first_day_through_its_last(start: date, end: date) -> None:
    first, last = sorted((start, end))
    band = SalaryBand(
        currency="EUR",
        period=Period.YEAR,
        minimum=Decimal(1),
        maximum=Decimal(2),
        effective_from=first,
        effective_to=last,
    )
    assert band.in_force(first)
    assert band.in_force(last)
    assert band.in_force(DAY) == (first <= DAY <= last)


def test_a_band_that_is_not_in_force_does_not_hide_one_for_a_wider_zone() -> None:
    everywhere = SalaryBand(currency="EUR", period=Period.YEAR, minimum=Decimal(1), maximum=Decimal(2))
    ended = replace(everywhere, zone="DE", effective_to=date(2026, 3, 9))
    assert bands_for(("DE-BE", "DE", None), (ended, everywhere), DAY) == (everywhere,)
    assert bands_for(("DE-BE", "DE", None), (ended,), DAY) == ()
