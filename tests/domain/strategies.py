"""Values that hypothesis makes up: valid ones, of every shape the domain allows."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from domain.pay import PayRange, Period, SalaryBand, WorkingTime
from domain.places import available_time_zones
from domain.requirements import Emphasis, Responsibility, Skill

# Few of each, so that lists have items in common, twice, and in another order.
WORDS = st.sampled_from(["bake", "sell", "clean", "order", "teach"])
DUTIES = st.builds(Responsibility, WORDS, st.sampled_from([Emphasis.CORE, Emphasis.SECONDARY]))
SKILLS = st.builds(Skill, name=WORDS, level=st.sampled_from([None, "expert"]), required=st.booleans())

ZONES = st.sampled_from(sorted(available_time_zones()))
DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))
AMOUNTS = st.decimals(Decimal("0.01"), Decimal(10**6), places=2)
PERIODS = st.sampled_from(list(Period))
WORKING_TIMES = st.builds(
    WorkingTime,
    hours_per_week=st.decimals(Decimal(1), Decimal(168), places=2),
    days_per_week=st.decimals(Decimal(1), Decimal(7), places=1),
    weeks_per_year=st.decimals(Decimal(1), Decimal(53), places=0),
)


@st.composite
def pay_ranges(draw: st.DrawFn) -> PayRange:
    low, high = sorted((draw(AMOUNTS), draw(AMOUNTS)))
    return PayRange(currency="EUR", period=draw(PERIODS), minimum=low, maximum=high)


@st.composite
def bands(draw: st.DrawFn) -> SalaryBand:
    low, high = sorted((draw(AMOUNTS), draw(AMOUNTS)))
    return SalaryBand(currency="EUR", period=draw(PERIODS), minimum=low, maximum=high)
