"""Beginning a linked copy of what has ended."""

from uuid import UUID

from domain.decider import Context
from domain.job_posting.commands import RelistPosting
from domain.job_posting.events import PostingEvent
from domain.job_posting.state import JobPosting, PostingFacts


def relist(command: RelistPosting, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    raise NotImplementedError


def relisted(
    command: RelistPosting, posting: JobPosting, context: Context[PostingFacts]
) -> dict[UUID, tuple[PostingEvent, ...]]:
    """What the new posting begins with, in a stream of its own."""
    raise NotImplementedError
