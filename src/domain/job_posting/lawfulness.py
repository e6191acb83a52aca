"""What the law says of a posting: before it is shown, and while it is."""

from domain.decider import Context
from domain.job_posting.events import PostingEvent
from domain.job_posting.state import JobPosting, PostingFacts


def judge_anew(posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    raise NotImplementedError
