"""Offers as the law sees them: one that contents every rule, one that lacks everything, and places to make them at."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from domain.law import Judgement, Offer, Rule, RuleBook, RuleResult, judge
from domain.pay import PayRange, Period
from domain.places import Location
from infrastructure.law import load_rules

RULES = load_rules()
EVERY_RULE = sorted(rule.id for rule in RULES.rules)
TODAY = date(2028, 1, 3)  # every rule is in force

DENVER = Location(country="US", region="US-CO", locality="Denver")
AUSTIN = Location(country="US", region="US-TX", locality="Austin")
TORONTO = Location(country="CA", region="CA-ON", locality="Toronto")
BALTIMORE = Location(country="US", region="US-MD", locality="Baltimore")
BROOKLYN = Location(country="US", region="US-NY", locality="Brooklyn")
ALBANY = Location(country="US", region="US-NY", locality="Albany")
MUNICH = Location(country="DE", region="DE-BY", locality="Munich")
LONDON = Location(country="GB", locality="London")
TOKYO = Location(country="JP", locality="Tokyo")  # no rule speaks there
SITES = (DENVER, AUSTIN, TORONTO, BALTIMORE, BROOKLYN, ALBANY, MUNICH, LONDON, TOKYO, Location(country="US"))

_ELSEWHERE = {"US-NYC": BROOKLYN, "US": AUSTIN, "EU": MUNICH, "GB": LONDON}
_LIVED_IN = {"US-NYC": "US-NY", "US": "US-TX", "EU": "FR"}


def pay(minimum: int | None = 60_000, maximum: int | None = 80_000, **fields: Any) -> PayRange:
    """CAD a year, at every place and level, unless said otherwise."""
    usual: dict[str, Any] = {"currency": "CAD", "period": Period.YEAR}
    ends = {"minimum": _amount(minimum), "maximum": _amount(maximum)}
    return PayRange(**{**usual, **ends, **fields})


def _amount(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


LAWFUL = Offer(
    title="Ferry pilot (all genders)",
    words=("Ferry pilot (all genders)", "Bring the evening ferry home."),
    described=True,
    locations=(TOKYO,),
    pay=(pay(),),
    benefits="Health insurance; 25 days off.",
    other_compensation="None.",
    deadline=date(2028, 2, 1),
    uses_ai_screening=False,
    existing_vacancy=True,
    internal_notice_on=date(2028, 1, 2),
)
BARE = Offer(
    title="Foreman",
    words=("Foreman", "Canadian experience required. Send us your salary history."),
    locations=(TOKYO,),
    third_parties_without_pay=("Harbour Staffing",),
)


def place_of(rule: Rule) -> Location:
    """A place of work that brings an offer under the rule."""
    where = rule.jurisdiction
    return _ELSEWHERE.get(where) or Location(country=where[:2], region=where)


def region_of(rule: Rule) -> str:
    """Where a remote worker may live to bring an offer under the rule."""
    return _LIVED_IN.get(rule.jurisdiction, rule.jurisdiction)


def offered_in(location: Location, offer: Offer = LAWFUL, **changes: Any) -> Offer:
    return replace(offer, **{"locations": (location,), **changes})


def judged(
    offer: Offer,
    *,
    day: date = TODAY,
    size: int | None = None,
    waived: frozenset[str] = frozenset(),
    rules: RuleBook = RULES,
) -> Judgement:
    """By all the rules, for an employer of this size everywhere."""
    return judge(offer, lambda _: size, rules, day, waived)


def result_of(rule: str, judgement: Judgement) -> RuleResult:
    """What this one rule came to; fails where it was not reached."""
    (result,) = (result for result in judgement.results if result.rule == rule)
    return result


def codes(result: RuleResult) -> dict[str, bool]:
    """What is missing, and whether it refuses."""
    return {lack.code: lack.refuses for lack in result.missing}
