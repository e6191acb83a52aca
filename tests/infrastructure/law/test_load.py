"""The files of rules: read strictly, named by their hash, and all that a new rule takes."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from domain.law import Offer, Outcome, Trigger, judge
from domain.places import Location
from infrastructure.law import InvalidRules, load_rules
from infrastructure.law.load import DATA

OREGON = {
    "id": "US-OR",
    "jurisdiction": "US-OR",
    "statute": "an invented act of Oregon",
    "from": "2027-01-01",
    "employer_min": 5,
    "scope": "work in Oregon",
    "basis": "S",
    "verified_on": "2026-11-01",
    "checks": [{"check": "pay-range"}, {"check": "benefits", "parameters": {"link_suffices": True}, "basis": "K"}],
    "retention": [{"years": 4, "trigger": "taken-down", "statute": "an invented act of Oregon"}],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the data, to be changed at will."""
    shutil.copy(DATA / "places.json", tmp_path)
    shutil.copytree(DATA / "rules", tmp_path / "rules")
    return tmp_path


def add(folder: Path, *rules: dict[str, Any], name: str = "us-more.json") -> None:
    (folder / "rules" / name).write_text(json.dumps({"family": "more", "rules": rules}))


def test_every_rule_of_the_book_is_complete() -> None:
    book = load_rules()
    assert len(book.rules) == 21
    for rule in book.rules:
        assert rule.statute
        assert rule.scope
        assert rule.jurisdiction in book.places.codes
        assert set(rule.basis) <= set("SLK+")
    dated = {rule.id for rule in book.rules if rule.starts is None}
    assert dated == {"UK", "US-FED-EEOC", "US-FED-OFCCP"}


def test_how_long_each_rule_keeps_a_posting() -> None:
    kept = {rule.id: [(r.years, r.trigger, r.otherwise) for r in rule.retention] for rule in load_rules().rules}
    filled = (Trigger.FILLED, Trigger.TAKEN_DOWN)
    assert {rule: periods for rule, periods in kept.items() if periods} == {
        "US-CO": [(2, Trigger.EMPLOYMENT_ENDED, None)],
        "US-CA": [(3, Trigger.EMPLOYMENT_ENDED, None)],
        "US-ME": [(3, Trigger.EMPLOYMENT_ENDED, None)],
        "US-IL": [(5, Trigger.TAKEN_DOWN, None)],
        "US-DE": [(3, Trigger.TAKEN_DOWN, None)],
        "US-MD": [(3, Trigger.FILLED, Trigger.PUBLISHED)],
        "CA-ON": [(3, Trigger.TAKEN_DOWN, None)],
        "US-FED-EEOC": [(1, *filled), (1, *filled), (2, *filled)],
        "US-FED-OFCCP": [(2, *filled)],
    }


def test_what_rests_on_general_knowledge_alone_is_this() -> None:
    unsure = {(rule.id, asked.check) for rule in load_rules().rules for asked in rule.requirements if not asked.refuses}
    assert unsure == {("US-CO", "deadline-or-rolling"), ("US-NYC", "pay-range"), ("EU", "gender-neutral-title")}


def test_every_place_is_named_once_and_counted() -> None:
    places = load_rules().places
    by_country = {country: sum(r.startswith(f"{country}-") for r in places.regions) for country in ("US", "CA")}
    assert by_country == {"US": 57, "CA": 13}
    assert len(places.groups["EU"]) == 27
    assert len(places.countries) == 249


def test_each_rule_bears_the_hash_of_its_file_and_the_book_that_of_all(folder: Path) -> None:
    before = load_rules(folder)
    assert before == load_rules()
    canada = (folder / "rules/canada.json").read_bytes()
    assert before.rule("CA-ON").file_sha256 == sha256(canada).hexdigest()

    (folder / "rules/canada.json").write_bytes(canada + b"\n")
    after = load_rules(folder)
    assert after.sha256 != before.sha256
    assert after.rule("CA-ON").file_sha256 == sha256(canada + b"\n").hexdigest()
    assert after.rule("US-CO") == before.rule("US-CO")


def test_the_table_of_places_is_part_of_the_book_s_hash(folder: Path) -> None:
    places = folder / "places.json"
    places.write_bytes(places.read_bytes() + b"\n")
    assert load_rules(folder).sha256 != load_rules().sha256


def test_a_new_rule_is_a_file_and_no_code(folder: Path) -> None:
    add(folder, OREGON)
    book = load_rules(folder)
    portland = Offer(title="Baker", locations=(Location(country="US", region="US-OR", locality="Portland"),))

    def oregon(day: date, size: int | None = None) -> tuple[Outcome, list[tuple[str, bool]]]:
        (result,) = (r for r in judge(portland, lambda _: size, book, day).results if r.rule == "US-OR")
        return result.outcome, [(lack.code, lack.refuses) for lack in result.missing]

    assert oregon(date(2026, 12, 31)) == (Outcome.NOT_IN_FORCE, [])
    assert oregon(date(2027, 1, 1)) == (Outcome.BROKEN, [("pay-range", True), ("benefits", False)])
    assert oregon(date(2027, 1, 1), size=4) == (Outcome.EMPLOYER_NOT_COVERED, [])
    assert book.rule("US-OR").verified_on == date(2026, 11, 1)
    assert book.rule("US-OR").retention[0].basis == "S"
    linked = replace(portland, benefits_url="https://example.com")
    judged_again = judge(linked, lambda _: None, book, date(2027, 1, 1))
    assert [lack.code for lack in judged_again.broken[0].missing] == ["pay-range"]


def test_a_city_with_law_of_its_own_is_data_too(folder: Path) -> None:
    places = json.loads((folder / "places.json").read_text())
    places["cities"].append({"code": "US-PDX", "region": "US-OR", "localities": ["Portland"]})
    (folder / "places.json").write_text(json.dumps(places))
    add(folder, {**OREGON, "id": "US-PDX", "jurisdiction": "US-PDX"})
    book = load_rules(folder)
    offer = Offer(title="Baker", locations=(Location(country="US", region="US-OR", locality="portland"),))
    assert "US-PDX" in judge(offer, lambda _: None, book, date(2027, 1, 1)).places


def without(field: str) -> dict[str, Any]:
    return {name: value for name, value in OREGON.items() if name != field}


def checking(**check: Any) -> dict[str, Any]:
    return {**OREGON, "checks": [check]}


WIDTH = {"currency": "CAD", "most_a_year": "50000", "unless_top_above": "200000"}


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ({**OREGON, "colour": "red"}, "rule US-OR: colour: Extra inputs"),
        (without("statute"), "rule US-OR: statute: Field required"),
        (without("verified_on"), "rule US-OR: verified_on: Field required"),
        (without("id"), "rule number 1: id: Field required"),
        ({**OREGON, "statute": ""}, "rule US-OR: statute: String should have at least 1"),
        ({**OREGON, "from": "2027-02-30"}, "rule US-OR: from: Input should be a valid date"),
        ({**OREGON, "from": 20270101}, "rule US-OR: from: Input should be a valid date"),
        ({**OREGON, "until": "2026-12-31"}, "rule US-OR: until: it would end before it begins"),
        ({**OREGON, "employer_min": "5"}, "rule US-OR: employer_min: Input should be a valid integer"),
        ({**OREGON, "employer_min": 0}, "rule US-OR: employer_min: Input should be greater"),
        ({**OREGON, "basis": "hearsay"}, "rule US-OR: basis: String should match"),
        ({**OREGON, "jurisdiction": "US-ZZ"}, "rule US-OR: jurisdiction: US-ZZ is not in the table of places"),
        ({**OREGON, "cure": {"days": 0}}, "rule US-OR: cure.days: Input should be greater"),
        ({**OREGON, "retention": [{"years": 1, "trigger": "someday", "statute": "x"}]}, "retention.0.trigger: Input"),
        (checking(check="pay-rnage"), "rule US-OR: checks.0.check: 'pay-rnage' is no check; there are ai-screening"),
        (checking(check="pay-range", paramters={}), "rule US-OR: checks.0.paramters: Extra inputs"),
        (checking(check="pay-range", parameters={"wide": 1}), "rule US-OR: checks.0.parameters: wide: Extra inputs"),
        (checking(check="benefits", parameters={"link_suffices": "yes"}), "checks.0.parameters: link_suffices: Input"),
        (checking(check="pay-width"), "rule US-OR: checks.0.parameters: currency: Field required"),
        (
            checking(check="pay-width", parameters={**WIDTH, "most_a_year": "-1"}),
            "most_a_year: Input should be greater",
        ),
        (checking(check="internal-notice", parameters={"within_days": -1}), "within_days: Input should be greater"),
        ({**OREGON, "id": "US-CO"}, "rules/us-states.json: rule US-CO: id: rules/us-more.json has a rule of this id"),
    ],
)
def test_a_wrong_rule_is_refused_by_file_rule_and_field(folder: Path, rule: dict[str, Any], says: str) -> None:
    add(folder, rule)
    with pytest.raises(InvalidRules) as refusal:
        load_rules(folder)
    assert says in str(refusal.value)
    assert str(refusal.value).startswith("rules/us-")


def edited(name: str, change: Callable[[str], str]) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        file = folder / name
        file.write_text(change(file.read_text()))

    return edit


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (edited("rules/canada.json", lambda text: text[:-20]), "rules/canada.json: Unterminated string"),
        (
            edited("rules/canada.json", lambda text: text.replace('"basis": "S",', '"basis": "S", "basis": "K",')),
            "rules/canada.json: basis: named twice",
        ),
        (edited("rules/canada.json", lambda _: "[]"), "rules/canada.json: file: Input should be an object"),
        (edited("rules/canada.json", lambda _: '{"family": "x", "rules": [3]}'), "rules/canada.json: rule number 1:"),
        (
            edited("places.json", lambda text: text.replace('"AT", "BE"', '"XX", "BE"')),
            "XX is not in the table of places",
        ),
        (
            edited("places.json", lambda text: text.replace('"PR": "US-PR"', '"PR": "US-QQ"')),
            "places.json: territories",
        ),
        (edited("places.json", lambda text: text.replace('"region": "US-NY"', '"region": "US-QQ"')), "US-NYC.region"),
        (lambda folder: (folder / "places.json").unlink(), "places.json: cannot be read"),
        (lambda folder: shutil.rmtree(folder / "rules"), "holds no rules"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_spoilt_file_is_refused(folder: Path, spoil: Callable[[Path], None], says: str) -> None:
    spoil(folder)
    with pytest.raises(InvalidRules) as refusal:
        load_rules(folder)
    assert says in str(refusal.value)


def test_sums_of_money_are_exact() -> None:
    (width,) = (asked for asked in load_rules().rule("CA-ON").requirements if asked.check == "pay-width")
    assert width.parameters == {"currency": "CAD", "most_a_year": Decimal(50_000), "unless_top_above": Decimal(200_000)}


def test_the_rules_travel_in_the_wheel(tmp_path: Path) -> None:
    project = Path(__file__).parents[3]
    build = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    built = subprocess.run(
        [sys.executable, "-c", build, tmp_path], cwd=project, capture_output=True, text=True, check=True
    )
    shutil.unpack_archive(tmp_path / built.stdout.split()[-1], tmp_path / "unpacked", "zip")
    assert load_rules(tmp_path / "unpacked/infrastructure/law") == load_rules()
