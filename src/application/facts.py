"""What a decision must read from other streams; each stream read becomes a condition of the append."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from application.ports import EventStore
from domain.job_posting import AssignRole, DraftPosting, JobPosting, RoleFacts
from domain.organisation import (
    ORGANISATION,
    MoveOrganisation,
    Organisation,
    OrganisationFacts,
    RegisterOrganisation,
)
from domain.role import ROLE


@dataclass(frozen=True, slots=True)
class Facts:
    """value: what the decision sees. versions: each stream it was read from, and where that stood (0: not there)."""

    value: Any = None
    versions: Mapping[UUID, int] = field(default_factory=dict)


LoadFacts = Callable[[EventStore, Any, Any], Awaitable[Facts]]


async def nothing(_store: EventStore, _command: object, _state: object) -> Facts:
    """Most decisions need their own stream alone."""
    return Facts()


async def role_of_posting(store: EventStore, command: object, posting: JobPosting) -> Facts:
    """The role that a posting has, or is to be given."""
    role_id = command.role_id if isinstance(command, DraftPosting | AssignRole) else posting.role_id
    if role_id is None:
        return Facts(RoleFacts())
    history = await store.load(role_id)
    if not history:
        return Facts(RoleFacts(), {role_id: 0})
    if type(history[0].event) not in ROLE.events.values():
        return Facts(RoleFacts(), {role_id: history[-1].version})  # an id of something else: no such role
    role = ROLE.fold(recorded.event for recorded in history)
    return Facts(RoleFacts(role), {role_id: history[-1].version})


@dataclass(frozen=True, slots=True)
class Ancestry:
    """A part of the organisation and what it belongs to, nearest first; versions: of each stream that was read."""

    ids: tuple[UUID, ...] = ()
    chain: tuple[Organisation, ...] = ()
    versions: Mapping[UUID, int] = field(default_factory=dict)


async def ancestors(store: EventStore, organisation_id: UUID | None) -> Ancestry:
    """From this one upward to the top; an id of something else ends it, and is a condition as well."""
    chain: dict[UUID, Organisation] = {}
    versions: dict[UUID, int] = {}
    while organisation_id is not None and organisation_id not in versions:
        history = await store.load(organisation_id)
        versions[organisation_id] = history[-1].version if history else 0
        if not history or type(history[0].event) not in ORGANISATION.events.values():
            break
        found = ORGANISATION.fold(recorded.event for recorded in history)
        chain[organisation_id] = found
        organisation_id = found.parent
    return Ancestry(tuple(chain), tuple(chain.values()), versions)


async def parent_of_organisation(
    store: EventStore, command: RegisterOrganisation | MoveOrganisation, _organisation: object
) -> Facts:
    """The parent that is named, with all above it: each is a condition, so two moves at once make no circle."""
    found = await ancestors(store, command.parent)
    return Facts(OrganisationFacts(next(iter(found.chain), None), found.ids), found.versions)
