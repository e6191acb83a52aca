"""Which jurisdictions an offer reaches, and what nobody can place."""

from dataclasses import replace

import pytest

from domain.law import ANYWHERE, REMOTE, Offer, in_words, judge, reach
from domain.places import Location
from tests.domain.law.offers import ALBANY, AUSTIN, BROOKLYN, DENVER, LAWFUL, MUNICH, RULES, TODAY, judged, offered_in


def reached(offer: Offer) -> set[str]:
    return set(reach(offer, RULES.places).reached)


def at(country: str, region: str | None = None, locality: str | None = None, postal_code: str | None = None) -> Offer:
    return offered_in(Location(country=country, region=region, locality=locality, postal_code=postal_code))


def named(value: Offer | str | set[str]) -> str:
    """A name for a case, the same in every process that runs it."""
    match value:
        case Offer():
            return "; ".join(place.name for place in value.locations) or "+".join(value.remote_regions) or "nowhere"
        case set():
            return "+".join(sorted(value))
        case str():
            return value


@pytest.mark.parametrize(
    ("offer", "codes"),
    [
        (at("US", "US-CO", "Denver"), {"US", "US-CO"}),
        (at("US", "US-NY", "Brooklyn"), {"US", "US-NY", "US-NYC"}),
        (at("US", "US-NY", "new york"), {"US", "US-NY", "US-NYC"}),
        (at("US", "US-NY", "Forest Glen", "11375"), {"US", "US-NY", "US-NYC"}),
        (at("US", "US-NY", "Albany"), {"US", "US-NY"}),
        (at("US", "US-NY", None, "12207"), {"US", "US-NY"}),
        (at("US", "US-NY"), {"US", "US-NY", "US-NYC"}),
        (at("US", "US-TX", "New York"), {"US", "US-TX"}),
        (at("DE", "DE-BY", "Munich"), {"DE", "EU"}),
        (at("DE"), {"DE", "EU"}),
        (at("GB", "GB-SCT"), {"GB"}),
        (at("PR", None, "San Juan"), {"PR", "US", "US-PR"}),
        (at("US", "US-PR", "San Juan"), {"US", "US-PR"}),
        (at("JP"), {"JP"}),
    ],
    ids=named,
)
def test_a_place_reaches_what_it_lies_in(offer: Offer, codes: set[str]) -> None:
    assert reached(offer) == codes
    assert judged(offer).unresolved == ()


def test_a_whole_country_is_reached_with_all_its_regions_and_cities() -> None:
    states = {code for code in RULES.places.regions if code.startswith("US-")}
    remote = replace(LAWFUL, locations=(), remote=True, remote_regions=("US",))
    assert reached(remote) == states | {"US", "US-NYC"}
    assert len(states) == 57


def test_a_remote_worker_in_new_york_may_live_in_the_city() -> None:
    assert reached(replace(LAWFUL, locations=(), remote=True, remote_regions=("US-NY",))) == {"US", "US-NY", "US-NYC"}


def test_the_union_is_reached_with_all_its_members() -> None:
    union = replace(LAWFUL, locations=(), remote=True, remote_regions=("EU",))
    assert reached(union) == RULES.places.groups["EU"] | {"EU"}


def test_locations_regions_and_the_site_it_reports_to_are_joined() -> None:
    offer = replace(LAWFUL, locations=(DENVER,), remote_regions=("US-TX",), reports_to=MUNICH)
    judgement = judged(offer)
    assert judgement.places == ("DE", "EU", "US", "US-CO", "US-TX")
    places = {result.rule: result.places for result in judgement.results}
    assert places == {
        "EU": (MUNICH.name,),
        "US-CO": (DENVER.name,),
        "US-FED-EEOC": (DENVER.name, "US-TX"),
        "US-FED-OFCCP": (DENVER.name, "US-TX"),
    }


@pytest.mark.parametrize(
    ("offer", "unresolved"),
    [
        (at("US"), "US"),
        (at("US", None, "Springfield"), "Springfield, US"),
        (at("CA", None, "Toronto"), "Toronto, CA"),
        (at("US", "US-ZZ"), "US-ZZ, US"),
        (at("ZZ"), "ZZ"),
        (replace(LAWFUL, locations=(), remote=True, remote_regions=("US-ZZ",)), "US-ZZ"),
        (replace(LAWFUL, locations=(), remote=True, remote_regions=("UK",)), "UK"),
        (replace(LAWFUL, locations=(DENVER,), remote=True), REMOTE),
        (replace(LAWFUL, locations=()), ANYWHERE),
        (replace(LAWFUL, locations=(DENVER,), reports_to=Location(country="US")), "US"),
    ],
    ids=named,
)
def test_what_nobody_can_place_refuses_unless_it_is_waived(offer: Offer, unresolved: str) -> None:
    judgement = judged(offer)
    assert judgement.unresolved == judgement.still_unresolved == (unresolved,)
    assert judgement.refuses
    assert unresolved in in_words(judgement)

    waived = judged(offer, waived=frozenset({unresolved, "somewhere else"}))
    assert (waived.unresolved, waived.waived, waived.still_unresolved) == ((unresolved,), (unresolved,), ())
    assert not waived.refuses
    assert waived.results == judgement.results


def test_a_waiver_of_one_place_does_not_let_another_pass() -> None:
    offer = replace(LAWFUL, locations=(Location(country="US"), Location(country="CA")))
    judgement = judged(offer, waived=frozenset({"CA"}))
    assert judgement.still_unresolved == ("US",)
    assert judgement.refuses


def test_a_waiver_of_a_place_waives_no_rule() -> None:
    offer = replace(LAWFUL, locations=(DENVER, Location(country="US")), pay=())
    assert [result.rule for result in judged(offer, waived=frozenset({"US"})).broken] == ["US-CO"]


def test_sizes_are_asked_for_each_jurisdiction_by_its_own_code() -> None:
    asked: list[str] = []

    def sizes(jurisdiction: str) -> int | None:
        asked.append(jurisdiction)
        return None

    judge(replace(LAWFUL, locations=(BROOKLYN, ALBANY, AUSTIN)), sizes, RULES, TODAY)
    assert sorted(set(asked)) == ["US", "US-NY", "US-NYC"]
