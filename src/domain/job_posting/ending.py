"""Giving up a draft, and putting away what has ended."""

from typing import Final

from domain.errors import require
from domain.job_posting.commands import ArchivePosting, DiscardPosting
from domain.job_posting.errors import PostingNotClosed, PostingNotDiscardable, PostingUnderLegalHold
from domain.job_posting.events import PostingArchived, PostingDiscarded, PostingEvent
from domain.job_posting.state import JobPosting, Status

DISCARDABLE: Final = frozenset({Status.DRAFT, Status.REJECTED})


def archive(command: ArchivePosting, posting: JobPosting) -> tuple[PostingEvent, ...]:
    """Put a closed posting away; everything about it stays in the log."""
    require(posting.status is Status.CLOSED, PostingNotClosed, f"it is {posting.status}: close it first")
    return (PostingArchived(reason=command.reason),)


def discard(command: DiscardPosting, posting: JobPosting) -> tuple[PostingEvent, ...]:
    """Give up what nobody outside has seen, unless it has to be kept."""
    require(
        posting.status in DISCARDABLE and posting.period == 0,
        PostingNotDiscardable,
        f"it is {posting.status}: only a draft, or one that was sent back, is discarded; close it instead",
    )
    require(
        not posting.holds,
        PostingUnderLegalHold,
        f"it is kept for {'; '.join(hold.name for hold in posting.holds)}: have the hold released first",
    )
    return (PostingDiscarded(reason=command.reason),)
