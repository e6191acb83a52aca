"""An authority's notice, and its cure."""

from domain.decider import Context
from domain.job_posting.commands import CureNotice, RecordNotice
from domain.job_posting.events import PostingEvent
from domain.job_posting.state import JobPosting, PostingFacts


def record(command: RecordNotice, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    raise NotImplementedError


def cure(command: CureNotice, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    raise NotImplementedError
