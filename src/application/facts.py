"""What a decision must read from other streams; each stream read becomes a condition of the append."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from application.ports import EventStore
from domain.job_posting import AssignRole, DraftPosting, JobPosting, RoleFacts
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
