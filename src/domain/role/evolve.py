"""How each event changes a role; decides nothing and never fails."""

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
            return amended(role, status=Status.IN_REVIEW, editors=role.editors.union(event.by), approvals=())
        case RoleSubmissionWithdrawn() | RoleChangesRequested():
            return amended(role, status=written_as(role), approvals=())
        case RoleApprovalGiven():
            approval = Approval(step=event.step, authority=event.authority, by=event.by)
            return amended(role, approvals=(*role.approvals, approval))
        case RoleApproved():
            return amended(
                role,
                status=Status.APPROVED,
                approval=event.approval,
                in_force=role.content,
                editors=frozenset(),
                approvals=(),
            )
        case RoleRevisionStarted():
            return amended(role, status=Status.UNDER_REVISION)
        case RoleRevisionAbandoned():
            return amended(role, status=Status.APPROVED, content=event.new, editors=frozenset())
        case RoleRetired():
            return amended(role, status=Status.RETIRED, postings_close_on=event.postings_close_on, approvals=())
        case RoleReinstated():
            return amended(role, status=Status.DRAFT, in_force=None, postings_close_on=None)
        case RoleDiscarded():
            return amended(role, status=Status.DISCARDED)
        case RoleMerged():
            return amended(role, status=Status.MERGED, merged_into=event.into, approvals=())
        case RoleAbsorbed():
            return amended(role, absorbed=(*role.absorbed, event.duplicate))
        case RoleNamedAsEntry():
            return amended(role, named_as_entry_by=(*role.named_as_entry_by, event.by_role))
        case _:
            return amended(
                role,
                content=amended(role.content, **edited(role, event)),
                editors=role.editors.union(event.by),
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
