"""What has ended is published again as it was: in a publication period of its own, if it could be published today."""

from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest

from domain.job_posting import (
    JOB_POSTING,
    RENDERER,
    ClosePosting,
    CloseReason,
    PostingArchived,
    PostingEvent,
    PostingReopened,
    ReopenPosting,
    Status,
    render,
)
from domain.job_posting.errors import (
    AgainstTheLaw,
    DeadlineHasPassed,
    PostingHasNoRole,
    PostingIsClosed,
    PostingNeverPublished,
    PostingNotClosed,
)
from domain.policies.salary_band import SalaryOutsideBand
from domain.role.errors import RoleIsRetired
from infrastructure.law import load_rules
from tests.domain.given import ALICE, BOB, given
from tests.domain.postings import (
    DENVER,
    approved,
    closed,
    drafted,
    judgement,
    paused,
    pay,
    published,
    requested,
    submitted,
    taken_down,
)
from tests.domain.roles import band, role_in_force, role_retired

APPROVED = (drafted(), submitted(), approved())
PUBLISHED = (*APPROVED, published())
CLOSED = (*PUBLISHED, closed())
REOPEN = ReopenPosting(reason="The hire fell through")
LONG_AFTER = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_a_closed_posting_is_published_again_in_a_period_and_with_a_date_of_its_own() -> None:
    outcome = given(*CLOSED).when(REOPEN, by=BOB, role=role_in_force())
    (stored,) = JOB_POSTING.documents(REOPEN, outcome.state)
    outcome.then(
        PostingReopened(
            period=2,
            published_on=date(2026, 3, 10),
            document_sha256=sha256(stored).hexdigest(),
            renderer=RENDERER,
            role_approval=1,
            judgement=judgement(day=date(2026, 3, 10)),
            reason="The hire fell through",
            by=(BOB,),
            old_deadline=date(2026, 3, 31),
            new_deadline=date(2026, 3, 31),
        )
    )
    posting = outcome.state
    assert stored == render(posting, RENDERER)
    assert (posting.status, posting.close_reason) == (Status.PUBLISHED, None)
    assert posting.content == outcome.before.content


def test_periods_count_up_by_one() -> None:
    events: tuple[PostingEvent, ...] = CLOSED
    for period in (2, 3, 4):
        events += given(*events).when(REOPEN, role=role_in_force()).accepted()
        assert JOB_POSTING.fold(events).period == period
        events += given(*events).when(ClosePosting(reason=CloseReason.CANCELLED)).accepted()


def test_a_last_day_that_has_gone_by_needs_a_new_one() -> None:
    given(*CLOSED).when(REOPEN, at=LONG_AFTER, role=role_in_force()).then_refused(DeadlineHasPassed, "later one")
    past, ahead = (ReopenPosting(reason="Again", deadline=date(2026, *day)) for day in ((5, 31), (6, 30)))
    given(*CLOSED).when(past, at=LONG_AFTER, role=role_in_force()).then_refused(DeadlineHasPassed, "2026-06-01")
    outcome = given(*CLOSED).when(ahead, at=LONG_AFTER, role=role_in_force())
    [event] = outcome.accepted()
    assert (event.old_deadline, event.new_deadline) == (date(2026, 3, 31), date(2026, 6, 30))
    assert outcome.state.content.deadline == date(2026, 6, 30)
    assert b"2026-06-30" in JOB_POSTING.documents(ahead, outcome.state)[0]


def test_a_rolling_posting_stays_so_or_is_given_a_last_day() -> None:
    rolling = (drafted(deadline=None, rolling=True), submitted(), approved(), published(), closed())
    kept = given(*rolling).when(REOPEN, at=LONG_AFTER, role=role_in_force()).state.content
    assert (kept.deadline, kept.rolling) == (None, True)
    ended = given(*rolling).when(ReopenPosting(reason="Again", deadline=date(2026, 6, 30)), role=role_in_force()).state
    assert (ended.content.deadline, ended.content.rolling) == (date(2026, 6, 30), False)


def test_it_is_listed_again_where_closing_took_it_down() -> None:
    listed = (drafted(channels=("LinkedIn",)), submitted(), approved(), published(), requested("LinkedIn"))
    ended = (*listed, taken_down("LinkedIn"), closed())
    assert given(*ended).when(REOPEN, role=role_in_force()).accepted()[1:] == (requested("LinkedIn"),)


@pytest.mark.parametrize("history", [(drafted(),), APPROVED, PUBLISHED, (*PUBLISHED, paused())])
def test_only_what_is_closed_is_reopened(history: tuple[PostingEvent, ...]) -> None:
    given(*history).when(REOPEN, role=role_in_force()).then_refused(PostingNotClosed)


def test_what_was_put_away_is_not_reopened() -> None:
    given(*CLOSED, PostingArchived()).when(REOPEN, role=role_in_force()).then_refused(PostingNotClosed, "archived")


def test_what_was_never_public_is_not_published_again() -> None:
    cancelled = (*APPROVED, closed(CloseReason.CANCELLED))
    given(*cancelled).when(REOPEN, role=role_in_force()).then_refused(PostingNeverPublished, "relist")


def test_it_could_be_published_today_by_role_band_and_law() -> None:
    given(*CLOSED).when(REOPEN, role=role_retired()).then_refused(RoleIsRetired)
    paid = (drafted(pay=(pay(),)), submitted(), approved(), published(), closed())
    given(*paid).when(REOPEN, role=role_in_force(salary_bands=(band(1, 2),))).then_refused(SalaryOutsideBand, "relist")
    denver = (drafted(locations=(DENVER,)), submitted(), approved(), published(), closed())
    given(*denver).when(REOPEN, role=role_in_force(), rules=load_rules()).then_refused(AgainstTheLaw, "US-CO")
    roleless = (replace(drafted(), role_id=None), submitted(), approved(), published(), closed())
    given(*roleless).when(REOPEN, by=ALICE).then_refused(PostingHasNoRole, "relist")


def test_nothing_else_happens_to_what_is_closed() -> None:
    given(*CLOSED).when(ClosePosting(reason=CloseReason.FILLED)).then_refused(PostingIsClosed)
