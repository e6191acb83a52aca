"""Publishing by itself, at its time."""

from domain.decider import Context
from domain.job_posting.commands import SchedulePublication, UnschedulePublication
from domain.job_posting.events import PostingEvent
from domain.job_posting.state import JobPosting, PostingFacts


def schedule(
    command: SchedulePublication, posting: JobPosting, context: Context[PostingFacts]
) -> tuple[PostingEvent, ...]:
    raise NotImplementedError


def unschedule(command: UnschedulePublication, posting: JobPosting) -> tuple[PostingEvent, ...]:
    raise NotImplementedError
