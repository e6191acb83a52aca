"""Nothing is shown that the law refuses; what it refuses, on which ground, and what was judged is in the events."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.job_posting import (
    ClosePosting,
    CloseReason,
    FindingOpened,
    FindingResolved,
    JudgePosting,
    PostingEvent,
    PostingJudged,
    PostingPublished,
    PostingResumed,
    PublishPosting,
    ResumePosting,
    UnresolvedPlaceWaived,
)
from domain.job_posting.errors import (
    AgainstTheLaw,
    PlaceUnresolved,
    PostingNotPublished,
    RefusedByLaw,
    UnitOfAnotherEmployer,
)
from domain.law import Outcome
from domain.places import Location, WorkMode
from infrastructure.law import load_rules
from tests.domain.given import BOB, NO_RULES, NOON, given
from tests.domain.organisations import an_organisation, employer, headcount
from tests.domain.postings import DENVER, approved, closed, drafted, paused, pay, published, submitted
from tests.domain.roles import role_in_force

RULES = load_rules()
USD = (pay(currency="USD"),)
LAWFUL: dict[str, Any] = {
    "locations": (DENVER,),
    "time_zone": "America/Denver",
    "benefits": "Bread",
    "other_compensation": "None",
}
CHICAGO = Location(country="US", region="US-IL", locality="Chicago")
DOVER = Location(country="US", region="US-DE", locality="Dover")
PUBLISH = PublishPosting()


def approved_posting(**fields: Any) -> tuple[PostingEvent, ...]:
    """Lawful in Denver, but for what is named."""
    return (drafted(**{"pay": USD, **LAWFUL, **fields}), submitted(), approved())


def ask(history: tuple[PostingEvent, ...], command: Any = PUBLISH, at: datetime = NOON, **facts: Any) -> Any:
    return given(*history).when(command, at=at, role=role_in_force(), rules=RULES, **facts)


def test_what_the_law_said_is_stored_whole_with_the_publication() -> None:
    [event] = ask(approved_posting()).accepted()
    assert isinstance(event, PostingPublished)
    assert (event.judgement.day, event.judgement.rules_sha256) == (date(2026, 3, 10), RULES.sha256)
    colorado = next(result for result in event.judgement.results if result.rule == "US-CO")
    assert colorado.outcome in {Outcome.MET, Outcome.WARNED}
    assert (colorado.statute, colorado.file_sha256) == (RULES.rule("US-CO").statute, RULES.rule("US-CO").file_sha256)


def test_a_refusal_names_each_broken_rule_with_its_statute_and_what_is_missing() -> None:
    outcome = ask(approved_posting(pay=(), benefits=None, locations=(DENVER, CHICAGO)))
    outcome.then_refused(AgainstTheLaw)
    refusal = outcome.refusal
    assert isinstance(refusal, RefusedByLaw)
    assert [result.rule for result in refusal.judgement.broken] == ["US-CO", "US-IL"]
    for rule in ("US-CO", "US-IL"):
        assert rule in refusal.detail
        assert RULES.rule(rule).statute in refusal.detail
    for words in ("pay", "benefits", "use revise or change-salary"):
        assert words in refusal.detail


def test_a_place_that_nobody_can_place_refuses_unless_it_is_waived() -> None:
    somewhere = approved_posting(locations=(), work_mode=WorkMode.REMOTE, remote_regions=("US-CO", "US-ZZ"))
    outcome = ask(somewhere)
    outcome.then_refused(PlaceUnresolved, "US-ZZ")
    waived = UnresolvedPlaceWaived(place="US-ZZ", reason="A typing error of the site", by=(BOB,))
    [event] = ask((*somewhere, waived)).accepted()
    assert (event.judgement.unresolved, event.judgement.waived) == (("US-ZZ",), ("US-ZZ",))


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Pago_Pago", "UTC"])
def test_no_time_zone_that_a_posting_is_given_puts_off_the_day_of_a_law(zone: str) -> None:
    undisclosed = approved_posting(pay=(), locations=(DOVER,), time_zone=zone, deadline=None, rolling=True)
    ask(undisclosed, at=datetime(2027, 9, 25, 23, 59, tzinfo=UTC)).accepted()
    ask(undisclosed, at=datetime(2027, 9, 26, tzinfo=UTC)).then_refused(AgainstTheLaw, "US-DE")


def test_a_law_begins_with_its_day_where_the_posting_is() -> None:
    undisclosed = approved_posting(pay=(), locations=(DOVER,), time_zone="Asia/Tokyo", deadline=None, rolling=True)
    ask(undisclosed, at=datetime(2027, 9, 25, 15, tzinfo=UTC)).then_refused(AgainstTheLaw, "US-DE")


def test_a_unit_of_another_employer_is_not_published() -> None:
    ask(approved_posting(), unit_is_of_employer=False).then_refused(UnitOfAnotherEmployer)


def test_the_employers_size_on_the_day_decides_whether_it_is_covered_and_one_not_recorded_counts_as_covered() -> None:
    undisclosed = approved_posting(pay=(), locations=(CHICAGO,))
    ask(undisclosed).then_refused(AgainstTheLaw, "size not recorded")
    small = an_organisation(employer(), headcount(14, "US-IL"), headcount(15, "US-IL", date(2026, 3, 11)))
    [event] = ask(undisclosed, employer=small).accepted()
    illinois = next(result for result in event.judgement.results if result.rule == "US-IL")
    assert (illinois.outcome, illinois.size) == (Outcome.EMPLOYER_NOT_COVERED, 14)
    tomorrow = datetime(2026, 3, 11, 12, tzinfo=UTC)
    ask(undisclosed, at=tomorrow, employer=small).then_refused(AgainstTheLaw, "US-IL")


def test_what_could_not_be_published_is_not_resumed_and_what_could_keeps_what_the_law_said() -> None:
    unlawful = (*approved_posting(benefits=None), published(), paused())
    ask(unlawful, ResumePosting()).then_refused(AgainstTheLaw, "propose-amendment")
    resumed = ask((*approved_posting(), published(), paused()), ResumePosting())
    assert isinstance(resumed.accepted()[0], PostingResumed)
    assert resumed.state.judgement.rules_sha256 == RULES.sha256


# Judged anew while it is shown


def found(history: tuple[PostingEvent, ...]) -> tuple[PostingEvent, ...]:
    """A posting that was published before there was any law, and was then judged."""
    shown = (*history, published())
    return (*shown, *ask(shown, JudgePosting()).accepted())


def test_what_it_breaks_now_is_opened_once() -> None:
    unlawful = approved_posting(benefits=None)
    outcome = ask((*unlawful, published()), JudgePosting())
    judged, opened = outcome.accepted()
    assert isinstance(judged, PostingJudged)
    assert isinstance(opened, FindingOpened)
    assert (opened.result.rule, [lack.code for lack in opened.result.missing if lack.refuses]) == (
        "US-CO",
        ["benefits"],
    )
    ask(found(unlawful), JudgePosting()).then_nothing_changes()


def test_the_next_day_alone_is_no_news() -> None:
    tomorrow = datetime(2026, 3, 11, 12, tzinfo=UTC)
    ask(found(approved_posting()), JudgePosting(), at=tomorrow).then_nothing_changes()


def test_what_it_breaks_no_more_is_resolved() -> None:
    outcome = given(*found(approved_posting(benefits=None))).when(JudgePosting(), rules=NO_RULES)
    judged, resolved = outcome.accepted()
    assert isinstance(judged, PostingJudged)
    assert resolved == FindingResolved(rule="US-CO")
    assert outcome.state.findings == ()


def test_findings_end_with_the_posting() -> None:
    outcome = ask(found(approved_posting(benefits=None)), ClosePosting(reason=CloseReason.FILLED))
    outcome.then(closed(), FindingResolved(rule="US-CO"))


def test_a_lawful_resumption_resolves_what_was_found() -> None:
    broken = found(approved_posting(benefits=None))
    outcome = given(*broken, paused()).when(ResumePosting(), role=role_in_force(), rules=NO_RULES)
    assert outcome.accepted()[1] == FindingResolved(rule="US-CO")


@pytest.mark.parametrize("end", [(), (published(), closed())], ids=["approved", "closed"])
def test_only_what_is_shown_is_judged_anew(end: tuple[PostingEvent, ...]) -> None:
    outcome = ask((*approved_posting(), *end), JudgePosting())
    assert outcome.refusal is not None
    if not end:
        outcome.then_refused(PostingNotPublished, "check")
