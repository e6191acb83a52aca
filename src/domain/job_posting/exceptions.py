"""Pay outside the band, let pass by someone who did not ask for it."""

from domain.decider import Context
from domain.errors import require
from domain.job_posting.commands import DenyBandException, GrantBandException, RequestBandException
from domain.job_posting.errors import BandExceptionNotNeeded, BandExceptionNotRequested, BandExceptionStands
from domain.job_posting.events import (
    ApprovalGiven,
    BandExceptionDenied,
    BandExceptionGranted,
    BandExceptionRequested,
    BandExceptionUsed,
    PostingEvent,
)
from domain.job_posting.publication import pay_obeys_the_band
from domain.job_posting.state import BandException, JobPosting, Plea, PostingFacts
from domain.organisation import Matter
from domain.policies import approval
from domain.policies.four_eyes import judged_by_someone_else
from domain.policies.salary_band import NoBandForPay, SalaryOutsideBand
from domain.recorded import Actor


def request(
    command: RequestBandException, posting: JobPosting, context: Context[PostingFacts]
) -> tuple[PostingEvent, ...]:
    """Ask that exactly this pay, as proposed or else as it stands, may lie outside the band."""
    meant = posting.as_proposed
    asked = meant.excepted_by or posting.band_exception
    require(
        not inside_the_band(meant, context),
        BandExceptionNotNeeded,
        "the pay lies inside the band of its role, so nothing has to be let pass: change the salary first",
    )
    require(
        asked is None or asked.plea is Plea.DENIED or not about(asked, meant),
        BandExceptionStands,
        f"an exception for this pay is {asked.plea if asked else ''} already: see its history",
    )
    return (BandExceptionRequested(pay=meant.pay, setting=meant.pay_setting, reason=command.reason, by=context.people),)


def grant(command: GrantBandException, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    """Let exactly what was asked for lie outside the band; the last approval that the policy asks for does."""
    asked = awaits_an_answer(posting)
    judged_by_someone_else(behind(asked, posting), context, "asked for this, or wrote what it is for")
    given, complete = approval.approve(Matter.BAND_EXCEPTION, asked.approvals, context.facts.chain, context)
    if not complete:
        return (
            ApprovalGiven(
                step=given.step,
                authority=given.authority,
                by=given.by,
                matter=Matter.BAND_EXCEPTION,
                comment=command.comment,
            ),
        )
    return (
        BandExceptionGranted(
            pay=asked.pay,
            by=given.by,
            granted_by=tuple(dict.fromkeys(person for one in (*asked.approvals, given) for person in one.by)),
            step=given.step,
            authority=given.authority,
            comment=command.comment,
        ),
    )


def deny(command: DenyBandException, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    """Refuse it, with the reason."""
    asked = awaits_an_answer(posting)
    judged_by_someone_else(behind(asked, posting), context, "asked for this, or wrote what it is for")
    approval.may_decline(Matter.BAND_EXCEPTION, context.facts.chain, context)
    return (BandExceptionDenied(pay=asked.pay, reason=command.reason, by=context.people),)


def used(posting: JobPosting, context: Context[PostingFacts]) -> BandExceptionUsed | None:
    """The exception that its pay is shown under; None where the pay needs none, or has none."""
    granted = posting.excepted_by
    if granted is None or inside_the_band(posting, context):
        return None
    return BandExceptionUsed(reason=granted.reason, granted_by=granted.granted_by)


def inside_the_band(posting: JobPosting, context: Context[PostingFacts]) -> bool:
    """Whether no exception is needed. Raises WorkingHoursNotRecorded: what cannot be compared cannot be let pass."""
    try:
        pay_obeys_the_band(posting, context)
    except (NoBandForPay, SalaryOutsideBand):
        return False
    return True


def about(asked: BandException, posting: JobPosting) -> bool:
    """Whether a request is about exactly what the posting pays, in the setting it is paid in."""
    return (asked.pay, asked.setting) == (posting.pay, posting.pay_setting)


def awaits_an_answer(posting: JobPosting) -> BandException:
    """The request to be answered. Raises BandExceptionNotRequested."""
    asked = posting.band_exception
    if asked is None or asked.plea is not Plea.REQUESTED:
        raise BandExceptionNotRequested("nobody waits for an answer: use request-band-exception first")
    require(
        about(asked, posting.as_proposed),
        BandExceptionNotRequested,
        "the pay, or where and for what it is paid, is another than when it was asked for: request it anew",
    )
    return asked


def behind(asked: BandException, posting: JobPosting) -> frozenset[Actor]:
    """Everyone who asked for it, or wrote or submitted what it is for."""
    proposed = posting.proposal.editors if posting.proposal else frozenset()
    return asked.requested_by | posting.written_by | proposed
