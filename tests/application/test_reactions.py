"""What falls due is done once, by the posting's own word: it ends, is published, is judged by the law as it turns."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from application.audit import snapshot
from application.commands import command_type
from application.ports import Unavailable
from application.reactions import REACTOR, Due, Reacted, What, react
from domain.job_posting import (
    JOB_POSTING,
    ApprovePosting,
    CloseReason,
    DraftPosting,
    ExtendDeadline,
    FindingOpened,
    PostingJudged,
    PostingPublished,
    PublicationUnscheduled,
    PublishPosting,
    SchedulePublication,
    Status,
    SubmitPostingForApproval,
    UnschedulePublication,
)
from domain.law import RuleBook
from domain.places import Location, WorkMode
from domain.recorded import Recorded
from domain.role import ApproveRole, DraftRole, RetireRole, SubmitRoleForApproval
from infrastructure.event_store.memory import MemoryEventStore
from tests.application.commanding import BOB, Office

LAST_DAY = date(2026, 3, 31)
ITS_END = datetime(2026, 4, 1, 6, tzinfo=UTC)  # midnight in Denver


def approved(office: Office, code: str = "a-role", **fields: Any) -> tuple[UUID, UUID]:
    """A role and a posting approved under it; fields: of the posting's content."""
    role = office.send(replace(command_type(DraftRole).example, code=code)).stream
    office.send(SubmitRoleForApproval(), role)
    office.send(ApproveRole(), role, by=BOB, seen=2)
    draft: DraftPosting = command_type(DraftPosting).example
    content = replace(draft.content, **{"deadline": LAST_DAY, **fields})
    posting = office.send(replace(draft, content=content, role_id=role)).stream
    office.send(SubmitPostingForApproval(), posting)
    office.send(ApprovePosting(), posting, by=BOB, seen=2)
    return role, posting


def published(office: Office, code: str = "a-role", **fields: Any) -> tuple[UUID, UUID]:
    role, posting = approved(office, code, **fields)
    office.send(PublishPosting(), posting)
    return role, posting


def expired(posting: UUID) -> Due:
    return Due(what=What.CLOSE, posting_id=posting, period=1, reason=CloseReason.EXPIRED, since=ITS_END)


def reacted(office: Office, due: Due) -> Reacted:
    [outcome] = asyncio.run(react([due], office))
    return outcome


def test_a_posting_is_closed_once_its_last_day_is_over_however_often_it_is_said() -> None:
    office = Office()
    _, posting = published(office)
    office.clock.time = ITS_END
    assert [reacted(office, expired(posting)).refusal for _ in range(3)] == [None, None, None]
    stands = asyncio.run(snapshot(office.store, JOB_POSTING, posting))
    assert (stands.state.status, stands.state.close_reason) == (Status.CLOSED, CloseReason.EXPIRED)
    assert (stands.last.actor, stands.last.effective_at) == (REACTOR, ITS_END)


def test_a_read_side_that_is_ahead_of_the_clock_closes_nothing() -> None:
    office = Office()
    _, posting = published(office)
    office.clock.time = ITS_END - timedelta(seconds=1)
    assert reacted(office, expired(posting)).refusal is not None
    assert asyncio.run(snapshot(office.store, JOB_POSTING, posting)).state.status is Status.PUBLISHED


def test_a_read_side_that_is_behind_closes_nothing_whose_deadline_was_extended() -> None:
    office = Office()
    _, posting = published(office)
    office.send(ExtendDeadline(date(2026, 4, 30), "Too few applications."), posting)
    office.clock.time = ITS_END
    assert reacted(office, expired(posting)).refusal is not None
    office.clock.time = datetime(2026, 5, 1, 6, tzinfo=UTC)
    assert reacted(office, expired(posting)).refusal is None


def test_a_retired_role_takes_its_postings_along_after_the_grace() -> None:
    office = Office()
    role, posting = published(office)
    office.send(RetireRole(reason="Merged.", postings_close_on=date(2026, 3, 20)), role, by=BOB)
    due = replace(expired(posting), reason=CloseReason.ROLE_RETIRED, since=datetime(2026, 3, 21, tzinfo=UTC))
    office.clock.time = due.since - timedelta(seconds=1)
    assert reacted(office, due).refusal is not None
    office.clock.time = due.since
    assert reacted(office, due).refusal is None
    assert asyncio.run(snapshot(office.store, JOB_POSTING, posting)).state.close_reason is CloseReason.ROLE_RETIRED


class Spoilt(MemoryEventStore):
    """A log in which one stream cannot be read."""

    stream: UUID
    error: Exception

    async def load(
        self, stream: UUID, *, up_to_version: int | None = None, as_of: datetime | None = None
    ) -> Sequence[Recorded[Any]]:
        if stream == self.stream:
            raise self.error
        return await super().load(stream, up_to_version=up_to_version, as_of=as_of)


def two_due(error: Exception) -> tuple[Office, list[Due]]:
    """Two published postings whose last day is over; the first one's stream raises."""
    store = Spoilt()
    store.stream, store.error = UUID(int=0), error
    office = Office(store)
    postings = [published(office, code)[1] for code in ("first", "second")]
    store.stream = postings[0]
    store.remembered.forget(store.stream)
    office.clock.time = ITS_END
    return office, [expired(posting) for posting in postings]


def test_a_posting_that_cannot_be_read_stops_no_other() -> None:
    office, due = two_due(ValueError("no such event type"))
    first, second = asyncio.run(react(due, office))
    assert (first.refusal, first.failed) == ("ValueError: no such event type", True)
    assert second == Reacted(due=due[1])
    assert asyncio.run(snapshot(office.store, JOB_POSTING, due[1].posting_id)).state.status is Status.CLOSED


def test_a_log_that_is_away_is_no_refusal() -> None:
    office, due = two_due(Unavailable("the log"))
    with pytest.raises(Unavailable):
        asyncio.run(react(due, office))


MONDAY = datetime(2026, 3, 16, 8, tzinfo=UTC)


def to_publish(posting: UUID, since: datetime = MONDAY) -> Due:
    return Due(what=What.PUBLISH, posting_id=posting, period=0, since=since)


def history(office: Office, posting: UUID) -> list[Any]:
    return [recorded.event for recorded in asyncio.run(office.store.load(posting))]


def status(office: Office, posting: UUID) -> Status:
    state: Status = asyncio.run(snapshot(office.store, JOB_POSTING, posting)).state.status
    return state


def test_a_scheduled_posting_is_published_at_its_time_once_however_often_it_is_said() -> None:
    office = Office()
    _, posting = approved(office)
    office.send(SchedulePublication(MONDAY), posting)
    office.clock.time = MONDAY - timedelta(seconds=1)
    assert reacted(office, to_publish(posting)).refusal is not None
    assert status(office, posting) is Status.SCHEDULED
    office.clock.time = MONDAY
    assert reacted(office, to_publish(posting)).refusal is None
    assert reacted(office, to_publish(posting)).refusal is not None
    assert [type(event) for event in history(office, posting)].count(PostingPublished) == 1


def test_a_read_side_that_is_behind_publishes_nothing_that_was_put_off_or_called_off() -> None:
    office = Office()
    _, put_off = approved(office, "one")
    _, called_off = approved(office, "two")
    for posting in (put_off, called_off):
        office.send(SchedulePublication(MONDAY), posting)
    office.send(SchedulePublication(MONDAY + timedelta(days=1)), put_off)
    office.send(UnschedulePublication("Not yet."), called_off)
    office.clock.time = MONDAY
    assert all(reacted(office, to_publish(posting)).refusal for posting in (put_off, called_off))
    assert (status(office, put_off), status(office, called_off)) == (Status.SCHEDULED, Status.APPROVED)


def test_a_publication_that_is_refused_at_its_time_is_unscheduled_with_the_refusal_and_not_tried_for_ever() -> None:
    office = Office()
    role, posting = approved(office)
    office.send(SchedulePublication(MONDAY), posting)
    office.send(RetireRole(reason="Merged.", postings_close_on=date(2026, 6, 30)), role, by=BOB)
    office.clock.time = MONDAY
    result = reacted(office, to_publish(posting))
    assert result.unscheduled
    last = history(office, posting)[-1]
    assert isinstance(last, PublicationUnscheduled)
    assert result.refusal
    assert result.refusal in last.reason
    assert status(office, posting) is Status.APPROVED
    assert not reacted(office, to_publish(posting)).unscheduled  # it is due no more


def to_review(posting: UUID) -> Due:
    return Due(what=What.REVIEW, posting_id=posting, period=1, since=datetime(2026, 3, 10, tzinfo=UTC))


DOVER = Location(country="US", region="US-DE", locality="Dover")
IN_FORCE = datetime(2027, 9, 27, 12, tzinfo=UTC)  # Delaware's law holds from the day before


def test_a_rule_that_comes_into_force_while_a_posting_is_public_opens_a_finding_and_tells_once() -> None:
    office = Office()
    _, posting = published(office, deadline=None, rolling=True, locations=(DOVER,), benefits=None)
    assert reacted(office, to_review(posting)) == Reacted(due=to_review(posting))
    assert PostingJudged not in [type(event) for event in history(office, posting)]
    office.clock.time = IN_FORCE
    result = reacted(office, to_review(posting))
    assert [(broken.rule, [lack.code for lack in broken.missing]) for broken in result.opened] == [
        ("US-DE", ["benefits"])
    ]
    assert [type(event) for event in history(office, posting)[-2:]] == [PostingJudged, FindingOpened]
    assert reacted(office, to_review(posting)).opened == ()
    assert asyncio.run(snapshot(office.store, JOB_POSTING, posting)).state.findings == ("US-DE",)
    assert status(office, posting) is Status.PUBLISHED  # told, never taken down behind anybody's back


def test_a_rule_that_comes_into_force_and_finds_nothing_wrong_is_noted_so_that_it_is_not_looked_at_for_ever() -> None:
    office = Office()
    _, posting = published(office, deadline=None, rolling=True, locations=(DOVER,))
    office.clock.time = IN_FORCE
    assert reacted(office, to_review(posting)).opened == ()
    events = history(office, posting)
    assert isinstance(events[-1], PostingJudged)
    assert events[-1].judgement.day == date(2027, 9, 27)
    assert reacted(office, to_review(posting)).refusal is None
    assert history(office, posting) == events


def test_other_rules_are_noted_too_though_nothing_comes_of_them() -> None:
    office = Office()
    _, posting = published(office, work_mode=WorkMode.HYBRID)
    office.rules = RuleBook(rules=office.rules.rules, places=office.rules.places, sha256="f" * 64)
    for _ in range(2):
        assert reacted(office, to_review(posting)).refusal is None
    judged = [event for event in history(office, posting) if isinstance(event, PostingJudged)]
    assert [event.judgement.rules_sha256 for event in judged] == ["f" * 64]
