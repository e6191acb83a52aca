"""Several pay ranges in one posting: every place at every level is covered exactly once, or the pay is not accepted."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import assume
from hypothesis import given as whatever
from hypothesis import strategies as st

from domain.decider import Context
from domain.errors import DomainError, InvalidValue
from domain.job_posting import ChangeSalary, JobPosting, PostingFacts, PublishPosting
from domain.job_posting.errors import PayLeavesOutPlaces, PayLevelUnknown
from domain.job_posting.publication import pay_covers_every_place, places
from domain.pay import PayRange, Period, SalaryBand, WorkingTime, check_pay
from domain.places import Location
from domain.policies.salary_band import NoBandForPay, SalaryOutsideBand, allows, bands_for, per_year
from tests.domain.given import ALICE, FRESH, ITSELF, NO_RULES, NOON, given
from tests.domain.postings import BERLIN, DENVER, approved, drafted, pay, posting_content, submitted
from tests.domain.roles import band, role_in_force
from tests.domain.strategies import AMOUNTS, PERIODS, WORKING_TIMES, bands

SITES = st.lists(st.sampled_from(["US", "DE", "FR"]), max_size=3, unique=True)
REGIONS = st.lists(st.sampled_from(["US-CO", "CA"]), max_size=2, unique=True)
LEVELS = st.lists(st.sampled_from(["L5", "L6", "L7"]), max_size=3, unique=True)


def some_of(names: Sequence[str]) -> st.SearchStrategy[list[str]]:
    """Some of the names, each once; none stands for all."""
    return st.lists(st.sampled_from(names), unique=True) if names else st.just([])


@st.composite
def postings(draw: st.DrawFn) -> JobPosting:
    """A posting with pay that names places and levels it has, in whatever way."""
    content = posting_content(
        locations=tuple(Location(country=country) for country in draw(SITES)),
        remote_regions=tuple(draw(REGIONS)),
        levels=tuple(draw(LEVELS)),
    )
    named = [*(place.name for place in content.locations), *content.remote_regions]
    assume(named)
    ranges = draw(st.lists(st.tuples(some_of(named), some_of(content.levels)), min_size=1, max_size=4))
    offered = tuple(pay(places=tuple(where), levels=tuple(which)) for where, which in ranges)
    return JobPosting(content=content, pay=offered)


def accepted(posting: JobPosting) -> bool:
    """Whether the pay passes the edge, and then the rule of publication."""
    facts = PostingFacts(rules=NO_RULES)
    context = Context(stream=ITSELF, now=NOON, actor=ALICE, fresh=FRESH, facts=facts)
    try:
        check_pay(posting.pay)
        pay_covers_every_place(posting, context)
    except (InvalidValue, DomainError):
        return False
    return True


@whatever(postings())
def test_pay_is_accepted_exactly_when_every_place_at_every_level_is_covered_once(posting: JobPosting) -> None:
    levels = posting.content.levels or ("the only one",)
    times = [
        sum((not one.places or place in one.places) and (not one.levels or level in one.levels) for one in posting.pay)
        for place, level in product(places(posting), levels)
    ]
    # What names nothing covers whatever is there, also what is added later: two such ranges never stand side by side.
    assert accepted(posting) == all(count == 1 for count in times)


def test_ranges_that_overlap_are_refused_with_both_of_them_named() -> None:
    junior, everyone = pay(levels=("L5",)), pay(40_000, 50_000)
    with pytest.raises(InvalidValue, match=r"32000 to 38000 .*L5.*40000 to 50000") as refused:
        ChangeSalary(pay=(junior, everyone), reason="By level")
    assert refused.value.code == "pay-ranges-overlap"


def test_one_range_a_level_covers_every_place_and_a_level_that_is_left_out_refuses() -> None:
    ranges = (pay(levels=("L5",)), pay(40_000, 50_000, levels=("L6",)))
    whole = given(drafted(levels=("L5", "L6"), pay=ranges), submitted(), approved())
    whole.when(PublishPosting(), role=role_in_force()).accepted()
    lacking = given(drafted(levels=("L5", "L6", "L7"), pay=ranges), submitted(), approved())
    lacking.when(PublishPosting(), role=role_in_force()).then_refused(PayLeavesOutPlaces, "at level L7")


def test_a_place_and_level_may_each_have_a_range_of_their_own() -> None:
    ranges = tuple(
        pay(places=(place.name,), levels=(level,)) for place, level in product((BERLIN, DENVER), ("L5", "L6"))
    )
    posting: dict[str, Any] = {"locations": (BERLIN, DENVER), "levels": ("L5", "L6")}
    whole = given(drafted(**posting, pay=ranges), submitted(), approved())
    whole.when(PublishPosting(), role=role_in_force()).accepted()
    lacking = given(drafted(**posting, pay=ranges[1:]), submitted(), approved())
    lacking.when(PublishPosting(), role=role_in_force()).then_refused(PayLeavesOutPlaces, f"{BERLIN.name} at level L5")


def test_pay_names_levels_of_the_posting() -> None:
    given(drafted(levels=("L5",))).when(ChangeSalary(pay=(pay(levels=("L6",)),), reason="By level")).then_refused(
        PayLevelUnknown, "L6"
    )


# Open ends


def test_pay_with_an_open_end_is_said_as_such() -> None:
    least, most = Decimal(20), Decimal("30.50")
    assert str(PayRange(currency="USD", period=Period.HOUR, minimum=least)) == "USD 20 an hour and up"
    assert str(PayRange(currency="USD", period=Period.YEAR, maximum=most)) == "up to USD 30.50 a year"
    with pytest.raises(InvalidValue) as refused:
        PayRange(currency="USD", period=Period.YEAR)
    assert refused.value.code == "salary-without-amount"


@whatever(AMOUNTS, st.booleans(), bands())
def test_an_open_end_lies_outside_every_band(amount: Decimal, up_to: bool, allowed: SalaryBand) -> None:
    ends: dict[str, Any] = {"maximum": amount} if up_to else {"minimum": amount}
    offered = PayRange(currency="EUR", period=Period.YEAR, **ends)
    assert not allows(allowed, offered, None)


# Bands


def test_the_band_of_the_level_speaks_rather_than_the_one_for_every_level() -> None:
    role = role_in_force(salary_bands=(band(10_000, 20_000), band(30_000, 40_000, level="l6")))
    named = given(drafted(levels=("L6",), pay=(pay(),)), submitted(), approved())
    named.when(PublishPosting(), role=role).accepted()
    other = given(drafted(levels=("L5", "L6"), pay=(pay(),)), submitted(), approved())
    other.when(PublishPosting(), role=role).then_refused(SalaryOutsideBand, "20000")


def test_a_band_for_a_level_says_nothing_of_a_posting_that_names_none() -> None:
    only = role_in_force(salary_bands=(band(30_000, 40_000, level="L6"),))
    unnamed = given(drafted(pay=(pay(),)), submitted(), approved())
    unnamed.when(PublishPosting(), role=only).then_refused(NoBandForPay)


def test_the_zone_is_chosen_before_the_level() -> None:
    everywhere, here = band(1, 2, level="L6"), band(30_000, 40_000, zone="DE")
    assert bands_for(("DE", None), (everywhere, here), NOON.date(), "L6") == (here,)
    assert bands_for(("DE", None), (everywhere, band(1, 2, zone="DE", level="L5")), NOON.date(), "L6") == (everywhere,)


@whatever(AMOUNTS, PERIODS, PERIODS, WORKING_TIMES)
def test_converting_to_another_period_and_back_gives_exactly_the_amount(
    amount: Decimal, one: Period, other: Period, hours: WorkingTime
) -> None:
    there = Fraction(amount) * per_year(one, hours) / per_year(other, hours)
    assert there * per_year(other, hours) / per_year(one, hours) == Fraction(amount)


def test_no_currency_is_ever_converted_into_another() -> None:
    role = role_in_force(salary_bands=(band(1, 999_999),))
    francs = given(drafted(pay=(pay(currency="CHF"),)), submitted(), approved())
    francs.when(PublishPosting(), role=role).then_refused(NoBandForPay, "only in EUR")
