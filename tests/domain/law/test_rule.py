"""A rule's own dates: when it takes effect, and until when a notice can be cured."""

from dataclasses import replace
from datetime import date

import pytest

from domain.law import Cure, RuleBook, cure_by, rules_turning
from tests.domain.law.offers import LAWFUL, RULES, TODAY, codes, judged, place_of, result_of

MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)


@pytest.mark.parametrize(
    ("rule", "received_on", "last_day"),
    [
        ("US-WA", MONDAY, date(2026, 3, 9)),
        ("US-WA", FRIDAY, date(2026, 3, 13)),
        ("US-WA", date(2026, 3, 7), date(2026, 3, 13)),  # a Saturday
        ("US-WA", date(2027, 7, 27), date(2027, 8, 3)),
        ("US-WA", date(2027, 7, 28), None),
        ("US-MA", FRIDAY, date(2026, 3, 10)),
        ("US-IL", FRIDAY, date(2026, 3, 20)),
        ("US-CO", FRIDAY, None),
    ],
)
def test_a_notice_is_cured_within_the_rule_s_days(rule: str, received_on: date, last_day: date | None) -> None:
    assert cure_by(RULES.rule(rule), received_on) == last_day


def test_the_rules_with_time_to_cure_are_these() -> None:
    assert {rule.id: rule.cure and rule.cure.basis for rule in RULES.rules if rule.cure} == {
        "US-IL": "S+L",
        "US-MA": "K",
        "US-WA": "S+L",
    }
    assert RULES.rule("US-WA").cure == Cure(days=5, business=True, until=date(2027, 7, 27), basis="S+L")


@pytest.mark.parametrize(
    ("after", "until", "expected"),
    [
        (date(2025, 12, 31), date(2026, 1, 1), ["CA-ON", "US-CA", "US-ME"]),
        (date(2026, 1, 1), date(2026, 6, 6), []),
        (date(2026, 6, 6), date(2026, 6, 7), ["EU"]),
        (date(2026, 6, 7), date(2028, 1, 1), ["US-DE"]),
        (date(2023, 12, 31), date(2024, 1, 1), ["US-CO", "US-HI"]),
        (date(2025, 5, 31), date(2025, 7, 31), ["US-NJ", "US-VT", "US-WA"]),
    ],
)
def test_rules_take_effect_when_they_begin_or_are_amended(after: date, until: date, expected: list[str]) -> None:
    assert [rule.id for rule in rules_turning(RULES, after, until)] == expected


def test_a_part_of_a_rule_may_begin_later_and_end_earlier_than_the_rule() -> None:
    colorado = RULES.rule("US-CO")
    first, *others = colorado.requirements
    later = replace(first, starts=date(2028, 2, 1), until=date(2028, 2, 29))
    changed = RuleBook((replace(colorado, requirements=(later, *others)),), RULES.places, RULES.sha256)
    offer = replace(LAWFUL, locations=(place_of(colorado),), pay=())

    def lacks(day: date) -> dict[str, bool]:
        return codes(result_of("US-CO", judged(offer, day=day, rules=changed)))

    assert lacks(date(2028, 1, 31)) == {}
    assert lacks(date(2028, 2, 1)) == lacks(date(2028, 2, 29)) == {"pay-range": True}
    assert lacks(date(2028, 3, 1)) == {}
    assert [rule.id for rule in rules_turning(changed, TODAY, date(2028, 2, 1))] == ["US-CO"]


def test_a_repealed_rule_asks_nothing_after_its_last_day() -> None:
    repealed = replace(RULES.rule("US-CO"), until=TODAY)
    assert repealed.in_force(TODAY)
    assert not repealed.in_force(date(2028, 1, 4))


def test_a_rule_is_found_by_its_id_and_no_two_share_one() -> None:
    assert RULES.rule("US-NYC").jurisdiction == "US-NYC"
    with pytest.raises(KeyError):
        RULES.rule("US-XX")
    with pytest.raises(ValueError, match="two rules have one id"):
        RuleBook((RULES.rules[0], RULES.rules[0]), RULES.places, RULES.sha256)
