"""Places that no rule can be looked up for, let pass by a second person."""

from domain.decider import Context
from domain.job_posting.commands import WaivePlace
from domain.job_posting.events import PostingEvent
from domain.job_posting.state import JobPosting, PostingFacts


def waive(command: WaivePlace, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    raise NotImplementedError
