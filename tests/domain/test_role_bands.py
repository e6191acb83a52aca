"""A role's salary bands: which may stand side by side, and one event for each that changes."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st

from domain.errors import InvalidValue
from domain.pay import Period, SalaryBand
from domain.role import (
    ROLE,
    ReviseRole,
    RoleChanges,
    SalaryBandScheduled,
    SalaryBandSet,
    SalaryBandWithdrawn,
)
from domain.role.bands import check_bands
from tests.domain.given import ALICE, NOON, given
from tests.domain.roles import band, drafted

TODAY = NOON.date()
TOMORROW = TODAY + timedelta(days=1)


def revise(*bands: SalaryBand) -> ReviseRole:
    return ReviseRole(changes=RoleChanges(salary_bands=bands))


def test_a_band_is_set_with_the_one_it_stands_for() -> None:
    given(drafted(salary_bands=(band(),))).when(revise(band(31_000, 41_000))).then(
        SalaryBandSet(old=band(), new=band(31_000, 41_000), by=(ALICE,))
    )


def test_a_band_whose_day_is_still_to_come_is_scheduled() -> None:
    waiting = band(effective_from=TOMORROW)
    given(drafted()).when(revise(waiting)).then(SalaryBandScheduled(old=None, new=waiting, by=(ALICE,)))
    today = band(effective_from=TODAY)
    given(drafted()).when(revise(today)).then(SalaryBandSet(old=None, new=today, by=(ALICE,)))


def test_a_rise_ends_one_band_and_schedules_the_next() -> None:
    ended, next_ = band(effective_to=TODAY), band(33_000, 44_000, effective_from=TOMORROW)
    given(drafted(salary_bands=(band(),))).when(revise(ended, next_)).then(
        SalaryBandSet(old=band(), new=ended, by=(ALICE,)), SalaryBandScheduled(old=None, new=next_, by=(ALICE,))
    )


def test_a_band_left_out_is_withdrawn_and_others_are_not_touched() -> None:
    everywhere, berlin = band(), band(zone="DE-BE")
    given(drafted(salary_bands=(everywhere, berlin))).when(revise(berlin)).then(
        SalaryBandWithdrawn(band=everywhere, by=(ALICE,))
    )


def test_a_band_for_another_pay_is_no_change_of_this_one() -> None:
    given(drafted(salary_bands=(band(),))).when(revise(band(currency="CHF"))).then(
        SalaryBandWithdrawn(band=band(), by=(ALICE,)), SalaryBandSet(old=None, new=band(currency="CHF"), by=(ALICE,))
    )


def test_the_order_of_bands_says_nothing() -> None:
    bands = (band(), band(zone="DE-BE"))
    given(drafted(salary_bands=bands)).when(revise(*reversed(bands))).then_nothing_changes()


APART: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {"zone": "DE"}),
    ({}, {"level": "L6"}),
    ({"level": "L5"}, {"level": "L6"}),
    ({}, {"currency": "CHF"}),
    ({}, {"period": Period.HOUR}),
    ({"effective_to": TODAY}, {"effective_from": TOMORROW}),
]
TOGETHER: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({"zone": "DE-BE"}, {"zone": "de-be"}),
    ({"level": "L6"}, {"level": "l6"}),
    ({"effective_to": TODAY}, {"effective_from": TODAY}),
    ({"effective_from": TODAY}, {"effective_from": TOMORROW}),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_bands_stand_side_by_side_where_they_speak_of_different_pay_or_days(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    check_bands((band(**one), band(1, 2, **other)))
    check_bands((band(1, 2, **other), band(**one)))


@pytest.mark.parametrize(("one", "other"), TOGETHER)
def test_two_bands_for_the_same_pay_on_one_day_are_refused(one: dict[str, Any], other: dict[str, Any]) -> None:
    for bands in ((band(**one), band(1, 2, **other)), (band(1, 2, **other), band(**one))):
        with pytest.raises(InvalidValue) as refused:
            RoleChanges(salary_bands=bands)
        assert refused.value.code == "bands-overlap"


def test_a_band_named_twice_is_refused() -> None:
    with pytest.raises(InvalidValue):
        check_bands((band(),) * 2)


def test_a_band_between_two_others_meets_the_one_that_lasts() -> None:
    lasting = band(effective_from=date(2026, 1, 1), effective_to=date(2026, 12, 31))
    with pytest.raises(InvalidValue):
        check_bands((lasting, band(effective_from=date(2027, 1, 1)), band(1, 2, effective_from=date(2026, 6, 1))))


DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 6, 1))


@st.composite
def band_sets(draw: st.DrawFn) -> tuple[SalaryBand, ...]:
    """Bands that go together."""
    found: tuple[SalaryBand, ...] = ()
    for _ in range(draw(st.integers(0, 5))):
        first, last = draw(DAYS), draw(DAYS)
        if first and last and last < first:
            first, last = last, first
        one = band(
            draw(st.integers(1, 3)),
            draw(st.integers(3, 5)),
            zone=draw(st.sampled_from([None, "DE"])),
            level=draw(st.sampled_from([None, "L6"])),
            effective_from=first,
            effective_to=last,
        )
        try:
            check_bands((*found, one))
        except InvalidValue:
            continue
        found = (*found, one)
    return found


@given_any(old=band_sets(), new=band_sets())
def test_the_events_lead_from_any_bands_to_any_others_one_event_a_band(
    old: tuple[SalaryBand, ...], new: tuple[SalaryBand, ...]
) -> None:
    outcome = given(drafted(salary_bands=old)).when(revise(*new))
    assert set(outcome.state.content.salary_bands) == set(new)
    assert len(outcome.state.content.salary_bands) == len(new)
    touched = [event.band if isinstance(event, SalaryBandWithdrawn) else event.new for event in outcome.events]
    assert len(touched) == len(set(touched))
    for event in outcome.events:
        if isinstance(event, SalaryBandScheduled):
            assert (event.new.effective_from or TODAY) > TODAY
        assert not isinstance(event, SalaryBandSet) or (event.new.effective_from or TODAY) <= TODAY
    assert ROLE.fold(outcome.events, outcome.before) == outcome.state
