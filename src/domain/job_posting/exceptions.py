"""Pay outside the band, let pass by someone who did not ask for it."""

from domain.decider import Context
from domain.job_posting.commands import DenyBandException, GrantBandException, RequestBandException
from domain.job_posting.events import BandExceptionUsed, PostingEvent
from domain.job_posting.publication import pay_obeys_the_band
from domain.job_posting.state import JobPosting, PostingFacts
from domain.policies.salary_band import NoBandForPay, SalaryOutsideBand, WorkingHoursNotRecorded


def request(
    command: RequestBandException, posting: JobPosting, context: Context[PostingFacts]
) -> tuple[PostingEvent, ...]:
    raise NotImplementedError


def grant(command: GrantBandException, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    raise NotImplementedError


def deny(command: DenyBandException, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    raise NotImplementedError


def used(posting: JobPosting, context: Context[PostingFacts]) -> BandExceptionUsed | None:
    """The exception that its pay is published under; None where the pay needs none."""
    granted = posting.band_exception
    if granted is None:
        return None
    try:
        pay_obeys_the_band(posting, context)
    except (NoBandForPay, SalaryOutsideBand, WorkingHoursNotRecorded):
        return BandExceptionUsed(reason=granted.reason, granted_by=granted.granted_by)
    return None
