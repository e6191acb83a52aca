"""Every rule of the book: what passes, what fails, from when, for whom, and how far it reaches."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.law import CHECKS, Outcome, in_words, in_words_of
from domain.places import Location
from tests.domain.law.offers import (
    AUSTIN,
    BARE,
    EVERY_RULE,
    LAWFUL,
    RULES,
    codes,
    judged,
    offered_in,
    pay,
    place_of,
    region_of,
    result_of,
)

REFUSED, WARNED = True, False

# What each rule finds missing in a posting that has a title, forbidden words and an agency, and nothing else.
LACKS: dict[str, dict[str, bool]] = {
    "CA-BC": {"pay-range": REFUSED},
    "CA-ON": {
        "pay-range": REFUSED,
        "ai-screening-statement": REFUSED,
        "existing-vacancy-statement": REFUSED,
        "canadian-experience": REFUSED,
    },
    "EU": {"gender-neutral-title": WARNED, "pay-history": REFUSED},
    "UK": {},
    "US-CA": {"pay-range": REFUSED, "third-party-pay": REFUSED},
    "US-CO": {
        "pay-range": REFUSED,
        "benefits": REFUSED,
        "other-compensation": REFUSED,
        "deadline": WARNED,
        "internal-notice": WARNED,
    },
    "US-DC": {"pay-range": REFUSED},
    "US-DE": {"pay-range": REFUSED, "benefits": REFUSED, "other-compensation": REFUSED},
    "US-FED-EEOC": {},
    "US-FED-OFCCP": {},
    "US-HI": {"pay-range": REFUSED},
    "US-IL": {"pay-range": REFUSED, "benefits": REFUSED, "other-compensation": REFUSED, "internal-notice": WARNED},
    "US-MA": {"pay-range": REFUSED},
    "US-MD": {
        "pay-range": REFUSED,
        "benefits": REFUSED,
        "other-compensation": REFUSED,
    },
    "US-ME": {"pay-range": REFUSED},
    "US-MN": {"pay-range": REFUSED, "benefits": REFUSED, "other-compensation": REFUSED},
    "US-NJ": {"pay-range": REFUSED, "benefits": REFUSED, "other-compensation": REFUSED, "internal-notice": WARNED},
    "US-NY": {"pay-range": REFUSED, "job-description": REFUSED},
    "US-NYC": {"pay-range": WARNED},
    "US-VT": {"pay-range": REFUSED},
    "US-WA": {"pay-range": REFUSED, "benefits": REFUSED, "other-compensation": REFUSED},
}

# How a posting that is content with everything comes to lack one thing: the check's code, and what is changed.
BREAKS: dict[str, tuple[str, dict[str, Any]]] = {
    "pay-range": ("pay-range", {"pay": ()}),
    "no-open-end": ("open-ended-pay", {"pay": (pay(60_000, None),)}),
    "pay-width": ("pay-width", {"pay": (pay(60_000, 110_001),)}),
    "pay-per-place-and-level": ("pay-per-place-and-level", {"levels": ("I", "II")}),
    "benefits": ("benefits", {"benefits": None}),
    "other-compensation": ("other-compensation", {"other_compensation": None}),
    "job-description": ("job-description", {"described": False}),
    "deadline-or-rolling": ("deadline", {"deadline": None}),
    "ai-screening-statement": ("ai-screening-statement", {"uses_ai_screening": True}),
    "existing-vacancy-statement": ("existing-vacancy-statement", {"existing_vacancy": None}),
    "third-parties-carry-pay": ("third-party-pay", {"third_parties_without_pay": ("Harbour Staffing",)}),
    "internal-notice": ("internal-notice", {"internal_notice_on": None}),
    "gender-neutral-title": ("gender-neutral-title", {"title": "Foreman"}),
    "forbidden-words": ("", {"words": ("Canadian experience required. Send us your salary history.",)}),
}


def test_all_that_follows_speaks_of_every_rule_and_every_check() -> None:
    assert sorted(LACKS) == EVERY_RULE
    assert BREAKS.keys() == CHECKS.keys()
    assert len(EVERY_RULE) == 21


@pytest.mark.parametrize("id", EVERY_RULE)
def test_a_posting_that_says_everything_passes(id: str) -> None:
    judgement = judged(offered_in(place_of(RULES.rule(id))))
    assert result_of(id, judgement).outcome is Outcome.MET
    assert not judgement.refuses
    assert in_words(judgement) == ""


@pytest.mark.parametrize("id", EVERY_RULE)
def test_a_posting_that_says_nothing_is_told_what_is_missing_and_by_which_statute(id: str) -> None:
    rule, expected = RULES.rule(id), LACKS[id]
    judgement = judged(offered_in(place_of(rule), BARE))
    result = result_of(id, judgement)

    assert codes(result) == expected
    broken, warned = any(expected.values()), bool(expected)
    assert result.outcome is (Outcome.BROKEN if broken else Outcome.WARNED if warned else Outcome.MET)
    assert (result in judgement.broken, result in judgement.warned) == (broken, warned and not broken)
    assert result.statute == rule.statute
    assert result.file_sha256 == rule.file_sha256
    if broken:
        assert judgement.refuses
        assert in_words_of(result) in in_words(judgement)
        assert f"{id} ({rule.statute}; employer's size not recorded" in in_words(judgement)
        assert all((lack.words in in_words(judgement)) == lack.refuses for lack in result.missing)
    elif warned:
        assert all(lack.words in in_words_of(result) for lack in result.missing)


@pytest.mark.parametrize(
    ("id", "check"), [(rule.id, asked.check) for rule in RULES.rules for asked in rule.requirements]
)
def test_each_thing_that_a_rule_asks_for_is_missed_by_itself(id: str, check: str) -> None:
    rule = RULES.rule(id)
    code, changes = BREAKS[check]
    result = result_of(id, judged(offered_in(place_of(rule), **changes)))
    (asked,) = (asked for asked in rule.requirements if asked.check == check)
    due_later = check == "internal-notice"
    assert codes(result) == {code or asked.parameters["code"]: asked.refuses and not due_later}


@pytest.mark.parametrize("id", EVERY_RULE)
def test_a_rule_asks_nothing_before_its_day_and_everything_on_it(id: str) -> None:
    rule = RULES.rule(id)
    offer = offered_in(place_of(rule), BARE)
    if rule.starts is None:
        assert result_of(id, judged(offer, day=date(1970, 1, 1))).outcome is Outcome.MET
        return
    eve = result_of(id, judged(offer, day=rule.starts - timedelta(days=1)))
    assert (eve.outcome, eve.missing, eve.retention) == (Outcome.NOT_IN_FORCE, (), ())
    first = result_of(id, judged(offer, day=rule.starts))
    assert codes(first) == LACKS[id]
    assert first.retention == rule.retention


@pytest.mark.parametrize("id", EVERY_RULE)
def test_a_rule_binds_employers_of_its_size_and_those_whose_size_nobody_recorded(id: str) -> None:
    rule = RULES.rule(id)
    offer = offered_in(place_of(rule), BARE)
    if rule.employer_min is None:
        assert result_of(id, judged(offer, size=0)).outcome is not Outcome.EMPLOYER_NOT_COVERED
        return
    small = result_of(id, judged(offer, size=rule.employer_min - 1))
    assert (small.outcome, small.missing, small.size) == (Outcome.EMPLOYER_NOT_COVERED, (), rule.employer_min - 1)
    assert codes(result_of(id, judged(offer, size=rule.employer_min))) == LACKS[id]
    unrecorded = result_of(id, judged(offer, size=None))
    assert (codes(unrecorded), unrecorded.size) == (LACKS[id], None)


@pytest.mark.parametrize("id", EVERY_RULE)
def test_remote_work_that_can_be_done_there_is_reached(id: str) -> None:
    region = region_of(RULES.rule(id))
    remote = replace(BARE, locations=(), remote=True, remote_regions=(region,))
    result = result_of(id, judged(remote))
    assert codes(result) == LACKS[id]
    assert result.places == (region,)
    whole = result_of(id, judged(replace(remote, remote_regions=(region[:2],))))
    assert codes(whole) == LACKS[id]


@pytest.mark.parametrize("id", EVERY_RULE)
def test_a_job_that_reports_there_is_reached(id: str) -> None:
    there = place_of(RULES.rule(id))
    reporting = replace(BARE, locations=(Location(country="JP"),), reports_to=there)
    result = result_of(id, judged(reporting))
    assert codes(result) == LACKS[id]
    assert result.places == (there.name,)


@pytest.mark.parametrize("id", EVERY_RULE)
def test_a_posting_for_own_staff_is_not_a_public_advertisement(id: str) -> None:
    rule = RULES.rule(id)
    result = result_of(id, judged(offered_in(place_of(rule), BARE, internal_only=True)))
    assert (result.outcome is Outcome.POSTING_NOT_COVERED) == rule.public_only
    assert codes(result) == ({} if rule.public_only else LACKS[id])


def test_the_rules_about_public_advertisements_are_these() -> None:
    assert [rule.id for rule in RULES.rules if rule.public_only] == ["CA-BC", "CA-ON", "US-HI"]


def test_a_place_without_law_of_ours_asks_nothing() -> None:
    assert judged(LAWFUL).results == ()
    assert not judged(BARE).refuses


def test_federal_law_reaches_every_state() -> None:
    assert [result.rule for result in judged(offered_in(AUSTIN)).results] == ["US-FED-EEOC", "US-FED-OFCCP"]
