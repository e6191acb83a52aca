"""Postings end with their last day and with their role's grace; each reaction takes effect once."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from application.audit import snapshot
from application.commands import command_type
from application.reactions import REACTOR, Due, Reacted, react
from domain.job_posting import (
    JOB_POSTING,
    ApprovePosting,
    CloseReason,
    DraftPosting,
    ExtendDeadline,
    PublishPosting,
    Status,
    SubmitPostingForApproval,
)
from domain.role import ApproveRole, DraftRole, RetireRole, SubmitRoleForApproval
from tests.application.commanding import BOB, Office

LAST_DAY = date(2026, 3, 31)
ITS_END = datetime(2026, 4, 1, 6, tzinfo=UTC)  # midnight in Denver


def published(office: Office) -> tuple[UUID, UUID]:
    role = office.send(command_type(DraftRole).example).stream
    office.send(SubmitRoleForApproval(), role)
    office.send(ApproveRole(), role, by=BOB, seen=2)
    draft: DraftPosting = command_type(DraftPosting).example
    content = replace(draft.content, deadline=LAST_DAY)
    posting = office.send(replace(draft, content=content, role_id=role)).stream
    office.send(SubmitPostingForApproval(), posting)
    office.send(ApprovePosting(), posting, by=BOB, seen=2)
    office.send(PublishPosting(), posting)
    return role, posting


def expired(posting: UUID) -> Due:
    return Due(posting_id=posting, period=1, reason=CloseReason.EXPIRED, since=ITS_END)


def reacted(office: Office, due: Due) -> Reacted:
    [outcome] = asyncio.run(react([due], office.store, office.clock))
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
