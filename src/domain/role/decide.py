"""What may happen to a role, and what refuses it."""

from typing import assert_never

from domain.decider import Context
from domain.role.commands import (
    AbandonRoleRevision,
    ApproveRole,
    DiscardRole,
    DraftRole,
    MergeRole,
    ReinstateRole,
    RequestRoleChanges,
    RetireRole,
    ReviseRole,
    RoleCommand,
    StartRoleRevision,
    SubmitRoleForApproval,
    WithdrawRoleSubmission,
)
from domain.role.ending import discard, merge, reinstate, retire
from domain.role.events import RoleEvent
from domain.role.reviewing import approve, request_changes, submit, withdraw
from domain.role.standing import require_alive, require_hired_for
from domain.role.state import Role, RoleFacts
from domain.role.writing import abandon_revision, draft, revise, start_revision


def decide(command: RoleCommand, role: Role, context: Context[RoleFacts]) -> tuple[RoleEvent, ...]:
    """The events that the command leads to, or the DomainError of the rule it breaks."""
    if isinstance(command, DraftRole):
        return draft(command, role, context)
    require_alive(role)
    if isinstance(command, ReinstateRole):
        return reinstate(command, role)
    require_hired_for(role)
    match command:
        case ReviseRole():
            return revise(command, role, context)
        case SubmitRoleForApproval():
            return submit(role, context)
        case WithdrawRoleSubmission():
            return withdraw(command, role, context)
        case ApproveRole():
            return approve(command, role, context)
        case RequestRoleChanges():
            return request_changes(command, role, context)
        case StartRoleRevision():
            return start_revision(command, role)
        case AbandonRoleRevision():
            return abandon_revision(command, role)
        case RetireRole():
            return retire(command, role, context)
        case DiscardRole():
            return discard(command, role)
        case MergeRole():
            return merge(command, role, context)
        case _:
            assert_never(command)
