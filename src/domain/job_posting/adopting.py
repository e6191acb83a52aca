"""Taking over a posting that is live elsewhere already, as its importer asserts."""

from domain.decider import Context
from domain.job_posting.commands import AdoptPosting
from domain.job_posting.events import PostingEvent
from domain.job_posting.state import PostingFacts


def adopt(command: AdoptPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    raise NotImplementedError
