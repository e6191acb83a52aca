"""Legal holds: what keeps everything."""

from domain.decider import Context
from domain.job_posting.commands import PlaceLegalHold, ReleaseLegalHold
from domain.job_posting.events import PostingEvent
from domain.job_posting.state import JobPosting, PostingFacts


def place(command: PlaceLegalHold, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    raise NotImplementedError


def release(command: ReleaseLegalHold, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    raise NotImplementedError
