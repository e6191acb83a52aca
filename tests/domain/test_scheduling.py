"""A publication set for its time: what may be scheduled, what undoes it, and what is asked again when it comes."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from domain.errors import InvalidValue
from domain.job_posting import (
    ChangeSalary,
    ClosePosting,
    CloseReason,
    ExtendDeadline,
    PostingChanges,
    PostingEvent,
    PublicationScheduled,
    PublicationUnscheduled,
    PublishPosting,
    RevisePosting,
    SchedulePublication,
    ShortenDeadline,
    Status,
    UnschedulePublication,
)
from domain.job_posting.errors import (
    AgainstTheLaw,
    DeadlineMovedWithoutReason,
    PostingNotApproved,
    PostingNotScheduled,
    PublicationAfterDeadline,
    PublicationNotAhead,
)
from domain.policies.salary_band import SalaryOutsideBand
from domain.role.errors import RoleIsRetired, RoleNotInForce
from infrastructure.law import load_rules
from tests.domain.given import ALICE, BOB, NOON, given
from tests.domain.postings import (
    DENVER,
    approved,
    closed,
    drafted,
    lapsed,
    paused,
    pay,
    published,
    rejected,
    scheduled,
    submitted,
)
from tests.domain.roles import a_role, band, role_in_force, role_retired
from tests.domain.roles import drafted as role_drafted

TOMORROW = NOON + timedelta(days=1)
ITS_END = datetime(2026, 3, 31, 22, tzinfo=UTC)  # midnight in Berlin
APPROVED = (drafted(), submitted(), approved())
SCHEDULED = (*APPROVED, scheduled(TOMORROW))
AT_TOMORROW = SchedulePublication(TOMORROW)


def test_an_approved_posting_is_scheduled_and_not_public_before() -> None:
    outcome = given(*APPROVED).when(AT_TOMORROW, by=BOB, role=role_in_force())
    outcome.then(PublicationScheduled(at=TOMORROW, by=(BOB,)))
    assert (outcome.state.status, outcome.state.scheduled_for) == (Status.SCHEDULED, TOMORROW)
    assert not outcome.state.public


@pytest.mark.parametrize(
    "history",
    [
        (drafted(),),
        (drafted(), submitted()),
        (drafted(), submitted(), rejected()),
        (*APPROVED, published()),
        (*APPROVED, published(), paused()),
    ],
    ids=["draft", "pending", "rejected", "published", "paused"],
)
def test_only_what_is_approved_is_scheduled(history: tuple[PostingEvent, ...]) -> None:
    given(*history).when(AT_TOMORROW, role=role_in_force()).then_refused(PostingNotApproved)


def test_a_time_that_has_gone_by_is_refused_in_whatever_zone_it_is_given() -> None:
    given(*APPROVED).when(SchedulePublication(NOON), role=role_in_force()).then_refused(PublicationNotAhead, "now")
    same_instant = NOON.astimezone(timezone(timedelta(hours=5)))
    given(*APPROVED).when(SchedulePublication(same_instant), role=role_in_force()).then_refused(PublicationNotAhead)
    given(*APPROVED).when(SchedulePublication(NOON + timedelta(seconds=1)), role=role_in_force()).accepted()
    with pytest.raises(InvalidValue) as refused:
        SchedulePublication(datetime(2026, 4, 1, 8))  # noqa: DTZ001  the very thing that is refused
    assert refused.value.code == "instant-without-zone"


def test_it_is_scheduled_to_the_last_instant_of_its_last_day_and_no_later() -> None:
    last = SchedulePublication(ITS_END - timedelta(microseconds=1))
    given(*APPROVED).when(last, role=role_in_force()).accepted()
    given(*APPROVED).when(SchedulePublication(ITS_END), role=role_in_force()).then_refused(
        PublicationAfterDeadline, "2026-03-31 (Europe/Berlin)"
    )


def test_what_could_not_be_published_then_is_not_scheduled() -> None:
    given(*APPROVED).when(AT_TOMORROW, role=a_role(role_drafted())).then_refused(RoleNotInForce)
    given(*APPROVED).when(AT_TOMORROW, role=role_retired()).then_refused(RoleIsRetired)
    undisclosed = (drafted(locations=(DENVER,)), submitted(), approved())
    given(*undisclosed).when(AT_TOMORROW, role=role_in_force(), rules=load_rules()).then_refused(AgainstTheLaw)


def test_the_band_of_the_day_it_will_be_published_on_speaks() -> None:
    from_tomorrow = band(50_000, 60_000, effective_from=date(2026, 3, 11))
    role = role_in_force(salary_bands=(band(30_000, 40_000, effective_to=date(2026, 3, 10)), from_tomorrow))
    posting = given(drafted(pay=(pay(),)), submitted(), approved())
    posting.when(SchedulePublication(NOON + timedelta(minutes=1)), role=role).accepted()
    posting.when(AT_TOMORROW, role=role).then_refused(SalaryOutsideBand)


def test_it_is_put_off_or_brought_forward_and_the_same_time_again_changes_nothing() -> None:
    later = SchedulePublication(TOMORROW + timedelta(days=3))
    assert given(*SCHEDULED).when(later, role=role_in_force()).state.scheduled_for == TOMORROW + timedelta(days=3)
    given(*SCHEDULED).when(AT_TOMORROW, role=role_in_force()).then_nothing_changes()


def test_it_is_unscheduled_with_a_reason_and_stays_approved() -> None:
    outcome = given(*SCHEDULED).when(UnschedulePublication("The budget waits"))
    outcome.then(PublicationUnscheduled(reason="The budget waits"))
    assert (outcome.state.status, outcome.state.scheduled_for) == (Status.APPROVED, None)
    given(*APPROVED).when(UnschedulePublication("Why not")).then_refused(PostingNotScheduled)


def test_it_is_published_from_there_by_hand_earlier_or_at_its_time() -> None:
    for at in (NOON, TOMORROW, TOMORROW + timedelta(days=1)):
        posting = given(*SCHEDULED).when(PublishPosting(), at=at, role=role_in_force()).state
        assert (posting.status, posting.scheduled_for, posting.period) == (Status.PUBLISHED, None, 1)


def test_the_role_is_asked_again_when_the_time_has_come() -> None:
    given(*SCHEDULED).when(PublishPosting(), at=TOMORROW, role=role_retired()).then_refused(RoleIsRetired)


def test_a_material_edit_voids_the_approval_and_unschedules() -> None:
    for edit, field in (
        (RevisePosting(changes=PostingChanges(title="Baker sought")), "title"),
        (ChangeSalary(pay=(pay(),), reason="The market"), "pay"),
    ):
        outcome = given(*SCHEDULED).when(edit, by=ALICE)
        unscheduled, last = outcome.accepted()[-2:]
        assert isinstance(unscheduled, PublicationUnscheduled)
        assert field in unscheduled.reason
        assert last == lapsed(field)
        assert (outcome.state.status, outcome.state.scheduled_for) == (Status.PENDING_APPROVAL, None)


def test_housekeeping_leaves_it_scheduled() -> None:
    outcome = given(*SCHEDULED).when(RevisePosting(changes=PostingChanges(requisition="R-7")))
    assert (outcome.state.status, outcome.state.scheduled_for) == (Status.SCHEDULED, TOMORROW)


def test_a_last_day_moves_under_a_schedule_by_its_own_commands_and_not_before_the_publication() -> None:
    given(*SCHEDULED).when(ExtendDeadline(date(2026, 4, 30), "We are late")).accepted()
    given(*SCHEDULED).when(ShortenDeadline(date(2026, 3, 11), "Enough")).accepted()
    given(*SCHEDULED).when(ShortenDeadline(date(2026, 3, 10), "Enough")).then_refused(PublicationAfterDeadline)
    revision = RevisePosting(changes=PostingChanges(deadline=date(2026, 4, 30)))
    given(*SCHEDULED).when(revision).then_refused(DeadlineMovedWithoutReason, "extend-deadline")


def test_closing_what_is_scheduled_calls_it_off() -> None:
    outcome = given(*SCHEDULED).when(ClosePosting(reason=CloseReason.CANCELLED))
    outcome.then(closed(CloseReason.CANCELLED))
    assert outcome.state.scheduled_for is None
