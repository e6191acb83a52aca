"""Postings end with their last day and with their role's grace; each reaction takes effect once."""

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
from domain.recorded import Recorded
from domain.role import ApproveRole, DraftRole, RetireRole, SubmitRoleForApproval
from infrastructure.event_store.memory import MemoryEventStore
from tests.application.commanding import BOB, Office

LAST_DAY = date(2026, 3, 31)
ITS_END = datetime(2026, 4, 1, 6, tzinfo=UTC)  # midnight in Denver


def published(office: Office, code: str = "a-role") -> tuple[UUID, UUID]:
    role = office.send(replace(command_type(DraftRole).example, code=code)).stream
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
    office.clock.time = ITS_END
    return office, [expired(posting) for posting in postings]


def test_a_posting_that_cannot_be_read_stops_no_other() -> None:
    office, due = two_due(ValueError("no such event type"))
    first, second = asyncio.run(react(due, office))
    assert (first.refusal, first.failed) == ("ValueError: no such event type", True)
    assert second == Reacted(due[1])
    assert asyncio.run(snapshot(office.store, JOB_POSTING, due[1].posting_id)).state.status is Status.CLOSED


def test_a_log_that_is_away_is_no_refusal() -> None:
    office, due = two_due(Unavailable("the log"))
    with pytest.raises(Unavailable):
        asyncio.run(react(due, office))
