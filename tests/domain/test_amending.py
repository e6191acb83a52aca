"""What is public changes by a proposal that others agree to; until they do, what they agreed to before is shown."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest

from domain.errors import InvalidValue
from domain.job_posting import (
    JOB_POSTING,
    AmendmentProposed,
    AmendmentRejected,
    AmendmentWithdrawn,
    ApprovalGiven,
    ApproveAmendment,
    ChangeSalary,
    ClosePosting,
    CloseReason,
    ExtendDeadline,
    FindingOpened,
    FindingResolved,
    PostingAmended,
    PostingChanges,
    PostingEvent,
    ProposeAmendment,
    RejectAmendment,
    RevisePosting,
    Status,
    WithdrawAmendment,
    render,
)
from domain.job_posting.errors import (
    AgainstTheLaw,
    AmendmentChangesNothing,
    DeadlineHasPassed,
    DeadlineIsNotAmended,
    NoAmendmentProposed,
    PayLeavesOutPlaces,
    PayPlaceUnknown,
    PostingIsPublic,
    PostingNotPublished,
)
from domain.law import Outcome, RuleResult
from domain.organisation import ApprovalStep
from domain.pay import WorkingTime
from domain.policies.approval import ApprovedAlready, NotTheApprover
from domain.policies.four_eyes import ApproverIsAnEditor
from domain.policies.salary_band import SalaryOutsideBand
from domain.role.errors import RoleIsRetired
from infrastructure.law import load_rules
from tests.domain.given import ALICE, BOB, CAROL, given
from tests.domain.organisations import an_organisation, granted, policy, registered
from tests.domain.postings import (
    BERLIN,
    DENVER,
    SHOWN,
    approved,
    closed,
    drafted,
    listed,
    paused,
    pay,
    proposed,
    published,
    rejected,
    requested,
    submitted,
    taken_down,
)
from tests.domain.roles import band, role_in_force, role_retired

APPROVED = (drafted(), submitted(), approved())
PUBLISHED = (*APPROVED, published())
PAUSED = (*PUBLISHED, paused())
PROPOSED = (*PUBLISHED, proposed())
AGREE = ApproveAmendment()
shown_somehow = pytest.mark.parametrize("history", [PUBLISHED, PAUSED], ids=["published", "paused"])


def propose(reason: str = "It reads better", pay: Any = None, **changes: Any) -> ProposeAmendment:
    return ProposeAmendment(reason=reason, pay=pay, changes=PostingChanges(**changes))


# Proposing


@shown_somehow
def test_a_proposal_carries_the_old_values_and_the_new_of_what_would_change(history: tuple[PostingEvent, ...]) -> None:
    outcome = given(*history).when(propose(title="Baker sought", openings=1, pay=(pay(),)), by=BOB)
    outcome.then(
        AmendmentProposed(
            fields=("title",),
            old=PostingChanges(title="Baker wanted"),
            new=PostingChanges(title="Baker sought"),
            reason="It reads better",
            by=(BOB,),
            old_pay=(),
            new_pay=(pay(),),
        )
    )


@shown_somehow
def test_nothing_of_a_proposal_is_shown(history: tuple[PostingEvent, ...]) -> None:
    before = JOB_POSTING.fold(history)
    outcome = given(*history).when(propose(title="Baker sought", pay=(pay(),)))
    after = outcome.state
    assert (after.content, after.pay, after.status) == (before.content, before.pay, before.status)
    assert (after.document_sha256, after.channels) == (before.document_sha256, before.channels)
    assert render(after, 1) == render(before, 1)
    assert JOB_POSTING.documents(propose(title="Baker sought"), after) == ()


def test_a_second_proposal_goes_on_from_the_first_and_both_authors_wrote_it() -> None:
    outcome = given(*PROPOSED).when(propose("One more", openings=2), by=CAROL)
    [event] = outcome.accepted()
    assert event.fields == ("openings", "title")
    assert event.new == PostingChanges(title="Baker sought", openings=2)
    assert event.old == PostingChanges(title="Baker wanted", openings=1)
    assert outcome.state.proposal.editors == {ALICE, CAROL}


def test_a_second_proposal_voids_the_approvals_of_the_first() -> None:
    agreed = ApprovalGiven(step="The head baker", authority="head-baker", by=(BOB,))
    outcome = given(*PROPOSED, agreed).when(propose(openings=2), by=CAROL)
    assert outcome.before.proposal.approvals != ()
    assert outcome.state.proposal.approvals == ()


def test_hours_recorded_with_proposed_pay_are_proposed_too() -> None:
    hours = WorkingTime(hours_per_week=Decimal(40))
    command = ProposeAmendment(reason="By the hour", pay=(pay(),), working_time=hours)
    [event] = given(*PUBLISHED).when(command).accepted()
    assert (event.fields, event.new.working_time) == (("working_time",), hours)


def test_a_field_is_emptied_by_its_name_and_pay_can_be_withdrawn() -> None:
    paid = (drafted(pay=(pay(),), benefits="Bread"), submitted(), approved(), published())
    command = ProposeAmendment(reason="Under review", clear=("benefits",), pay=())
    agreed = given(*paid, *given(*paid).when(command).accepted()).when(AGREE, by=BOB, role=role_in_force())
    assert (agreed.state.content.benefits, agreed.state.pay) == (None, ())


def test_a_proposal_that_would_change_nothing_is_refused() -> None:
    for nothing in (propose(), propose(title="Baker wanted"), propose(pay=())):
        given(*PUBLISHED).when(nothing).then_refused(AmendmentChangesNothing)
    given(*PROPOSED).when(propose(title="Baker sought")).then_refused(AmendmentChangesNothing)
    given(*PROPOSED).when(propose(title="Baker wanted")).then_refused(AmendmentChangesNothing, "withdraw-amendment")


@pytest.mark.parametrize(
    "changes", [{"deadline": date(2026, 6, 1)}, {"time_zone": "Europe/Paris"}], ids=["deadline", "time zone"]
)
def test_the_last_day_is_no_part_of_an_amendment(changes: dict[str, Any]) -> None:
    given(*PUBLISHED).when(propose(title="Baker sought", **changes)).then_refused(
        DeadlineIsNotAmended, "extend-deadline"
    )
    given(*PUBLISHED).when(ProposeAmendment(reason="No end", clear=("deadline",))).then_refused(DeadlineIsNotAmended)
    endless = (drafted(deadline=None), submitted(), approved(), published())
    given(*endless).when(propose(rolling=True)).then_refused(DeadlineIsNotAmended)


@pytest.mark.parametrize(
    "history", [(drafted(),), (drafted(), submitted()), (drafted(), submitted(), rejected()), APPROVED]
)
def test_what_is_not_shown_is_revised_and_not_amended(history: tuple[PostingEvent, ...]) -> None:
    given(*history).when(propose(title="Baker sought")).then_refused(PostingNotPublished, "revise")


@shown_somehow
@pytest.mark.parametrize(
    "edit", [RevisePosting(changes=PostingChanges(openings=2)), ChangeSalary(pay=(pay(),), reason="The market")]
)
def test_an_edit_of_what_is_shown_is_refused_and_points_to_the_proposal(
    history: tuple[PostingEvent, ...], edit: RevisePosting | ChangeSalary
) -> None:
    given(*history).when(edit).then_refused(PostingIsPublic, "propose-amendment")


def test_proposed_pay_names_places_that_the_proposal_has() -> None:
    given(*PUBLISHED).when(propose(pay=(pay(places=(DENVER.name,)),))).then_refused(PayPlaceUnknown)
    given(*PUBLISHED).when(propose(locations=(DENVER,), pay=(pay(places=(DENVER.name,)),))).accepted()
    with pytest.raises(InvalidValue):
        propose(pay=(pay(), pay()))


# Agreeing


@shown_somehow
def test_what_was_agreed_to_is_shown_from_now_on_and_its_bytes_are_kept(history: tuple[PostingEvent, ...]) -> None:
    before = JOB_POSTING.fold(history)
    outcome = given(*history, proposed(pay=(pay(),))).when(ApproveAmendment("Yes"), by=BOB, role=role_in_force())
    posting = outcome.state
    (stored,) = JOB_POSTING.documents(ApproveAmendment("Yes"), posting)
    [event] = outcome.accepted()
    assert isinstance(event, PostingAmended)
    assert event.document_sha256 == sha256(stored).hexdigest() == posting.document_sha256 != SHOWN
    assert stored == render(posting, event.renderer)
    assert b"Baker sought" in stored
    assert (event.old.title, event.new.title, event.old_pay, event.new_pay) == (
        *("Baker wanted", "Baker sought"),
        *((), (pay(),)),
    )
    assert (posting.content.title, posting.pay, posting.proposal) == ("Baker sought", (pay(),), None)
    assert (posting.status, posting.period, posting.published_on) == (before.status, 1, before.published_on)


@pytest.mark.parametrize("answer", [AGREE, RejectAmendment("Promised otherwise")], ids=["approve", "reject"])
def test_whoever_proposed_does_not_judge_it(answer: ApproveAmendment | RejectAmendment) -> None:
    both = (*PROPOSED, replace(proposed(), by=(CAROL,)))
    for person in (ALICE, CAROL):
        given(*both).when(answer, by=person, role=role_in_force()).then_refused(ApproverIsAnEditor)
        given(*both).when(answer, by=BOB, on_behalf_of=person, role=role_in_force()).then_refused(ApproverIsAnEditor)
    given(*both).when(answer, by=BOB, role=role_in_force()).accepted()


HEAD, PAY = ApprovalStep("The head baker", "head-baker"), ApprovalStep("Pay", "pay")
BAKERY = (an_organisation(registered(), policy(HEAD, PAY), granted("head-baker", BOB), granted("pay", CAROL)),)


def test_everyone_whom_the_policy_asks_agrees_before_it_is_shown() -> None:
    first = given(*PROPOSED).when(ApproveAmendment("Good"), by=BOB, chain=BAKERY, role=role_in_force())
    first.then(ApprovalGiven(step="The head baker", authority="head-baker", by=(BOB,), comment="Good"))
    assert first.state.content.title == "Baker wanted"
    assert JOB_POSTING.documents(ApproveAmendment("Good"), first.state) == ()
    half = (*PROPOSED, *first.accepted())
    given(*half).when(AGREE, by=BOB, chain=BAKERY, role=role_in_force()).then_refused(ApprovedAlready)
    last = given(*half).when(AGREE, by=CAROL, chain=BAKERY, role=role_in_force())
    assert isinstance(last.accepted()[0], PostingAmended)
    assert last.state.content.title == "Baker sought"


def test_nobody_rejects_who_could_not_have_approved() -> None:
    given(*PROPOSED).when(
        RejectAmendment("No"), by=BOB, chain=(an_organisation(registered(), policy(PAY)),)
    ).then_refused(NotTheApprover)


def test_what_is_agreed_to_could_be_published_today() -> None:
    elsewhere = (drafted(locations=(BERLIN, DENVER)), submitted(), approved(), published())
    berlin_only = given(*elsewhere).when(propose(pay=(pay(places=(BERLIN.name,)),))).accepted()
    given(*elsewhere, *berlin_only).when(AGREE, by=BOB, role=role_in_force()).then_refused(PayLeavesOutPlaces, "Denver")
    given(*PROPOSED).when(AGREE, by=BOB, role=role_retired()).then_refused(RoleIsRetired)
    dear = (*PUBLISHED, proposed(pay=(pay(90_000, 99_000),)))
    role = role_in_force(salary_bands=(band(),))
    given(*dear).when(AGREE, by=BOB, role=role).then_refused(SalaryOutsideBand, "propose-amendment")
    given(*PROPOSED).when(AGREE, by=BOB, at=datetime(2026, 4, 1, 12, tzinfo=UTC), role=role_in_force()).then_refused(
        DeadlineHasPassed
    )


def test_the_role_in_force_at_the_amendment_is_the_one_it_is_pinned_to() -> None:
    later = replace(role_in_force(), approval=4)
    assert given(*PROPOSED).when(AGREE, by=BOB, role=later).state.role_approval == 4


def test_the_law_judges_the_amended_text_and_a_lawful_one_resolves_what_was_found() -> None:
    full: dict[str, Any] = {"benefits": "Bread", "other_compensation": "None", "locations": (DENVER,)}
    broken = RuleResult(
        rule="US-CO", outcome=Outcome.BROKEN, statute="C.R.S.", version="2024-01-01", file_sha256="0" * 64
    )
    denver = (drafted(**full), submitted(), approved(), published(), FindingOpened(result=broken))
    worse = given(*denver).when(ProposeAmendment(reason="Shorter", clear=("benefits",))).accepted()
    given(*denver, *worse).when(AGREE, by=BOB, role=role_in_force(), rules=load_rules()).then_refused(
        AgainstTheLaw, "US-CO"
    )
    better = given(*denver).when(propose(pay=(pay(currency="USD"),))).accepted()
    outcome = given(*denver, *better).when(AGREE, by=BOB, role=role_in_force(), rules=load_rules())
    amended, resolved = outcome.accepted()
    assert amended.judgement.rules_sha256 == load_rules().sha256
    assert resolved == FindingResolved(rule="US-CO")
    assert outcome.state.findings == ()


def test_other_channels_are_asked_and_those_left_out_are_taken_down() -> None:
    shown = (drafted(channels=("LinkedIn", "Board")), submitted(), approved(), published())
    two = (*shown, requested("LinkedIn"), listed("LinkedIn"), requested("Board"))
    other = given(*two).when(propose(channels=("Board", "Radio"))).accepted()
    outcome = given(*two, *other).when(AGREE, by=BOB, role=role_in_force())
    gone, asked = outcome.accepted()[1:]
    assert (type(gone), gone.channel) == (type(taken_down("LinkedIn")), "LinkedIn")
    assert asked == requested("Radio")
    hidden = given(*two).when(propose(internal_only=True)).accepted()
    outcome = given(*two, *hidden).when(AGREE, by=BOB, role=role_in_force())
    assert outcome.accepted()[1:] == (taken_down("LinkedIn"), taken_down("Board"))
    assert outcome.state.live_channels == ()


# Refusing and taking back


def test_a_proposal_is_rejected_or_withdrawn_with_a_reason_and_what_is_shown_stays() -> None:
    refused = given(*PROPOSED).when(RejectAmendment("Promised otherwise"), by=BOB)
    refused.then(AmendmentRejected(reason="Promised otherwise"))
    taken_back = given(*PROPOSED).when(WithdrawAmendment("Another look"))
    taken_back.then(AmendmentWithdrawn(reason="Another look"))
    for posting in (refused.state, taken_back.state):
        assert (posting.proposal, posting.content.title, posting.document_sha256) == (None, "Baker wanted", SHOWN)


@pytest.mark.parametrize("answer", [AGREE, RejectAmendment("No"), WithdrawAmendment()])
def test_where_nothing_is_proposed_there_is_nothing_to_judge(answer: Any) -> None:
    given(*PUBLISHED).when(answer, by=BOB, role=role_in_force()).then_refused(NoAmendmentProposed, "propose-amendment")


def test_closing_ends_the_proposal_too() -> None:
    outcome = given(*PROPOSED).when(ClosePosting(reason=CloseReason.FILLED)).then(closed())
    assert outcome.state.proposal is None


def test_a_last_day_that_moves_meanwhile_is_kept_by_the_amendment() -> None:
    moved = given(*PROPOSED).when(ExtendDeadline(date(2026, 4, 30), "Few"), by=CAROL).accepted()
    posting = given(*PROPOSED, *moved).when(AGREE, by=BOB, role=role_in_force()).state
    assert (posting.content.title, posting.content.deadline) == ("Baker sought", date(2026, 4, 30))
    assert posting.status is Status.PUBLISHED
