"""Pay outside the band, let pass by someone who did not ask for it."""

from domain.decider import Context
from domain.job_posting.commands import DenyBandException, GrantBandException, RequestBandException
from domain.job_posting.events import PostingEvent
from domain.job_posting.state import JobPosting, PostingFacts


def request(
    command: RequestBandException, posting: JobPosting, context: Context[PostingFacts]
) -> tuple[PostingEvent, ...]:
    raise NotImplementedError


def grant(command: GrantBandException, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    raise NotImplementedError


def deny(command: DenyBandException, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    raise NotImplementedError
