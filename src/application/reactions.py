"""What the house does by itself: publish and close postings at their time, judge them anew when the law turns."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final
from uuid import UUID

from application.audit import snapshot
from application.commands import command_type
from application.handle import Envelope, StaleVersion, command_id, handle
from application.ports import Desk, Outcome, Unavailable, VersionConflict
from domain.errors import DomainError
from domain.job_posting import (
    JOB_POSTING,
    ClosePosting,
    CloseReason,
    FindingOpened,
    JudgePosting,
    PostingCommand,
    PublishPosting,
    UnschedulePublication,
)
from domain.law import RuleResult
from domain.recorded import Actor
from domain.text import PARAGRAPH

REACTOR: Final = Actor("rolecall", "reactions")


class What(StrEnum):
    """What is to be done."""

    CLOSE = "close"
    PUBLISH = "publish"
    REVIEW = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something that the read side believes must be done. period: of its publication; since: when it fell due.

    reason: to close it for; None for everything else.
    """

    what: What
    posting_id: UUID
    period: int
    since: datetime
    reason: CloseReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reacted:
    """What came of one reaction. refusal: why nothing was done, None where it was done.

    failed: the refusal is none that the rules know of; someone must look at it. unscheduled: its publication was
    refused at its time, and is scheduled no more. opened: rules that it was found to break; people must be told.
    """

    due: Due
    refusal: str | None = None
    failed: bool = False
    unscheduled: bool = False
    opened: tuple[RuleResult, ...] = ()


async def react(due: Sequence[Due], desk: Desk) -> list[Reacted]:
    """Send the ordinary command for each; the aggregate decides, since the read side may be behind.

    Each takes effect once however often it is sent. One that fails does not keep the others from being sent.
    Raises Unavailable.
    """
    return [await _react(one, desk) for one in due]


async def _react(due: Due, desk: Desk) -> Reacted:
    try:
        return await REACTIONS[due.what](due, desk)
    except Unavailable:
        raise
    except (DomainError, StaleVersion, VersionConflict) as refusal:
        return Reacted(due=due, refusal=str(refusal))
    except Exception as failure:  # one stream that cannot be read must not stop all reactions
        return Reacted(due=due, refusal=f"{type(failure).__name__}: {failure}", failed=True)


async def _close(due: Due, desk: Desk) -> Reacted:
    reason = due.reason or CloseReason.EXPIRED
    key = f"close:{due.posting_id}:{due.period}:{reason}"
    await _send(ClosePosting(reason=reason), key, due, desk, effective_at=due.since)
    return Reacted(due=due)


async def _publish(due: Due, desk: Desk) -> Reacted:
    """Publish what is due by its own stream, at the version that says so: publishing by hand needs no such time."""
    found = await snapshot(desk.store, JOB_POSTING, due.posting_id)
    scheduled_for, version = found.state.scheduled_for, found.last.version
    if scheduled_for is None or scheduled_for > desk.clock.now():
        return Reacted(due=due, refusal=f"it is {found.state.status}, and to be published by itself at {scheduled_for}")
    try:
        await _send(PublishPosting(), f"publish:{due.posting_id}:{version}", due, desk, seen=version)
    except DomainError as refusal:
        unschedule = UnschedulePublication(f"It was refused when its time had come: {refusal}"[:PARAGRAPH])
        await _send(unschedule, f"unschedule:{due.posting_id}:{version}", due, desk, seen=version)
        return Reacted(due=due, refusal=str(refusal), unscheduled=True)
    return Reacted(due=due)


async def _review(due: Due, desk: Desk) -> Reacted:
    version = (await snapshot(desk.store, JOB_POSTING, due.posting_id)).last.version
    outcome = await _send(JudgePosting(), f"review:{due.posting_id}:{version}", due, desk, seen=version)
    new = [r.event for r in await desk.store.load(due.posting_id, up_to_version=outcome.version) if r.version > version]
    return Reacted(due=due, opened=tuple(event.result for event in new if isinstance(event, FindingOpened)))


REACTIONS: Final[Mapping[What, Callable[[Due, Desk], Awaitable[Reacted]]]] = {
    What.CLOSE: _close,
    What.PUBLISH: _publish,
    What.REVIEW: _review,
}


async def _send(
    command: PostingCommand,
    key: str,
    due: Due,
    desk: Desk,
    *,
    seen: int | None = None,
    effective_at: datetime | None = None,
) -> Outcome:
    """key: names the command, so that it takes effect once. seen: the version that it is meant for."""
    name = command_id(REACTOR, key)
    return await handle(
        Envelope(
            type=command_type(type(command)),
            command=command,
            stream=due.posting_id,
            command_id=name,
            fingerprint=sha256(key.encode()).digest(),
            actor=REACTOR,
            correlation_id=name,
            expected_version=seen,
            effective_at=effective_at,
        ),
        desk,
    )
