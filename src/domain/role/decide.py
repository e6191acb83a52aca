"""What may happen to a role, and what refuses it."""

from collections.abc import Set
from datetime import timedelta
from typing import Final, assert_never

from domain.decider import Context
from domain.errors import AlreadyDrafted, DomainError, require
from domain.policies.four_eyes import judged_by_someone_else
from domain.role.commands import (
    ApproveRole,
    DraftRole,
    RequestRoleChanges,
    RetireRole,
    ReviseRole,
    RoleCommand,
    RoleContent,
    StartRoleRevision,
    SubmitRoleForApproval,
)
from domain.role.errors import (
    CareerPathLinksToItself,
    PostingsCloseInThePast,
    RoleIsRetired,
    RoleNotApproved,
    RoleNotDraft,
    RoleNotFound,
    RoleNotInForce,
    RoleNotInReview,
    RoleNotOpenForRevision,
)
from domain.role.events import (
    RoleApproved,
    RoleChangesRequested,
    RoleDrafted,
    RoleEvent,
    RoleRetired,
    RoleRevisionStarted,
    RoleSubmittedForApproval,
)
from domain.role.revise import changes, revised
from domain.role.state import Role, Status

GRACE: Final = timedelta(days=14)
OPEN_FOR_REVISION: Final = frozenset({Status.DRAFT, Status.IN_REVIEW, Status.UNDER_REVISION})


def decide(command: RoleCommand, role: Role, context: Context[object]) -> tuple[RoleEvent, ...]:
    """The events that the command leads to, or the DomainError of the rule it breaks."""
    if isinstance(command, DraftRole):
        return draft(command, role, context)
    require(role.status is not Status.NONE, RoleNotFound, "no role has this id: look it up among the roles")
    require(role.status is not Status.RETIRED, RoleIsRetired, "it was retired for good: draft a new role instead")
    match command:
        case ReviseRole():
            return revise(command, role, context)
        case SubmitRoleForApproval():
            return submit(role, context)
        case ApproveRole():
            return approve(command, role, context)
        case RequestRoleChanges():
            return request_changes(command, role, context)
        case StartRoleRevision():
            return start_revision(command, role)
        case RetireRole():
            return retire(command, role, context)
        case _:
            assert_never(command)


def draft(command: DraftRole, role: Role, context: Context[object]) -> tuple[RoleEvent, ...]:
    """Begin it."""
    require(role.status is Status.NONE, AlreadyDrafted, "this role exists: revise it, or draft another under a new key")
    leads_elsewhere(command.content, context)
    provenance = command.source.provenance if command.source else None
    return (RoleDrafted(code=command.code, content=command.content, by=context.people, provenance=provenance),)


def revise(command: ReviseRole, role: Role, context: Context[object]) -> tuple[RoleEvent, ...]:
    """Change what is named; one event for each thing that really changes."""
    require_status(role, OPEN_FOR_REVISION, RoleNotOpenForRevision, "start a revision first, then change it")
    content = revised(role.content, command)
    leads_elsewhere(content, context)
    return tuple(changes(role.content, content, context.people))


def submit(role: Role, context: Context[object]) -> tuple[RoleEvent, ...]:
    """Ask others to approve."""
    remedy = "start a revision first" if role.status is Status.APPROVED else "it awaits an approver already"
    require_status(role, {Status.DRAFT, Status.UNDER_REVISION}, RoleNotDraft, remedy)
    return (RoleSubmittedForApproval(by=context.people),)


def approve(command: ApproveRole, role: Role, context: Context[object]) -> tuple[RoleEvent, ...]:
    """Put it in force."""
    require_status(role, {Status.IN_REVIEW}, RoleNotInReview, "have it submitted for approval first")
    judged_by_someone_else(role.editors, context)
    return (RoleApproved(approval=role.approval + 1, comment=command.comment),)


def request_changes(command: RequestRoleChanges, role: Role, context: Context[object]) -> tuple[RoleEvent, ...]:
    """Send it back."""
    require_status(role, {Status.IN_REVIEW}, RoleNotInReview, "have it submitted for approval first")
    judged_by_someone_else(role.editors, context)
    return (RoleChangesRequested(reason=command.reason),)


def start_revision(command: StartRoleRevision, role: Role) -> tuple[RoleEvent, ...]:
    """Open it for change; what is approved stays in force."""
    require_status(
        role, {Status.APPROVED}, RoleNotApproved, "revise it as it stands, only an approved role needs a revision"
    )
    return (RoleRevisionStarted(reason=command.reason),)


def retire(command: RetireRole, role: Role, context: Context[object]) -> tuple[RoleEvent, ...]:
    """Stop hiring for it; its open postings have until a last day."""
    require(
        role.in_force is not None,
        RoleNotInForce,
        "it was never approved, so nothing can be open under it: leave the draft as it is",
    )
    today = context.now.date()
    last_day = command.postings_close_on or today + GRACE
    require(
        last_day >= today,
        PostingsCloseInThePast,
        f"its postings cannot close on {last_day}, which has gone by: name {today} (today, UTC) or a later day",
    )
    return (RoleRetired(reason=command.reason, postings_close_on=last_day),)


def leads_elsewhere(content: RoleContent, context: Context[object]) -> None:
    """Refuse a career path that leads from the role to itself."""
    require(
        all(link.role_id != context.stream for link in content.career_path),
        CareerPathLinksToItself,
        "its career path names this very role: name the role that comes before, after or beside it",
    )


def require_status(role: Role, allowed: Set[Status], error: type[DomainError], remedy: str) -> None:
    """Refuse where the role stands elsewhere, saying where it stands and what to do."""
    require(role.status in allowed, error, f"it is {role.status}: {remedy}")
