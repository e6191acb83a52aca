"""What holds of every judgement: wider never becomes lawful, and nothing outside the inputs has a say."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from domain.law import Judgement, Offer, RuleBook, judge
from domain.pay import PayRange
from tests.domain.law.offers import RULES, SITES, pay

REGIONS = ("US-CO", "US-NY", "US-MN", "CA-ON", "CA", "US", "FR", "EU", "JP", "US-ZZ")
NAMES = (*(site.name for site in SITES), *REGIONS)
JURISDICTIONS = sorted({rule.jurisdiction for rule in RULES.rules})


def some_of(values: tuple[str, ...], at_most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=at_most, unique=True).map(tuple)


@st.composite
def pay_ranges(draw: st.DrawFn) -> PayRange:
    low, high = sorted(draw(st.tuples(st.integers(1, 250_000), st.integers(1, 250_000))))
    ends = draw(st.sampled_from([(low, high), (low, None), (None, high), (low, low)]))
    places, levels = draw(some_of(NAMES, 4)), draw(some_of(("I", "II"), 2))
    return pay(*ends, currency=draw(st.sampled_from(["CAD", "USD"])), places=places, levels=levels)


OFFERS = st.builds(
    Offer,
    title=st.sampled_from(["Ferry pilot", "Foreman"]),
    words=st.sampled_from([(), ("Canadian experience required",), ("Send your salary history",)]),
    described=st.booleans(),
    locations=st.lists(st.sampled_from(SITES), min_size=1, max_size=4, unique=True).map(tuple),
    remote_regions=some_of(REGIONS, 3),
    reports_to=st.none() | st.sampled_from(SITES),
    pay=st.lists(pay_ranges(), max_size=3).map(tuple),
    levels=some_of(("I", "II"), 2),
    commission_only=st.booleans(),
    benefits=st.none() | st.just("Health insurance."),
    other_compensation=st.none() | st.just("None."),
    rolling=st.booleans(),
    uses_ai_screening=st.none() | st.booleans(),
    existing_vacancy=st.none() | st.booleans(),
    third_parties_without_pay=some_of(("Harbour Staffing",), 1),
    internal_notice_on=st.none() | st.dates(date(2028, 1, 1), date(2028, 2, 1)),
    internal_only=st.booleans(),
)
SIZES = st.dictionaries(st.sampled_from(JURISDICTIONS), st.integers(0, 60) | st.none())
DAYS = st.dates(date(2019, 1, 1), date(2028, 12, 31))


@st.composite
def widened(draw: st.DrawFn, offer: Offer) -> Offer:
    """The same offer, reaching further: another site, another region, a whole country, or a site that it reports to."""
    further = draw(st.sampled_from(["site", "region", "country", "report"]))
    if further == "site":
        return replace(offer, locations=(*offer.locations, draw(st.sampled_from(SITES))))
    if further == "region":
        return replace(offer, remote_regions=(*offer.remote_regions, draw(st.sampled_from(REGIONS))))
    if further == "country":
        whole = [region[:2] for region in offer.remote_regions]
        return replace(offer, remote_regions=(*offer.remote_regions, *whole))
    return replace(offer, reports_to=offer.reports_to or draw(st.sampled_from(SITES)))


@given(data=st.data(), offer=OFFERS, sizes=SIZES, day=DAYS)
def test_widening_the_places_never_makes_a_refused_posting_publishable(
    data: st.DataObject, offer: Offer, sizes: dict[str, int | None], day: date
) -> None:
    narrow = judge(offer, sizes.get, RULES, day)
    wide = judge(data.draw(widened(offer)), sizes.get, RULES, day)
    assert wide.refuses or not narrow.refuses
    assert {result.rule for result in narrow.broken} <= {result.rule for result in wide.broken}
    assert set(narrow.still_unresolved) <= set(wide.still_unresolved)


@given(data=st.data(), offer=OFFERS, sizes=SIZES, day=DAYS)
def test_no_order_of_places_pay_or_rules_changes_the_judgement(
    data: st.DataObject, offer: Offer, sizes: dict[str, int | None], day: date
) -> None:
    shuffled = replace(
        offer,
        locations=tuple(data.draw(st.permutations(offer.locations))),
        remote_regions=tuple(data.draw(st.permutations(offer.remote_regions))),
        pay=tuple(data.draw(st.permutations(offer.pay))),
    )
    rules = RuleBook(tuple(data.draw(st.permutations(RULES.rules))), RULES.places, RULES.sha256)
    assert judge(shuffled, sizes.get, rules, day) == judge(offer, sizes.get, RULES, day)


@given(offer=OFFERS, sizes=SIZES, day=DAYS, waived=st.frozensets(st.sampled_from(NAMES), max_size=2))
def test_judging_again_from_what_is_stored_gives_the_same(
    offer: Offer, sizes: dict[str, int | None], day: date, waived: frozenset[str]
) -> None:
    judgement = judge(offer, sizes.get, RULES, day, waived)
    stored = json.loads(msgspec.json.encode(judgement))
    assert msgspec.convert(stored, Judgement, strict=False) == judgement

    known = {result["rule"]: result["size"] for result in stored["results"]}
    recorded = {RULES.rule(rule).jurisdiction: size for rule, size in known.items()}
    again = judge(
        TypeAdapter(Offer).validate_json(msgspec.json.encode(offer)),
        recorded.get,
        RULES,
        date.fromisoformat(stored["day"]),
        frozenset(stored["waived"]),
    )
    assert again == judgement


JUDGES_ELSEWHERE = """
import msgspec
from tests.domain.law.offers import BARE, SITES, judged
from dataclasses import replace
print(msgspec.json.encode(judged(replace(BARE, locations=SITES))).decode())
"""


def test_neither_time_zone_nor_hash_seed_nor_language_has_a_say() -> None:
    answers = {
        subprocess.run(
            [sys.executable, "-c", JUDGES_ELSEWHERE],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **surroundings},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for surroundings in (
            {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "LC_ALL": "C"},
            {"TZ": "Pacific/Pago_Pago", "PYTHONHASHSEED": "2", "LC_ALL": "tr_TR.UTF-8"},
        )
    }
    (answer,) = answers
    assert len(json.loads(answer)["results"]) > 5
