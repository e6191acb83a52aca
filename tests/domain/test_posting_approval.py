"""A posting before the approvers whom its unit asks for: all of them, in their order, of the text that stands."""

import pytest

from domain.errors import DomainError
from domain.job_posting import (
    ApprovalGiven,
    ApprovePosting,
    PostingApproved,
    PostingChanges,
    PostingRejected,
    RejectPosting,
    RevisePosting,
    Status,
    SubmitPostingForApproval,
)
from domain.organisation import ApprovalStep
from domain.policies.approval import ApprovedAlready, NotTheApprover
from domain.policies.four_eyes import ApproverIsAnEditor
from domain.recorded import Actor
from tests.domain.given import ALICE, BOB, CAROL, given
from tests.domain.organisations import an_organisation, granted, policy, registered, withdrawn
from tests.domain.postings import drafted, rejected, retitled, submitted
from tests.domain.roles import role_in_force

HEAD, PAY = ApprovalStep("The head baker", "head-baker"), ApprovalStep("Pay", "pay")
BAKERY = (an_organisation(registered(), policy(HEAD, PAY), granted("head-baker", BOB), granted("pay", CAROL)),)
GIVEN_BY_BOB = ApprovalGiven(step="The head baker", authority="head-baker", by=(BOB,), comment="Good")
PENDING = (drafted(role_id=None), submitted())


def test_each_approval_but_the_last_is_given_and_the_last_one_approves() -> None:
    first = given(*PENDING).when(ApprovePosting("Good"), by=BOB, chain=BAKERY).then(GIVEN_BY_BOB)
    assert first.state.status is Status.PENDING_APPROVAL
    last = given(*PENDING, GIVEN_BY_BOB).when(ApprovePosting(), by=CAROL, chain=BAKERY)
    last.then(PostingApproved(role_approval=None, step="Pay", authority="pay"))
    assert (last.state.status, last.state.approvals) == (Status.APPROVED, ())


def test_where_the_unit_says_nothing_one_approver_is_enough() -> None:
    given(*PENDING).when(ApprovePosting(), by=BOB).then(PostingApproved(role_approval=None))


@pytest.mark.parametrize(
    ("by", "rule"), [(ALICE, ApproverIsAnEditor), (BOB, ApprovedAlready), (Actor("i", "dora"), NotTheApprover)]
)
def test_whom_the_policy_does_not_ask_completes_nothing(by: Actor, rule: type[DomainError]) -> None:
    given(*PENDING, GIVEN_BY_BOB).when(ApprovePosting(), by=by, chain=BAKERY).then_refused(rule)


def test_the_version_of_the_role_is_pinned_by_the_last_approval() -> None:
    pending = (drafted(), submitted(), GIVEN_BY_BOB)
    outcome = given(*pending).when(ApprovePosting(), by=CAROL, chain=BAKERY, role=role_in_force())
    outcome.then(PostingApproved(role_approval=1, step="Pay", authority="pay"))


def test_an_edit_voids_the_approvals_given_so_far_and_its_author_gives_none() -> None:
    edited = (*PENDING, GIVEN_BY_BOB, retitled(by=CAROL))
    given(*edited).when(ApprovePosting("Good"), by=BOB, chain=BAKERY).then(GIVEN_BY_BOB)
    given(*edited, GIVEN_BY_BOB).when(ApprovePosting(), by=CAROL, chain=BAKERY).then_refused(ApproverIsAnEditor)


def test_an_approval_does_not_outlive_a_rejection() -> None:
    revise = RevisePosting(changes=PostingChanges(title="Baker sought"))
    revised = given(*PENDING, GIVEN_BY_BOB, rejected()).when(revise).accepted()
    again = given(*PENDING, GIVEN_BY_BOB, rejected(), *revised).when(SubmitPostingForApproval()).accepted()
    history = (*PENDING, GIVEN_BY_BOB, rejected(), *revised, *again)
    given(*history).when(ApprovePosting(), by=CAROL, chain=BAKERY).then_refused(NotTheApprover, saying="head baker")


def test_only_whoever_could_take_a_step_rejects() -> None:
    given(*PENDING).when(RejectPosting("No"), by=CAROL, chain=BAKERY).then(PostingRejected(reason="No"))
    given(*PENDING).when(RejectPosting("No"), by=Actor("i", "dora"), chain=BAKERY).then_refused(NotTheApprover)


def test_out_of_office_nobody_approves_and_what_they_approved_before_counts() -> None:
    dismissed = (an_organisation(registered(), policy(HEAD, PAY), granted("pay", CAROL), granted(), withdrawn()),)
    given(*PENDING).when(ApprovePosting(), by=BOB, chain=dismissed).then_refused(NotTheApprover)
    given(*PENDING, GIVEN_BY_BOB).when(ApprovePosting(), by=CAROL, chain=dismissed).then(
        PostingApproved(role_approval=None, step="Pay", authority="pay")
    )
