"""A role is written: drafted, revised, opened for revision, and a revision given up."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from uuid import UUID

from domain.decider import Context
from domain.errors import AlreadyDrafted, require
from domain.organisation import Status as Standing
from domain.role.career_paths import Roles, circle, new_steps
from domain.role.commands import AbandonRoleRevision, DraftRole, ReviseRole, StartRoleRevision
from domain.role.content import Direction, RoleContent
from domain.role.errors import (
    CareerPathHasACycle,
    CareerPathLinksToItself,
    CareerPathTargetHasEnded,
    CareerPathTargetUnknown,
    RoleNotApproved,
    RoleNotOpenForRevision,
    RoleNotUnderRevision,
    UnitUnknown,
)
from domain.role.events import (
    RoleDrafted,
    RoleEvent,
    RoleNamedAsEntry,
    RoleRevisionAbandoned,
    RoleRevisionStarted,
)
from domain.role.revise import changes, revised
from domain.role.standing import require_status
from domain.role.state import ENDED, Role, RoleFacts, Status

OPEN_FOR_REVISION: Final = frozenset({Status.DRAFT, Status.IN_REVIEW, Status.UNDER_REVISION})


def draft(command: DraftRole, role: Role, context: Context[RoleFacts]) -> tuple[RoleEvent, ...]:
    """Begin it."""
    require(role.status is Status.NONE, AlreadyDrafted, "this role exists: revise it, or draft another under a new key")
    check_content(role, command.content, context)
    provenance = command.source.provenance if command.source else None
    return (RoleDrafted(code=command.code, content=command.content, by=context.people, provenance=provenance),)


def revise(command: ReviseRole, role: Role, context: Context[RoleFacts]) -> tuple[RoleEvent, ...]:
    """Change what is named; one event for each thing that really changes."""
    require_status(role, OPEN_FOR_REVISION, RoleNotOpenForRevision, "start a revision first, then change it")
    content = revised(role.content, command)
    check_content(role, content, context)
    return tuple(changes(role.content, content, context.people, context.now.date()))


def start_revision(command: StartRoleRevision, role: Role) -> tuple[RoleEvent, ...]:
    """Open it for change; what is approved stays in force."""
    remedy = "revise it as it stands, only an approved role needs a revision"
    require_status(role, {Status.APPROVED}, RoleNotApproved, remedy)
    return (RoleRevisionStarted(reason=command.reason),)


def abandon_revision(command: AbandonRoleRevision, role: Role) -> tuple[RoleEvent, ...]:
    """Say again what is in force."""
    remedy = "withdraw it from review first" if role.status is Status.IN_REVIEW else "there is no revision to give up"
    require_status(role, {Status.UNDER_REVISION}, RoleNotUnderRevision, remedy)
    return (RoleRevisionAbandoned(old=role.content, new=role.in_force or role.content, reason=command.reason),)


def check_content(role: Role, content: RoleContent, context: Context[RoleFacts]) -> None:
    """Refuse what is new in the content and names something that is not there, or leads where it must not."""
    unit = context.facts.chain[0] if context.facts.chain else None
    require(
        content.unit_id in (None, role.content.unit_id) or (unit is not None and unit.status is Standing.OPEN),
        UnitUnknown,
        f"no open unit has the id {content.unit_id}: look it up among the organisations, or leave it out",
    )
    require(
        all(link.role_id != context.stream for link in content.career_path),
        CareerPathLinksToItself,
        "its career path names this very role: name the role that comes before, after or beside it",
    )
    for link in (steps := new_steps(role, content)):
        there_is(link.role_id, context.facts.roles)
    if any(link.direction is not Direction.LATERAL for link in steps):
        status = Status.DRAFT if role.status is Status.NONE else role.status
        acyclic(context.stream, {**context.facts.roles, context.stream: replace(role, status=status, content=content)})


def there_is(role_id: UUID | None, roles: Roles) -> None:
    """Refuse a new step to what is no role, or none any more."""
    target = roles.get(role_id) if role_id else None
    if target is None:
        raise CareerPathTargetUnknown(f"no role has the id {role_id}: look it up, or name the next job by its title")
    remedy = f"name {target.merged_into} instead, it stands for it" if target.merged_into else "name another"
    require(
        target.status not in ENDED, CareerPathTargetHasEnded, f"{target.code} ({role_id}) is {target.status}: {remedy}"
    )


def acyclic(start: UUID, roles: Roles) -> None:
    """Refuse where one could advance from the role back to it, naming all on that way."""
    found = circle(start, roles)
    words = [f"{roles[role_id].code or 'this role'} ({role_id})" for role_id in found]
    require(
        not found,
        CareerPathHasACycle,
        f"one would advance from {' to '.join([*words, *words[:1]])}: take one of these steps out first",
    )


def noted_beside(
    command: DraftRole | ReviseRole, role: Role, context: Context[RoleFacts]
) -> Mapping[UUID, tuple[RoleEvent, ...]]:
    """What is written into the streams of other roles: that this one is entered from there, said for the first time."""
    content = command.content if isinstance(command, DraftRole) else revised(role.content, command)
    entered = {link.role_id for link in new_steps(role, content) if link.direction is Direction.ENTRY_FROM}
    return {
        target: (RoleNamedAsEntry(by_role=context.stream),)
        for target in entered
        if target is not None and context.stream not in context.facts.roles[target].named_as_entry_by
    }
