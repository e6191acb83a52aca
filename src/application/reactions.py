"""What the house does by itself: postings end with their last day, and with their role's grace period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from application.commands import command_type
from application.handle import Envelope, command_id, handle
from application.ports import Desk, Unavailable, VersionConflict
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
    """What came of one reaction. refusal: why nothing was done, None where it was done.

    failed: the refusal is none that the rules know of; someone must look at it.
    """

    due: Due
    refusal: str | None = None
    failed: bool = False


async def react(due: Sequence[Due], desk: Desk) -> list[Reacted]:
    """Send the ordinary command for each; the aggregate decides, since the read side may be behind.

    Each takes effect once however often it is sent: its key names the posting, its period and the reason. One that
    fails does not keep the others from being sent. Raises Unavailable.
    """
    return [await _close(one, desk) for one in due]


async def _close(due: Due, desk: Desk) -> Reacted:
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
        await handle(envelope, desk)
    except Unavailable:
        raise
    except (DomainError, VersionConflict) as refusal:
        return Reacted(due, str(refusal))
    except Exception as failure:  # one stream that cannot be read must not stop all reactions
        return Reacted(due, f"{type(failure).__name__}: {failure}", failed=True)
    return Reacted(due)
