"""The versions of a role that were ever in force, from the log itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from application.audit import NotFound
from application.ports import EventStore
from domain.recorded import Actor, Recorded
from domain.role import (
    ROLE,
    RoleApprovalGiven,
    RoleApproved,
    RoleMerged,
    RoleRetired,
    RoleSubmittedForApproval,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleVersion:
    """One approval. approval: its number, which postings pin. version: what ?version= takes to show what was approved.

    approved_by, submitted_by: everyone behind it. in_force_until: when the next was approved, or the role retired or
    merged; None: it is in force.
    """

    approval: int
    version: int
    submitted_at: datetime
    submitted_by: tuple[Actor, ...]
    approved_at: datetime
    approved_by: tuple[Actor, ...]
    in_force_until: datetime | None = None


async def versions(store: EventStore, role_id: UUID) -> Sequence[RoleVersion]:
    """Each approval, oldest first. Raises NotFound."""
    history = await store.load(role_id)
    if not history or type(history[0].event) not in ROLE.events.values():
        raise NotFound(f"there is no role {role_id}")
    found: list[RoleVersion] = []
    submitted, agreed = history[0], tuple[Actor, ...]()
    for recorded in history:
        match recorded.event:
            case RoleSubmittedForApproval():
                submitted, agreed = recorded, ()
            case RoleApprovalGiven(by=by):
                agreed += by
            case RoleApproved():
                _end(found, recorded.recorded_at)
                found.append(_version(recorded, submitted, agreed))
            case RoleRetired() | RoleMerged():
                _end(found, recorded.recorded_at)
    return found


def _version(approved: Recorded[RoleApproved], submitted: Recorded[Any], agreed: tuple[Actor, ...]) -> RoleVersion:
    return RoleVersion(
        approval=approved.event.approval,
        version=approved.version,
        submitted_at=submitted.recorded_at,
        submitted_by=submitted.event.by,
        approved_at=approved.recorded_at,
        approved_by=tuple(dict.fromkeys((*agreed, *_behind(approved)))),
    )


def _behind(recorded: Recorded[Any]) -> tuple[Actor, ...]:
    return (recorded.actor,) if recorded.on_behalf_of is None else (recorded.actor, recorded.on_behalf_of)


def _end(found: list[RoleVersion], when: datetime) -> None:
    if found and found[-1].in_force_until is None:
        found[-1] = replace(found[-1], in_force_until=when)
