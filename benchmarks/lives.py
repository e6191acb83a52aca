"""A small organisation with postings of every kind and fate: the real rows that a million others are copied from.

One posting in twenty is before the public; most are over, as in a house that keeps its past. What is written is
shaped as the deciders would write it, so the tables are what folds make of it.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final
from uuid import UUID

from domain.job_posting import (
    ChannelListed,
    ChannelObserved,
    ChannelRequested,
    CloseReason,
    Drift,
    NoncomplianceNoticeReceived,
    PostingApproved,
    PostingArchived,
    PostingClosed,
    PostingContent,
    PostingDiscarded,
    PostingDrafted,
    PostingPaused,
    PostingPublished,
    PostingRejected,
    PostingSalaryChanged,
    PostingSubmittedForApproval,
    PublicationScheduled,
)
from domain.job_posting.events import BandExceptionUsed, FindingOpened
from domain.law.judgement import Judgement, Missing, Outcome, Retention, RuleResult, Trigger
from domain.organisation import Kind, OrganisationRegistered
from domain.pay import PayRange, Period, SalaryBand
from domain.places import EmploymentType, Location, WorkMode
from domain.recorded import Actor
from domain.role import CareerLink, Direction, RoleApproved, RoleContent, RoleDrafted, RoleMerged, RoleRetired

TODAY: Final = datetime.now(UTC).date()
EDITORS: Final = tuple(Actor("https://issuer.example", f"editor-{number:04d}") for number in range(200))
TRADES: Final = ("Baker", "Miller", "Confectioner", "Driver", "Accountant", "Engineer", "Nurse", "Teacher")
COPY: Final = "quillwort"  # stands in every text where a copy writes a word of its own
COMMON: Final = "bakery"  # a word of every text
CURRENCIES: Final = ("EUR", "EUR", "EUR", "USD", "USD", "GBP", "CHF", "PLN")
PLACES: Final = (
    "DE-HH",
    "DE-BE",
    "DE-SN",
    "DE-HB",
    "US-CO",
    "US-NY",
    "US-WA",
    "GB-LND",
    "CH-ZH",
    "PL-MZ",
    "AT-9",
    "JP-13",
)
# Of a thousand postings, so many end at each of these steps.
FATES: Final = (
    *(("draft", 40), ("pending", 10), ("rejected", 5), ("approved", 10), ("scheduled", 5), ("published", 50)),
    *(("paused", 5), ("archived", 150), ("discarded", 15), ("closed", 710)),
)
ROLES, UNITS = 40, 10
_SYLLABLES: Final = [consonant + vowel for consonant in "bdfklmnprst" for vowel in "aeiou"]
_WORDS: Final = [f"{first}{second}ck" for first in _SYLLABLES for second in _SYLLABLES]
_EMPLOYED: Final = (70, 15, 6, 4, 3, 0.5, 0.5, 1)  # shares of the types of employment, in their order
_HASH: Final = "0" * 64


def stream(kind: str, number: int) -> UUID:
    """The id of the unit, role or posting of that number."""
    return UUID(int={"unit": 0xA, "role": 0xB, "posting": 0xC}[kind] << 96 | number)


def lives(postings: int, words: int) -> Iterator[tuple[UUID, list[Any]]]:
    """Each stream and its events: units, roles, and so many postings whose descriptions are so many words long."""
    for number in range(UNITS):
        parent = stream("unit", 0) if number else None
        kind = Kind.UNIT if number else Kind.LEGAL_ENTITY
        yield stream("unit", number), [OrganisationRegistered(kind=kind, name=f"Unit {number} {COPY}", parent=parent)]
    for number in range(ROLES):
        yield stream("role", number), list(_role(number))
    fates = [fate for fate, share in FATES for _ in range(share)]
    Random(1).shuffle(fates)
    for number in range(postings):
        dice = Random(number)
        yield stream("posting", number), list(_posting(number, fates[number % len(fates)], dice, words))


def _role(number: int) -> Iterator[Any]:
    band = SalaryBand(currency="EUR", period=Period.YEAR, minimum=Decimal(30_000), maximum=Decimal(90_000))
    ahead = CareerLink(direction=Direction.ADVANCES_TO, role_id=stream("role", (number + 1) % ROLES))
    content = RoleContent(
        title=f"{COPY} {TRADES[number % 8]} of the {number}.",
        family=TRADES[number % 8],
        level=f"L{number % 5}",
        unit_id=stream("unit", number % UNITS),
        organisation_unit=f"Unit {number % UNITS}",
        salary_bands=(band,),
        career_path=(ahead,),
    )
    yield RoleDrafted(code=f"{COPY}-{number}", content=content, by=EDITORS[:1])
    yield RoleApproved(approval=1)
    if number % 20 == 7:
        yield RoleRetired(reason="Nobody bakes like this any more.", postings_close_on=TODAY)
    if number % 20 == 8:
        yield RoleMerged(into=stream("role", 0), reason="It is the same.")


def _posting(number: int, fate: str, dice: Random, words: int) -> Iterator[Any]:
    by, place = (dice.choice(EDITORS),), PLACES[min(int(dice.expovariate(0.4)), len(PLACES) - 1)]
    pay = _pay(dice, dice.choice(CURRENCIES))
    begun = TODAY - timedelta(days=dice.randrange(20, 90))
    over = fate in {"closed", "archived"}
    content = PostingContent(
        title=f"{COPY} {dice.choice(TRADES)} {number:04d}",  # so that copies of one posting do not stand together
        description=f"A {COMMON} reference {number:04d}{COPY} " + " ".join(_text(dice, words)),
        legal_entity="Bread & Sons",
        organisation_unit=f"Unit {number % UNITS}",
        employer_id=stream("unit", 0),
        unit_id=stream("unit", number % UNITS),
        requisition=f"R-{number}",
        locations=(Location(country=place[:2], region=place),),
        work_mode=dice.choice(tuple(WorkMode)),
        employment_type=dice.choices(tuple(EmploymentType), _EMPLOYED)[0],
        deadline=TODAY + timedelta(days=dice.randrange(-15, 0) if over else dice.randrange(5, 60)),
        channels=("LinkedIn",),
        internal_only=dice.random() < 0.05,
    )
    yield PostingDrafted(content=content, by=by, pay=pay, role_id=stream("role", number % ROLES))
    if dice.random() < 0.4:
        raised = _pay(dice, pay[0].currency)
        yield PostingSalaryChanged(old=pay, new=raised, reason="The collective agreement raises every grade", by=by)
    if fate == "discarded":
        yield PostingDiscarded(reason="The need is gone.")
    if fate in {"draft", "discarded"}:
        return
    yield PostingSubmittedForApproval(by=by)
    if fate == "rejected":
        yield PostingRejected(reason="Say who reads the applications.")
    if fate in {"pending", "rejected"}:
        return
    yield PostingApproved(role_approval=1)
    if fate == "scheduled":
        yield PublicationScheduled(at=datetime.combine(TODAY + timedelta(days=9), datetime.min.time(), UTC), by=by)
    if fate in {"approved", "scheduled"}:
        return
    yield from _shown(dice, begun, place, by)
    if fate == "paused":
        yield PostingPaused(reason="Enough to read for now.")
    if over:
        yield PostingClosed(reason=dice.choice((CloseReason.FILLED, CloseReason.FILLED, CloseReason.EXPIRED)))
    if fate == "archived":
        yield PostingArchived()


def _shown(dice: Random, begun: date, place: str, by: tuple[Actor, ...]) -> Iterator[Any]:
    results = (_result(dice, place),) if place[:2] == "US" else ()
    outside = BandExceptionUsed(reason="Nobody else can do it.", granted_by=by) if dice.random() < 0.02 else None
    yield PostingPublished(
        period=1,
        published_on=begun,
        document_sha256=_HASH,
        renderer=1,
        role_approval=1,
        judgement=Judgement(day=begun, rules_sha256=_HASH, places=(place,), results=results),
        band_exception=outside,
    )
    yield ChannelRequested(channel="LinkedIn")
    yield ChannelListed(channel="LinkedIn")
    if dice.random() < 0.005:
        seen = datetime.combine(begun, datetime.min.time(), UTC)
        yield ChannelObserved(
            channel="LinkedIn", seen_at=seen, shown_sha256=None, published_sha256=_HASH, drift=Drift.MISSING
        )
    if dice.random() < 0.005:
        yield NoncomplianceNoticeReceived(
            notice=f"N-{dice.randrange(999)}",
            authority="The State",
            received_on=begun,
            details="",
            by=by,
            cure_by=begun + timedelta(days=14),
        )
    if results and results[0].outcome is Outcome.BROKEN:
        yield FindingOpened(result=results[0])


def _result(dice: Random, place: str) -> RuleResult:
    broken = dice.random() < 0.05
    lack = Missing(code="pay-range", words="State the pay.", due=TODAY + timedelta(days=dice.randrange(-30, 30)))
    kept = Retention(years=1, trigger=Trigger.TAKEN_DOWN, statute="Part 1", basis="S")
    return RuleResult(
        rule=place,
        outcome=Outcome.BROKEN if broken else Outcome.MET,
        statute="Part 1",
        version="2021-01-01",
        file_sha256=_HASH,
        places=(place,),
        missing=(lack,) if broken else (),
        retention=(kept,),
    )


def _pay(dice: Random, currency: str) -> tuple[PayRange, ...]:
    least = Decimal(dice.randrange(25_000, 80_000, 10))
    return (PayRange(currency=currency, period=Period.YEAR, minimum=least, maximum=least + 9_000),)


def _text(dice: Random, words: int) -> Iterator[str]:
    # As in a language, few words are frequent and many are rare.
    for _ in range(words):
        yield _WORDS[int(len(_WORDS) * dice.random() ** 3)]
