"""A role is approved as its unit's policy says, by different people, each with the authority it asks for."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from domain.errors import DomainError
from domain.organisation import ApprovalPolicy, ApprovalStep, Grant, Matter, Organisation
from domain.organisation import Status as Standing
from domain.policies.approval import ApprovedAlready, NotTheApprover
from domain.policies.four_eyes import ApproverIsAnEditor
from domain.recorded import Actor
from domain.role import (
    ApproveRole,
    RequestRoleChanges,
    ReviseRole,
    RoleApprovalGiven,
    RoleApproved,
    RoleChanges,
    RoleEvent,
    RoleIdentity,
    RoleIdentityChanged,
    Status,
    WithdrawRoleSubmission,
)
from domain.role.errors import UnitUnknown
from tests.domain.given import ALICE, BOB, CAROL, NOON, given
from tests.domain.roles import drafted, retitled, submitted

DORA = Actor("https://issuer.example", "dora")
UNIT = UUID(int=5)
SINCE = NOON - timedelta(days=1)
LEAD, PAY = ApprovalStep("lead", "hiring-manager"), ApprovalStep("pay", None, 2)
BAKERY = Organisation(
    status=Standing.OPEN,
    name="Bakery",
    policies=(ApprovalPolicy(Matter.ROLE, (LEAD, PAY)),),
    grants=(Grant(person=BOB, authority="hiring-manager", since=SINCE),),
)
IN_REVIEW = (drafted(by=ALICE, unit_id=UNIT), submitted(by=ALICE))
LED = RoleApprovalGiven(step="lead", by=(BOB,), authority="hiring-manager", comment=None)
PAID = RoleApprovalGiven(step="pay", by=(CAROL,))


def test_each_step_is_given_in_its_order_and_the_last_one_puts_the_role_in_force() -> None:
    chain = (BAKERY,)
    given(*IN_REVIEW).when(ApproveRole(), by=BOB, chain=chain).then(LED)
    given(*IN_REVIEW, LED).when(ApproveRole(), by=CAROL, chain=chain).then(PAID)
    outcome = given(*IN_REVIEW, LED, PAID).when(ApproveRole("Yes"), by=DORA, chain=chain)
    outcome.then(RoleApproved(approval=1, step="pay", comment="Yes"))
    assert (outcome.state.status, outcome.state.approvals) == (Status.APPROVED, ())


def test_until_the_last_step_nothing_is_in_force() -> None:
    role = given(*IN_REVIEW).when(ApproveRole(), by=BOB, chain=(BAKERY,)).state
    assert (role.status, role.in_force, role.approval) == (Status.IN_REVIEW, None, 0)


@pytest.mark.parametrize(
    ("history", "by", "rule"),
    [
        (IN_REVIEW, CAROL, NotTheApprover),
        ((*IN_REVIEW, LED), BOB, ApprovedAlready),
        ((*IN_REVIEW, LED, PAID), CAROL, ApprovedAlready),
        ((*IN_REVIEW, LED), ALICE, ApproverIsAnEditor),
    ],
    ids=["without the authority", "twice", "two seats at one step", "her own"],
)
def test_who_may_not(history: tuple[RoleEvent, ...], by: Actor, rule: type[DomainError]) -> None:
    given(*history).when(ApproveRole(), by=by, chain=(BAKERY,)).then_refused(rule)


def test_an_edit_voids_what_was_given_since_nobody_saw_it() -> None:
    edited = (*IN_REVIEW, LED, PAID, retitled(by=ALICE))
    given(*edited).when(ApproveRole(), by=BOB, chain=(BAKERY,)).then(LED)


def test_so_does_taking_it_back_and_sending_it_back() -> None:
    withdrawn = given(*IN_REVIEW, LED).when(WithdrawRoleSubmission(), by=ALICE)
    assert withdrawn.state.approvals == ()
    returned = given(*IN_REVIEW, LED).when(RequestRoleChanges("Say more"), by=BOB, chain=(BAKERY,))
    assert returned.state.approvals == ()


def test_only_who_could_approve_sends_back() -> None:
    only_the_lead = replace(BAKERY, policies=(ApprovalPolicy(Matter.ROLE, (LEAD,)),))
    command = RequestRoleChanges("Say more")
    given(*IN_REVIEW).when(command, by=CAROL, chain=(only_the_lead,)).then_refused(NotTheApprover)
    given(*IN_REVIEW).when(command, by=BOB, chain=(only_the_lead,)).accepted()


def test_a_role_is_put_under_a_unit_that_there_is_and_that_is_open() -> None:
    command = ReviseRole(changes=RoleChanges(unit_id=UNIT))
    given(drafted()).when(command).then_refused(UnitUnknown, str(UNIT))
    given(drafted()).when(command, chain=(replace(BAKERY, status=Standing.CLOSED),)).then_refused(UnitUnknown)
    given(drafted()).when(command, chain=(BAKERY,)).then(
        RoleIdentityChanged(old=RoleIdentity(), new=RoleIdentity(unit_id=UNIT), by=(ALICE,))
    )


def test_a_role_stays_under_a_unit_that_was_closed_since() -> None:
    given(drafted(unit_id=UNIT)).when(ReviseRole(changes=RoleChanges(title="Master Baker"))).accepted()
