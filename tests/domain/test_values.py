"""Values that cannot be built wrong, and the code that each wrong one is refused with."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, get_args
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.decider import Context
from domain.errors import DomainError, InvalidValue
from domain.job_posting import (
    JOB_POSTING,
    DraftPosting,
    ExtendDeadline,
    ExternalId,
    PostingContent,
    PostingEvent,
    RejectPosting,
    ShortenDeadline,
)
from domain.pay import PayRange, Period, SalaryBand, WorkingTime
from domain.personal import personal_fields
from domain.places import Location, available_time_zones
from domain.recorded import Actor
from domain.requirements import Education, Experience, Provenance, Responsibility, Skill, SourceDocument
from domain.reservation import RESERVATION, AlreadyTaken, Reserve, Reserved
from domain.role import ROLE, CareerLink, Direction, DraftRole, RoleContent, RoleEvent
from domain.text import DOCUMENT, LINE, MANY, PARAGRAPH


def pay(minimum: str, maximum: str, currency: str = "EUR", **fields: Any) -> PayRange:
    return PayRange(currency=currency, period=Period.YEAR, minimum=Decimal(minimum), maximum=Decimal(maximum), **fields)


def hours(**fields: str) -> WorkingTime:
    return WorkingTime(**{name: Decimal(value) for name, value in fields.items()})


def band(**fields: Any) -> SalaryBand:
    return SalaryBand(currency="EUR", period=Period.YEAR, minimum=Decimal(1), maximum=Decimal(2), **fields)


def posting(**fields: Any) -> PostingContent:
    return PostingContent(**{"title": "Baker", **fields})


def experience(**fields: Any) -> Experience:
    return Experience(text="some", **fields)


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("salary-out-of-range", lambda: pay("0", "1")),
        ("salary-out-of-range", lambda: pay("-1", "1")),
        ("salary-out-of-range", lambda: pay("1", "1000000000000.01")),
        ("salary-out-of-range", lambda: pay("NaN", "1")),
        ("salary-out-of-range", lambda: pay("1", "Infinity")),
        ("salary-too-precise", lambda: pay("1.00001", "2")),
        ("salary-range-inverted", lambda: pay("2", "1")),
        ("currency-unknown", lambda: pay("1", "2", "eur")),
        ("currency-unknown", lambda: pay("1", "2", "XXX")),
        ("pay-place-blank", lambda: pay("1", "2", places=(" ",))),
        ("pay-ranges-overlap", lambda: DraftPosting(content=posting(), pay=(pay("1", "2"), pay("3", "4")))),
        ("working-hours-out-of-range", lambda: hours(hours_per_week="0")),
        ("working-hours-out-of-range", lambda: hours(hours_per_week="168.5")),
        ("working-hours-too-precise", lambda: hours(hours_per_week="1e-999999")),
        ("working-days-out-of-range", lambda: hours(hours_per_week="40", days_per_week="8")),
        ("working-weeks-out-of-range", lambda: hours(hours_per_week="40", weeks_per_year="54")),
        ("band-dates-inverted", lambda: band(effective_from=date(2026, 1, 2), effective_to=date(2026, 1, 1))),
        ("band-zone-blank", lambda: band(zone="")),
        ("band-zone-malformed", lambda: band(zone="Portland")),
        ("band-zone-malformed", lambda: band(zone="Portland, Oregon")),
        ("band-zone-malformed", lambda: band(zone=", US")),
        ("country-malformed", lambda: Location(country="Germany")),
        ("country-malformed", lambda: Location(country="de")),
        ("region-malformed", lambda: Location(country="DE", region="Berlin")),
        ("region-elsewhere", lambda: Location(country="DE", region="US-CO")),
        ("region-malformed", lambda: posting(remote_regions=("Europe",))),
        ("time-zone-unknown", lambda: posting(time_zone="Europe/Atlantis")),
        ("deadline-and-rolling", lambda: posting(deadline=date(2026, 6, 1), rolling=True)),
        *(
            ("language-malformed", lambda tag=tag: posting(language=tag))
            for tag in (
                "English",
                "e",
                "en_US",
                "en-",
                "-en",
                "en--US",
                "en-u",
                "deutsch",
                "\u212an",
                "en US",
            )
        ),
        ("openings-out-of-range", lambda: posting(openings=0)),
        ("deadline-out-of-range", lambda: posting(deadline=date.max)),
        ("deadline-out-of-range", lambda: ExtendDeadline(date.max, "Later")),
        ("deadline-out-of-range", lambda: ShortenDeadline(date.min, "Earlier")),
        ("experience-out-of-range", lambda: experience(minimum_years=-1)),
        ("experience-out-of-range", lambda: experience(maximum_years=81)),
        ("experience-inverted", lambda: experience(minimum_years=8, maximum_years=7)),
        ("career-link-target", lambda: CareerLink(direction=Direction.LATERAL)),
        ("career-link-target", lambda: CareerLink(direction=Direction.LATERAL, title="Baker", role_id=uuid4())),
        ("role-code-malformed", lambda: DraftRole(code="master baker", content=RoleContent(title="Baker"))),
        ("role-code-blank", lambda: DraftRole(code="", content=RoleContent(title="Baker"))),
        ("document-hash-malformed", lambda: Provenance(importer="text", document_sha256="A" * 64)),
        ("document-hash-malformed", lambda: Provenance(importer="text", document_sha256="0" * 63)),
        ("title-blank", lambda: posting(title=" ")),
        ("title-too-long", lambda: posting(title="x" * (LINE + 1))),
        ("description-too-long", lambda: posting(description="x" * (DOCUMENT + 1))),
        ("title-not-text", lambda: posting(title="a\0b")),
        ("title-not-text", lambda: posting(title="a\ud800b")),
        ("purpose-too-long", lambda: RoleContent(title="Baker", purpose="x" * (PARAGRAPH + 1))),
        ("categories-blank", lambda: RoleContent(title="Baker", categories=("",))),
        ("qualifications-too-many", lambda: posting(qualifications=("x",) * (MANY + 1))),
        ("skills-too-many", lambda: RoleContent(title="Baker", skills=(Skill(name="x"),) * (MANY + 1))),
        ("reason-blank", lambda: RejectPosting("")),
        ("responsibility-blank", lambda: Responsibility("")),
        ("skill-blank", lambda: Skill(name="")),
        ("field-of-study-blank", lambda: Education(fields_of_study=("",))),
        ("external-id-blank", lambda: ExternalId(source="board", value="")),
        ("document-blank", lambda: SourceDocument(importer="text", text="\n")),
    ],
)
def test_a_wrong_value_is_refused_with_its_code(code: str, wrong: Callable[[], object]) -> None:
    with pytest.raises(InvalidValue) as refused:
        wrong()
    assert refused.value.code == code


def test_values_at_the_edge_of_what_is_allowed_are_built() -> None:
    assert pay("0.0001", "1000000000000").maximum == Decimal(10**12)
    assert pay("5", "5").minimum == 5
    assert hours(hours_per_week="168", days_per_week="7", weeks_per_year="53").days_per_week == 7
    assert posting(description="", title="x" * LINE, qualifications=("x",) * MANY, deadline=date(2999, 12, 31))
    assert experience(minimum_years=0, maximum_years=0, open_ended=True).maximum_years == 0


def test_a_location_is_called_by_its_most_exact_part_first() -> None:
    assert Location(country="DE", region="DE-BE", locality="Berlin").name == "Berlin, DE-BE, DE"
    assert Location(country="DE").name == "DE"


def test_two_sites_of_one_city_are_told_apart_by_their_postal_codes() -> None:
    sites = [Location(country="DE", region="DE-BE", locality="Berlin", postal_code=code) for code in ("10115", "13597")]
    assert [site.name for site in sites] == ["10115 Berlin, DE-BE, DE", "13597 Berlin, DE-BE, DE"]
    assert {site.area for site in sites} == {"Berlin, DE-BE, DE"}
    assert Location(country="DE", postal_code="10115").name == "10115, DE"


@pytest.mark.parametrize("zone", ["US", "us", "US-OR", "Portland, US-OR, US", "10115 Berlin, DE-BE, DE", "Berlin, DE"])
def test_a_band_is_for_a_country_a_region_or_a_place_named_in_full(zone: str) -> None:
    assert band(zone=zone).zone == zone


@pytest.mark.parametrize(
    "tag",
    "en de-AT zh-Hant-TW es-419 sl-rozaj-biske-1994 de-CH-1901 yue zh-cmn-Hans-CN en-u-ca-gregory fr-x-house".split(),
)
def test_a_language_is_a_tag_of_bcp_47_by_its_shape(tag: str) -> None:
    assert posting(language=tag).language == tag


def test_every_name_of_the_time_zone_database_is_known() -> None:
    assert {"Europe/Berlin", "America/New_York", "UTC"} <= available_time_zones()


@given(st.text(max_size=50))
def test_text_is_kept_exactly_or_refused(text: str) -> None:
    try:
        kept = Responsibility(text).text
    except InvalidValue:
        assert not text.strip() or "\0" in text or any("\ud800" <= c <= "\udfff" for c in text)
    else:
        assert kept == text == kept.encode().decode()


def _rules(base: type[DomainError]) -> list[type[DomainError]]:
    return [rule for sub in base.__subclasses__() for rule in (sub, *_rules(sub))]


def test_every_rule_has_a_code_of_its_own_and_a_title_of_its_own() -> None:
    rules = [rule for rule in _rules(DomainError) if rule.__module__.startswith("domain.")]
    assert len({rule.code for rule in rules}) == len({rule.title for rule in rules}) == len(rules) > 30
    assert AlreadyTaken.code == "already-taken"


@pytest.mark.parametrize(
    ("decider", "events"), [(ROLE, get_args(RoleEvent)), (JOB_POSTING, get_args(PostingEvent))], ids=["role", "posting"]
)
def test_every_event_has_one_stored_name_under_its_aggregate(decider: Any, events: tuple[type, ...]) -> None:
    assert set(decider.events.values()) == set(events)
    assert len(decider.events) == len(events)
    assert all(name.startswith(f"{decider.kind}.") for name in decider.events)


def test_a_contact_person_and_an_approvers_comment_are_marked_as_personal() -> None:
    assert personal_fields(PostingContent) == {"contact"}
    assert personal_fields(JOB_POSTING.events["job_posting.approved.v1"]) == {"comment"}
    assert personal_fields(ROLE.events["role.approved.v1"]) == {"comment"}


def test_a_value_belongs_to_the_first_who_reserves_it() -> None:
    first, second = UUID(int=1), UUID(int=2)
    wanted = Reserve("role-code", "baker", first)
    context = Context(
        stream=wanted.stream,
        now=datetime(2026, 3, 10, tzinfo=UTC),
        actor=Actor("issuer", "alice"),
        fresh=uuid4(),
        facts=None,
    )
    events = RESERVATION.decide(wanted, RESERVATION.initial, context)
    assert events == (Reserved(scope="role-code", value="baker", holder=first),)
    with pytest.raises(AlreadyTaken):
        RESERVATION.decide(Reserve("role-code", "baker", second), RESERVATION.fold(events), context)
    assert Reserve("role-code", "baker", second).stream == wanted.stream
    assert Reserve("role-document", "baker", first).stream != wanted.stream
