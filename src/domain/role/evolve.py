"""How each event changes a role; decides nothing and never fails."""

from dataclasses import replace

from domain.amending import amended
from domain.policies.approval import Approval
from domain.role.editing import edited
from domain.role.events import (
    RoleAbsorbed,
    RoleApprovalGiven,
    RoleApproved,
    RoleChangesRequested,
    RoleDiscarded,
    RoleDrafted,
    RoleEvent,
    RoleMerged,
    RoleNamedAsEntry,
    RoleReinstated,
    RoleRetired,
    RoleRevisionAbandoned,
    RoleRevisionStarted,
    RoleSubmissionWithdrawn,
    RoleSubmittedForApproval,
)
from domain.role.state import Role, Status


def evolve(role: Role, event: RoleEvent) -> Role:
    """The role after the event."""
    match event:
        case RoleDrafted():
            return drafted(event)
        case RoleSubmittedForApproval():
            return replace(role, status=Status.IN_REVIEW, editors=role.editors | set(event.by), approvals=())
        case RoleSubmissionWithdrawn() | RoleChangesRequested():
            return replace(role, status=written_as(role), approvals=())
        case RoleApprovalGiven():
            approval = Approval(step=event.step, authority=event.authority, by=event.by)
            return replace(role, approvals=(*role.approvals, approval))
        case RoleApproved():
            return replace(
                role,
                status=Status.APPROVED,
                approval=event.approval,
                in_force=role.content,
                editors=frozenset(),
                approvals=(),
            )
        case RoleRevisionStarted():
            return replace(role, status=Status.UNDER_REVISION)
        case RoleRevisionAbandoned():
            return replace(role, status=Status.APPROVED, content=event.new, editors=frozenset())
        case RoleRetired():
            return replace(role, status=Status.RETIRED, postings_close_on=event.postings_close_on, approvals=())
        case RoleReinstated():
            return replace(role, status=Status.DRAFT, in_force=None, postings_close_on=None)
        case RoleDiscarded():
            return replace(role, status=Status.DISCARDED)
        case RoleMerged():
            return replace(role, status=Status.MERGED, merged_into=event.into, approvals=())
        case RoleAbsorbed():
            return replace(role, absorbed=(*role.absorbed, event.duplicate))
        case RoleNamedAsEntry():
            return replace(role, named_as_entry_by=(*role.named_as_entry_by, event.by_role))
        case _:
            return replace(
                role,
                content=amended(role.content, **edited(role, event)),
                editors=role.editors | set(event.by),
                approvals=(),  # whoever approved has not seen this
            )


def drafted(event: RoleDrafted) -> Role:
    """A role's beginning."""
    return Role(
        status=Status.DRAFT,
        code=event.code,
        content=event.content,
        editors=frozenset(event.by),
        provenance=event.provenance,
    )


def written_as(role: Role) -> Status:
    """What it is while its authors write: a draft, or a revision of what is in force."""
    return Status.DRAFT if role.in_force is None else Status.UNDER_REVISION
