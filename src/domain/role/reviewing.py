"""A role is reviewed: submitted, withdrawn, approved step by step, or sent back."""

from domain.decider import Context
from domain.errors import require
from domain.organisation import Matter
from domain.policies import approval
from domain.policies.four_eyes import judged_by_someone_else
from domain.role.commands import ApproveRole, RequestRoleChanges, WithdrawRoleSubmission
from domain.role.errors import RoleNotDraft, RoleNotInReview, SubmittedByOthers
from domain.role.events import (
    RoleApprovalGiven,
    RoleApproved,
    RoleChangesRequested,
    RoleEvent,
    RoleSubmissionWithdrawn,
    RoleSubmittedForApproval,
)
from domain.role.standing import require_status
from domain.role.state import Role, RoleFacts, Status


def submit(role: Role, context: Context[RoleFacts]) -> tuple[RoleEvent, ...]:
    """Ask others to approve."""
    remedy = "start a revision first" if role.status is Status.APPROVED else "it awaits an approver already"
    require_status(role, {Status.DRAFT, Status.UNDER_REVISION}, RoleNotDraft, remedy)
    return (RoleSubmittedForApproval(by=context.people),)


def withdraw(command: WithdrawRoleSubmission, role: Role, context: Context[RoleFacts]) -> tuple[RoleEvent, ...]:
    """Take it back from review."""
    require_in_review(role)
    require(
        bool(role.editors & set(context.people)),
        SubmittedByOthers,
        "you neither wrote nor submitted it since the last approval: request changes, or leave it to its authors",
    )
    return (RoleSubmissionWithdrawn(reason=command.reason),)


def approve(command: ApproveRole, role: Role, context: Context[RoleFacts]) -> tuple[RoleEvent, ...]:
    """Agree to it; the last one whom the unit's policy asks puts it in force."""
    require_in_review(role)
    judged_by_someone_else(role.editors, context)
    given, complete = approval.approve(Matter.ROLE, role.approvals, context.facts.chain, context)
    if not complete:
        return (RoleApprovalGiven(step=given.step, authority=given.authority, by=given.by, comment=command.comment),)
    return (
        RoleApproved(approval=role.approval + 1, step=given.step, authority=given.authority, comment=command.comment),
    )


def request_changes(command: RequestRoleChanges, role: Role, context: Context[RoleFacts]) -> tuple[RoleEvent, ...]:
    """Send it back."""
    require_in_review(role)
    judged_by_someone_else(role.editors, context)
    approval.may_decline(Matter.ROLE, context.facts.chain, context)
    return (RoleChangesRequested(reason=command.reason),)


def require_in_review(role: Role) -> None:
    """Refuse where nothing awaits a judgement."""
    require_status(role, {Status.IN_REVIEW}, RoleNotInReview, "have it submitted for approval first")
