"""Where a posting is shown, each place on its own."""

from domain.decider import Context
from domain.job_posting.commands import (
    ConfirmListing,
    RecordObservation,
    ReportListingFailure,
    RequestChannel,
    TakeDownChannel,
)
from domain.job_posting.events import PostingEvent
from domain.job_posting.state import JobPosting, PostingFacts


def request(command: RequestChannel, posting: JobPosting) -> tuple[PostingEvent, ...]:
    raise NotImplementedError


def confirm(command: ConfirmListing, posting: JobPosting) -> tuple[PostingEvent, ...]:
    raise NotImplementedError


def fail(command: ReportListingFailure, posting: JobPosting) -> tuple[PostingEvent, ...]:
    raise NotImplementedError


def take_down(command: TakeDownChannel, posting: JobPosting) -> tuple[PostingEvent, ...]:
    raise NotImplementedError


def observe(
    command: RecordObservation, posting: JobPosting, context: Context[PostingFacts]
) -> tuple[PostingEvent, ...]:
    raise NotImplementedError
