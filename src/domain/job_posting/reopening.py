"""Publishing again what has ended."""

from domain.decider import Context
from domain.job_posting.commands import ReopenPosting
from domain.job_posting.events import PostingEvent
from domain.job_posting.state import JobPosting, PostingFacts


def reopen(command: ReopenPosting, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    raise NotImplementedError
