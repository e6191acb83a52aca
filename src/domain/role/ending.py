"""A role's ends: retired and taken up again, discarded as a draft, merged as a duplicate."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from domain.decider import Context
from domain.errors import require
from domain.role.commands import DiscardRole, MergeRole, ReinstateRole, RetireRole
from domain.role.errors import (
    MergedIntoItself,
    PostingsCloseInThePast,
    RoleNotDraft,
    RoleNotInForce,
    RoleNotRetired,
    RoleWasApproved,
    SurvivorHasEnded,
    SurvivorNotInForce,
    SurvivorUnknown,
)
from domain.role.events import (
    RoleAbsorbed,
    RoleDiscarded,
    RoleEvent,
    RoleMerged,
    RoleReinstated,
    RoleRetired,
)
from domain.role.evolve import evolve
from domain.role.standing import require_status
from domain.role.state import CLOSED, Role, RoleFacts, Status
from domain.role.writing import acyclic

GRACE: Final = timedelta(days=14)


def retire(command: RetireRole, role: Role, context: Context[RoleFacts]) -> tuple[RoleEvent, ...]:
    """Stop hiring for it; its open postings have until a last day."""
    require(
        role.approval > 0,
        RoleNotInForce,
        "it was never approved, so nothing can be open under it: leave the draft as it is, or discard it",
    )
    today = context.now.date()
    last_day = command.postings_close_on or today + GRACE
    require(
        last_day >= today,
        PostingsCloseInThePast,
        f"its postings cannot close on {last_day}, which has gone by: name {today} (today, UTC) or a later day",
    )
    return (RoleRetired(reason=command.reason, postings_close_on=last_day),)


def reinstate(command: ReinstateRole, role: Role) -> tuple[RoleEvent, ...]:
    """Take it up again as a draft; nothing is in force until it is approved anew."""
    require_status(role, {Status.RETIRED}, RoleNotRetired, "only a retired role is reinstated")
    return (RoleReinstated(reason=command.reason),)


def discard(command: DiscardRole, role: Role) -> tuple[RoleEvent, ...]:
    """Give a draft up for good."""
    require(
        role.approval == 0, RoleWasApproved, "it has been in force, so it is kept: retire it, or merge it into another"
    )
    require_status(role, {Status.DRAFT}, RoleNotDraft, "withdraw it from review first")
    return (RoleDiscarded(reason=command.reason),)


def merge(command: MergeRole, role: Role, context: Context[RoleFacts]) -> tuple[RoleEvent, ...]:
    """End it as a duplicate of another."""
    require(command.into != context.stream, MergedIntoItself, "name the other role, which shall stand for this one")
    into = context.facts.roles.get(command.into)
    if into is None:
        raise SurvivorUnknown(f"no role has the id {command.into}: look it up among the roles")
    require(into.status not in CLOSED, SurvivorHasEnded, f"{into.code} is {into.status}: name a role with a life ahead")
    require(
        into.open_for_postings or not role.open_for_postings,
        SurvivorNotInForce,
        f"{role.code} is in force and {into.code} is not, and its postings need a role that is: approve that one first",
    )
    merged = RoleMerged(into=command.into, reason=command.reason)
    absorbed = RoleAbsorbed(duplicate=context.stream)
    roles = {**context.facts.roles, context.stream: evolve(role, merged), command.into: evolve(into, absorbed)}
    acyclic(command.into, roles)
    return (merged,)


def absorbed_beside(
    command: MergeRole, _role: Role, context: Context[RoleFacts]
) -> Mapping[UUID, tuple[RoleEvent, ...]]:
    """What is written into the survivor's stream."""
    return {command.into: (RoleAbsorbed(duplicate=context.stream),)}
