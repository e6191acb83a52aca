"""Pay outside the band: asked for, granted or denied by others, and good for exactly that pay."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from domain.errors import DomainError
from domain.job_posting import (
    ApprovalGiven,
    ApproveAmendment,
    AssignRole,
    BandExceptionDenied,
    BandExceptionGranted,
    BandExceptionRequested,
    BandExceptionUsed,
    ChangeSalary,
    DenyBandException,
    GrantBandException,
    Plea,
    PostingChanges,
    PublishPosting,
    RequestBandException,
    RevisePosting,
)
from domain.job_posting.errors import (
    BandExceptionNotNeeded,
    BandExceptionNotRequested,
    BandExceptionStands,
    PostingIsClosed,
)
from domain.job_posting.events import PaySetting
from domain.organisation import ApprovalStep, Matter
from domain.pay import Period, WorkingTime
from domain.policies.approval import ApprovedAlready, NotTheApprover
from domain.policies.four_eyes import ApproverIsAnEditor
from domain.policies.salary_band import SalaryOutsideBand, WorkingHoursNotRecorded
from domain.recorded import Actor
from tests.domain.given import ALICE, BOB, CAROL, Given, given
from tests.domain.organisations import an_organisation, granted, policy, registered
from tests.domain.postings import (
    A_ROLE,
    ANOTHER_ROLE,
    BERLIN,
    DENVER,
    approved,
    closed,
    drafted,
    pay,
    proposed,
    published,
    submitted,
)
from tests.domain.roles import band, role_in_force

DORA = Actor("https://issuer.example", "dora")
HIGH = (pay(32_000, 48_000),)
ROLE = role_in_force(salary_bands=(band(30_000, 40_000),))
SETTING = PaySetting(role_id=A_ROLE, places=(BERLIN.name,), levels=(), working_time=None)
ASKED = BandExceptionRequested(pay=HIGH, setting=SETTING, reason="A rare skill", by=(ALICE,))
GRANTED = BandExceptionGranted(pay=HIGH, by=(BOB,), granted_by=(BOB,))
DENIED = BandExceptionDenied(pay=HIGH, reason="The band is new", by=(BOB,))
REQUEST = RequestBandException("A rare skill")
FINANCE = (
    an_organisation(
        registered(),
        policy(ApprovalStep("Pay", "pay", 2), matter=Matter.BAND_EXCEPTION),
        granted("pay", BOB),
        granted("pay", CAROL),
    ),
)


def draft(*events: Any, **fields: Any) -> Given:
    """A draft of Alice's whose pay lies above the band."""
    return given(drafted(**{"pay": HIGH, **fields}), *events)


def after(outcome: Given, command: Any, **how: Any) -> Given:
    """The history with what the command leads to."""
    return Given((*outcome.events, *outcome.when(command, **how).accepted()))


# Asking


def test_an_exception_is_asked_for_exactly_the_pay_that_stands() -> None:
    draft().when(REQUEST, role=ROLE).then(ASKED)


def test_of_a_proposed_amendment_it_is_asked_for_the_pay_that_is_proposed() -> None:
    public = given(drafted(pay=(pay(),)), submitted(), approved(), published(), proposed(pay=HIGH))
    public.when(REQUEST, role=ROLE).then(ASKED)


def test_pay_inside_the_band_needs_none() -> None:
    draft(pay=(pay(),)).when(REQUEST, role=ROLE).then_refused(BandExceptionNotNeeded)
    draft().when(REQUEST, role=role_in_force()).then_refused(BandExceptionNotNeeded)


def test_pay_that_cannot_be_compared_is_not_let_pass() -> None:
    hourly = (pay(20, 30, period=Period.HOUR),)
    draft(pay=hourly).when(REQUEST, role=ROLE).then_refused(WorkingHoursNotRecorded)


def test_pay_in_a_currency_without_a_band_and_pay_with_an_open_end_can_be_asked_for() -> None:
    draft(pay=(pay(currency="CHF"),)).when(REQUEST, role=ROLE).accepted()
    draft(pay=(replace(pay(), maximum=None),)).when(REQUEST, role=ROLE).accepted()


def test_it_is_asked_for_once_unless_it_was_denied() -> None:
    draft(ASKED).when(REQUEST, role=ROLE).then_refused(BandExceptionStands, "requested")
    draft(ASKED, GRANTED).when(REQUEST, role=ROLE).then_refused(BandExceptionStands, "granted")
    draft(ASKED, DENIED).when(REQUEST, role=ROLE).then(ASKED)


def test_other_pay_is_asked_for_anew() -> None:
    higher = (pay(32_000, 52_000),)
    anew = after(draft(ASKED, GRANTED), ChangeSalary(pay=higher, reason="The market")).when(REQUEST, role=ROLE)
    assert anew.state.band_exception.pay == higher
    assert anew.state.band_exception.plea is Plea.REQUESTED


def test_nothing_is_asked_for_what_has_ended() -> None:
    draft(submitted(), approved(), published(), closed()).when(REQUEST, role=ROLE).then_refused(PostingIsClosed)


# Granting and denying


def test_it_is_granted_and_denied_by_someone_else() -> None:
    draft(ASKED).when(GrantBandException("For this hire"), by=BOB).then(replace(GRANTED, comment="For this hire"))
    denied = draft(ASKED).when(DenyBandException("The band is new"), by=BOB).then(DENIED)
    assert denied.state.band_exception.plea is Plea.DENIED


@pytest.mark.parametrize("answer", [GrantBandException(), DenyBandException("No")])
def test_nobody_who_asked_wrote_submitted_or_proposed_answers(answer: Any) -> None:
    asked = replace(ASKED, by=(BOB,))
    draft(asked).when(answer, by=ALICE).then_refused(ApproverIsAnEditor, "alice")
    draft(asked).when(answer, by=BOB).then_refused(ApproverIsAnEditor, "bob")
    draft(asked).when(answer, by=DORA, on_behalf_of=BOB).then_refused(ApproverIsAnEditor, "bob")
    draft(submitted(by=CAROL), approved(), asked).when(answer, by=CAROL).then_refused(ApproverIsAnEditor, "carol")
    public = draft(submitted(), approved(), published(), proposed(by=CAROL, pay=HIGH), asked)
    public.when(answer, by=CAROL).then_refused(ApproverIsAnEditor, "carol")
    public.when(answer, by=DORA).accepted()


@pytest.mark.parametrize("answer", [GrantBandException(), DenyBandException("No")])
def test_what_is_answered_was_asked_for_the_pay_that_stands(answer: Any) -> None:
    draft().when(answer, by=BOB).then_refused(BandExceptionNotRequested)
    draft(ASKED, GRANTED).when(answer, by=BOB).then_refused(BandExceptionNotRequested)
    draft(ASKED, DENIED).when(answer, by=BOB).then_refused(BandExceptionNotRequested)
    moved = after(draft(ASKED), ChangeSalary(pay=(pay(32_000, 49_000),), reason="The market"))
    moved.when(answer, by=BOB).then_refused(BandExceptionNotRequested, "anew")


def test_as_many_grant_it_as_the_policy_asks_for() -> None:
    first = draft(ASKED).when(GrantBandException(), by=BOB, chain=FINANCE)
    first.then(ApprovalGiven(step="Pay", authority="pay", by=(BOB,), matter=Matter.BAND_EXCEPTION))
    assert first.state.band_exception.plea is Plea.REQUESTED
    assert first.state.approvals == ()  # it approves no posting
    half = draft(ASKED, *first.events)
    half.when(GrantBandException(), by=BOB, chain=FINANCE).then_refused(ApprovedAlready)
    half.when(GrantBandException(), by=CAROL, chain=FINANCE).then(
        BandExceptionGranted(pay=HIGH, by=(CAROL,), granted_by=(BOB, CAROL), step="Pay", authority="pay")
    )


def test_an_approval_of_an_exception_is_none_of_the_amendment_that_it_is_for() -> None:
    public = draft(submitted(), approved(), published(), proposed(pay=HIGH), ASKED)
    half = public.when(GrantBandException(), by=BOB, chain=FINANCE)
    assert half.state.proposal.approvals == ()
    assert len(half.state.band_exception.approvals) == 1


@pytest.mark.parametrize("answer", [GrantBandException(), DenyBandException("No")])
def test_whom_the_policy_does_not_ask_does_not_answer(answer: Any) -> None:
    draft(ASKED).when(answer, by=DORA, chain=FINANCE).then_refused(NotTheApprover, "'pay'")


# Using


def ready(*events: Any, **fields: Any) -> Given:
    """Approved, and asked for."""
    return draft(submitted(), approved(), *events, **fields)


def test_pay_outside_the_band_is_published_under_its_exception_and_says_whose_it_is() -> None:
    public = ready(ASKED, GRANTED).when(PublishPosting(), role=ROLE)
    assert public.accepted()[0].band_exception == BandExceptionUsed(reason="A rare skill", granted_by=(BOB,))


def test_pay_that_needs_no_exception_is_published_under_none() -> None:
    wider = role_in_force(salary_bands=(band(30_000, 50_000),))
    assert ready(ASKED, GRANTED).when(PublishPosting(), role=wider).accepted()[0].band_exception is None


@pytest.mark.parametrize("events", [(), (ASKED,), (ASKED, DENIED)])
def test_an_exception_that_was_not_granted_lets_nothing_pass(events: tuple[Any, ...]) -> None:
    ready(*events).when(PublishPosting(), role=ROLE).then_refused(SalaryOutsideBand, "band exception")


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (ChangeSalary(pay=(pay(32_000, 48_001),), reason="The market"), SalaryOutsideBand),
        (
            ChangeSalary(pay=HIGH, reason="Part-time", working_time=WorkingTime(hours_per_week=Decimal(20))),
            SalaryOutsideBand,
        ),
        (RevisePosting(changes=PostingChanges(locations=(DENVER,))), SalaryOutsideBand),
        (RevisePosting(changes=PostingChanges(levels=("L6",))), SalaryOutsideBand),
        (AssignRole(ANOTHER_ROLE), SalaryOutsideBand),
    ],
    ids=["pay", "working time", "place", "level", "role"],
)
def test_an_exception_is_void_with_any_other_pay_or_setting(change: Any, rule: type[DomainError]) -> None:
    changed = after(draft(ASKED, GRANTED), change, role=ROLE)
    again = Given((*changed.events, submitted(), approved()))
    again.when(PublishPosting(), role=ROLE).then_refused(rule)
    again.when(RequestBandException("Still rare"), role=ROLE).accepted()


def test_an_exception_outlives_edits_that_have_nothing_to_do_with_pay() -> None:
    changed = after(draft(ASKED, GRANTED), RevisePosting(changes=PostingChanges(title="Baker sought")))
    again = Given((*changed.events, submitted(), approved()))
    assert again.when(PublishPosting(), role=ROLE).accepted()[0].band_exception is not None


def test_an_amendment_is_shown_under_the_exception_for_what_it_proposes() -> None:
    public = given(drafted(pay=(pay(),)), submitted(), approved(), published(), proposed(pay=HIGH))
    public.when(ApproveAmendment(), by=BOB, role=ROLE).then_refused(SalaryOutsideBand)
    excepted = Given((*public.events, ASKED, GRANTED)).when(ApproveAmendment(), by=BOB, role=ROLE)
    assert excepted.accepted()[0].band_exception == BandExceptionUsed(reason="A rare skill", granted_by=(BOB,))
