"""Ending a posting, for a reason that holds, everywhere it is shown."""

from typing import Final

from domain.decider import Context
from domain.errors import require
from domain.job_posting.commands import ClosePosting, CloseReason
from domain.job_posting.deadline import expired
from domain.job_posting.errors import PostingNotExpired, PostingNotPublished, RoleStillHires
from domain.job_posting.events import ChannelTakenDown, PostingClosed, PostingEvent
from domain.job_posting.lawfulness import findings
from domain.job_posting.state import SHOWN, JobPosting, PostingFacts

PUBLISHED_REASONS: Final = frozenset({CloseReason.FILLED, CloseReason.EXPIRED, CloseReason.COMPLIANCE})


def close(command: ClosePosting, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    """Take it down channel by channel, and end it."""
    require(
        command.reason not in PUBLISHED_REASONS or posting.status in SHOWN,
        PostingNotPublished,
        f"it is {posting.status} and was never shown, so it cannot be {command.reason}: "
        "close it as cancelled, duplicate, budget, role-retired or other",
    )
    if command.reason is CloseReason.EXPIRED:
        last_day_is_over(posting, context)
    if command.reason is CloseReason.ROLE_RETIRED:
        role_has_let_it_go(posting, context)
    closed = PostingClosed(reason=command.reason, explanation=command.explanation)
    return (*taken_down(posting), closed, *findings(posting, None))


def taken_down(posting: JobPosting) -> tuple[ChannelTakenDown, ...]:
    """One event for each place that shows it, or is about to; where listing failed, there is nothing to take down."""
    return tuple(ChannelTakenDown(channel=channel) for channel in posting.live_channels)


def last_day_is_over(posting: JobPosting, context: Context[PostingFacts]) -> None:
    """Refuse to call it expired while its last day lasts."""
    last_day = posting.content.deadline
    until = f"it is valid to the end of {last_day} ({posting.content.time_zone})" if last_day else "it has no deadline"
    require(expired(posting, context.now), PostingNotExpired, f"{until}: close it for another reason, or wait")


def role_has_let_it_go(posting: JobPosting, context: Context[PostingFacts]) -> None:
    """Refuse to close it for a retirement that has not happened, or while what was shown may stay so (a day, UTC)."""
    role = context.facts.role
    if role is None or role.postings_close_on is None:
        raise RoleStillHires("its role is not retired: close it for another reason, or retire the role first")
    require(
        posting.status not in SHOWN or context.now.date() > role.postings_close_on,
        RoleStillHires,
        f"its role's postings may stay open through {role.postings_close_on} (UTC): wait, or name another reason",
    )
