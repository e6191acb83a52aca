"""What the checks tell apart: ends, widths, links, statements, notices and words."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.law import Outcome
from domain.pay import Period, WorkingTime
from tests.domain.law.offers import (
    BALTIMORE,
    DENVER,
    LAWFUL,
    MUNICH,
    RULES,
    TODAY,
    TORONTO,
    codes,
    judged,
    offered_in,
    pay,
    place_of,
    result_of,
)

FORTY_HOURS = WorkingTime(hours_per_week=Decimal(40))


def lacking(rule: str, **changes: Any) -> dict[str, bool]:
    """What a rule misses in an offer that lacks nothing but for these changes, at the rule's own place."""
    return codes(result_of(rule, judged(offered_in(place_of(RULES.rule(rule)), **changes))))


def test_a_fixed_amount_is_a_range_whose_ends_meet() -> None:
    assert lacking("US-CO", pay=(pay(70_000, 70_000),)) == {}
    assert lacking("CA-ON", pay=(pay(70_000, 70_000, currency="USD", period=Period.HOUR),)) == {}


@pytest.mark.parametrize("rule", ["US-MN", "US-MD", "CA-BC"])
@pytest.mark.parametrize("open_ended", [pay(60_000, None), pay(None, 60_000)], ids=["and up", "up to"])
def test_an_open_end_is_refused_where_a_rule_forbids_it(rule: str, open_ended: Any) -> None:
    assert lacking(rule, pay=(open_ended,)) == {"open-ended-pay": True}
    assert lacking("US-VT", pay=(open_ended,)) == {}


def test_two_ranges_that_lack_an_end_are_named_in_one_order() -> None:
    ranges = (pay(60_000, None, levels=("I",)), pay(50_000, None, levels=("II",)))
    forwards = judged(offered_in(BALTIMORE, levels=("I", "II"), pay=ranges))
    assert [lack.code for lack in result_of("US-MD", forwards).missing] == ["open-ended-pay", "open-ended-pay"]
    assert judged(offered_in(BALTIMORE, levels=("I", "II"), pay=ranges[::-1])) == forwards


@pytest.mark.parametrize(
    ("range_", "hours", "lacks"),
    [
        (pay(60_000, 110_000), None, {}),
        (pay(60_000, 110_001), None, {"pay-width": True}),
        (pay(100_000, 200_000), None, {"pay-width": True}),
        (pay(100_000, 200_001), None, {}),
        (pay(5_000, 10_000, period=Period.MONTH), None, {"pay-width": True}),
        (pay(5_000, 9_000, period=Period.MONTH), None, {}),
        (pay(30, 50, period=Period.HOUR), FORTY_HOURS, {}),
        (pay(30, 55, period=Period.HOUR), FORTY_HOURS, {"pay-width": True}),
        (pay(30, 55, period=Period.HOUR), WorkingTime(hours_per_week=Decimal(20)), {}),
        (pay(30, 31, period=Period.HOUR), None, {"pay-width-working-hours": True}),
        (pay(60_000, 70_000, currency="USD"), None, {"pay-width-currency": True}),
        (pay(60_000, None), None, {"pay-width": True}),
        (pay(None, 60_000), None, {"pay-width": True}),
        (pay(200_001, None), None, {}),
    ],
    ids=str,
)
def test_ontario_s_width_is_in_canadian_dollars_a_year(range_: Any, hours: Any, lacks: dict[str, bool]) -> None:
    assert lacking("CA-ON", pay=(range_,), working_time=hours) == lacks


def test_only_the_ranges_meant_for_ontario_are_measured() -> None:
    wide, narrow = pay(10_000, 190_000, places=(DENVER.name,)), pay(places=(TORONTO.name,))
    offer = replace(LAWFUL, locations=(DENVER, TORONTO), pay=(wide, narrow))
    assert codes(result_of("CA-ON", judged(offer))) == {}
    swapped = replace(offer, pay=(replace(wide, places=(TORONTO.name,)), replace(narrow, places=(DENVER.name,))))
    assert codes(result_of("CA-ON", judged(swapped))) == {"pay-width": True}


def test_pay_is_owed_for_every_place_and_level_in_reach() -> None:
    offer = replace(LAWFUL, locations=(DENVER, TORONTO), pay=(pay(places=(TORONTO.name,)),), levels=("I", "II"))
    (lack,) = result_of("US-CO", judged(offer)).missing
    assert lack.words.endswith("for Denver, US-CO, US, level I; Denver, US-CO, US, level II")
    assert codes(result_of("CA-ON", judged(offer))) == {}
    one_level = replace(offer, pay=(pay(levels=("I",)),))
    (lack,) = result_of("US-CO", judged(one_level)).missing
    assert lack.words.endswith("for Denver, US-CO, US, level II")


def test_whoever_reports_to_new_york_is_owed_pay_wherever_the_work_is() -> None:
    office = place_of(RULES.rule("US-NY"))
    offer = replace(LAWFUL, locations=(DENVER, TORONTO), reports_to=office, pay=(pay(places=(DENVER.name,)),))
    (lack,) = result_of("US-NY", judged(offer)).missing
    assert (lack.code, TORONTO.name in lack.words) == ("pay-range", True)


def test_maryland_wants_places_and_levels_told_apart() -> None:
    offer = replace(LAWFUL, locations=(BALTIMORE, DENVER))
    assert codes(result_of("US-MD", judged(offer))) == {"pay-per-place-and-level": True}
    told_apart = replace(offer, pay=(pay(places=(BALTIMORE.name,)), pay(places=(DENVER.name,))))
    assert codes(result_of("US-MD", judged(told_apart))) == {}
    levels = replace(LAWFUL, locations=(BALTIMORE,), levels=("I", "II"), pay=(pay(levels=("I",)), pay(levels=("II",))))
    assert codes(result_of("US-MD", judged(levels))) == {}


def test_commission_alone_suffices_in_new_york_only() -> None:
    assert lacking("US-NY", pay=(), commission_only=True) == {}
    assert lacking("US-CO", pay=(), commission_only=True) == {"pay-range": True}


@pytest.mark.parametrize(("rule", "enough"), [("US-IL", True), ("US-CO", False), ("US-WA", False)])
def test_a_link_describes_benefits_and_other_pay_where_the_rule_allows_one(rule: str, enough: bool) -> None:
    linked = {"benefits_url": "https://example.com/benefits", "other_compensation_url": "https://example.com/bonus"}
    lacks = lacking(rule, benefits=None, other_compensation=None, **linked)
    assert lacks == ({} if enough else {"benefits": True, "other-compensation": True})


def test_a_deadline_or_a_rolling_statement_will_do() -> None:
    assert lacking("US-CO", deadline=None, rolling=True) == {}
    assert lacking("US-CO", deadline=None) == {"deadline": False}


def test_ai_screening_is_stated_or_known_not_to_happen() -> None:
    for used in (True, None):
        assert lacking("CA-ON", uses_ai_screening=used) == {"ai-screening-statement": True}
        assert lacking("CA-ON", uses_ai_screening=used, ai_screening_statement="A model sorts the applications.") == {}


@pytest.mark.parametrize("stated", [True, False])
def test_a_vacancy_that_does_not_exist_is_stated_too(stated: bool) -> None:
    assert lacking("CA-ON", existing_vacancy=stated) == {}


def test_illinois_wants_own_staff_told_within_14_days_of_publication() -> None:
    due = TODAY + timedelta(days=14)
    offer = offered_in(place_of(RULES.rule("US-IL")), internal_notice_on=None)
    (lack,) = result_of("US-IL", judged(offer)).missing
    assert (lack.code, lack.refuses, lack.due) == ("internal-notice", False, due)

    published = replace(offer, published_on=TODAY)
    assert result_of("US-IL", judged(published, day=due)).outcome is Outcome.WARNED
    assert result_of("US-IL", judged(published, day=due + timedelta(days=1))).outcome is Outcome.BROKEN

    told_late = replace(published, internal_notice_on=due + timedelta(days=1))
    assert result_of("US-IL", judged(told_late)).outcome is Outcome.BROKEN
    too_late_to_mend = judged(told_late, day=due + timedelta(days=2))
    assert result_of("US-IL", too_late_to_mend).outcome is Outcome.WARNED
    assert result_of("US-IL", judged(replace(published, internal_notice_on=due))).outcome is Outcome.MET


def test_what_is_a_promotion_for_nobody_needs_no_notice_of_promotions() -> None:
    assert lacking("US-NJ", internal_notice_on=None, promotion_opportunity=False) == {}
    assert lacking("US-NJ", internal_notice_on=None, promotion_opportunity=True) == {"internal-notice": False}
    assert lacking("US-CO", internal_notice_on=None, promotion_opportunity=False) == {"internal-notice": False}


@pytest.mark.parametrize(
    "words",
    [
        "Canadian experience required.",
        "At least two years of CANADIAN\nwork experience",
        "You bring: experience working in Canada",
        "Canadian experience is a must, no exceptions",
        "Nous demandons une expérience professionnelle canadienne.",
    ],
)
def test_ontario_forbids_asking_for_canadian_experience(words: str) -> None:
    assert lacking("CA-ON", words=(words,)) == {"canadian-experience": True}


@pytest.mark.parametrize(
    "words",
    [
        "No Canadian experience is needed.",
        "Canadian experience is not required",
        "We don’t ask for Canadian experience.",
        "Experience with Canadian tax law. You live in Canada.",
        "Canadian ferries. Experience at sea.",
    ],
)
def test_what_only_sounds_like_it_is_let_be(words: str) -> None:
    assert lacking("CA-ON", words=(words,)) == {}


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("Send your CV and salary history.", True),
        ("Please state your current annual salary", True),
        ("Nennen Sie uns Ihr aktuelles Gehalt", True),
        ("We will never ask about your salary history.", False),
        ("State your expected salary.", False),
    ],
)
def test_the_union_forbids_asking_for_pay_so_far(words: str, asked: bool) -> None:
    result = result_of("EU", judged(offered_in(MUNICH, words=(words,))))
    assert codes(result) == ({"pay-history": True} if asked else {})
    assert all(words.rstrip(".") in lack.words for lack in result.missing)


@pytest.mark.parametrize(
    ("title", "warned"),
    [
        ("Salesman", True),
        ("Senior Waitress, evenings", True),
        ("Fachmann Schiffselektrik", True),
        ("Fachmann Schiffselektrik (m/w/d)", False),
        ("Foreperson", False),
        ("Manager, chairlift", False),
    ],
)
def test_a_title_that_names_a_sex_warns_and_never_refuses(title: str, warned: bool) -> None:
    judgement = judged(offered_in(MUNICH, title=title))
    assert [result.rule for result in judgement.warned] == (["EU"] if warned else [])
    assert not judgement.refuses


def test_a_rule_says_what_it_asks_besides_the_posting_and_how_long_it_is_kept() -> None:
    result = result_of("US-CO", judged(offered_in(DENVER)))
    assert any("30 days" in duty for duty in result.duties)
    assert [(kept.years, kept.trigger) for kept in result.retention] == [(2, "employment-ended")]
    assert result.version == "2024-01-01"
    assert result_of("US-FED-EEOC", judged(offered_in(DENVER), day=date(2020, 1, 1))).version == "undated"
