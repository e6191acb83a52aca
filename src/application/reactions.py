"""What the house does by itself: postings end with their last day, and with their role's grace period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from application.commands import command_type
from application.handle import Envelope, command_id, handle
from application.ports import Clock, EventStore, VersionConflict
from domain.errors import DomainError
from domain.job_posting import ClosePosting, CloseReason
from domain.recorded import Actor

REACTOR: Final = Actor("rolecall", "reactions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A posting that the read side believes must be closed. period: of its publication; since: when it fell due."""

    posting_id: UUID
    period: int
    reason: CloseReason
    since: datetime


@dataclass(frozen=True, slots=True)
class Reacted:
    """What came of one reaction. refusal: why nothing was to be done after all, None where it was done."""

    due: Due
    refusal: str | None = None


async def react(due: Sequence[Due], store: EventStore, clock: Clock) -> list[Reacted]:
    """Send the ordinary command for each; the aggregate decides, since the read side may be behind.

    Each takes effect once however often it is sent: its key names the posting, its period and the reason.
    """
    return [Reacted(one, await _close(one, store, clock)) for one in due]


async def _close(due: Due, store: EventStore, clock: Clock) -> str | None:
    key = f"close:{due.posting_id}:{due.period}:{due.reason}"
    command = command_id(REACTOR, key)
    envelope = Envelope(
        type=command_type(ClosePosting),
        command=ClosePosting(reason=due.reason),
        stream=due.posting_id,
        command_id=command,
        fingerprint=sha256(key.encode()).digest(),
        actor=REACTOR,
        correlation_id=command,
        effective_at=due.since,
    )
    try:
        await handle(envelope, store, clock)
    except (DomainError, VersionConflict) as refusal:
        return str(refusal)
    return None
