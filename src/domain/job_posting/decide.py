"""What may happen to a job posting, and what refuses it."""

from typing import Final, assert_never

from domain.decider import Context
from domain.errors import AlreadyDrafted, require
from domain.job_posting import (
    adopting,
    amending,
    channels,
    closing,
    editing,
    ending,
    exceptions,
    holds,
    judging,
    lawfulness,
    notices,
    publishing,
    relisting,
    reopening,
    scheduling,
    waivers,
)
from domain.job_posting.commands import (
    AdoptPosting,
    ApproveAmendment,
    ApprovePosting,
    ArchivePosting,
    AssignRole,
    ChangeSalary,
    ClosePosting,
    ConfirmListing,
    CureNotice,
    DenyBandException,
    DiscardPosting,
    DraftPosting,
    ExtendDeadline,
    GrantBandException,
    JudgePosting,
    PausePosting,
    PlaceLegalHold,
    PostingCommand,
    ProposeAmendment,
    PublishPosting,
    RecordNotice,
    RecordObservation,
    RejectAmendment,
    RejectPosting,
    ReleaseLegalHold,
    RelistPosting,
    ReopenPosting,
    ReportListingFailure,
    RequestBandException,
    RequestChannel,
    ResumePosting,
    RevisePosting,
    SchedulePublication,
    ShortenDeadline,
    SubmitPostingForApproval,
    TakeDownChannel,
    UnschedulePublication,
    WaivePlace,
    WithdrawAmendment,
)
from domain.job_posting.errors import PostingIsClosed, PostingNotFound
from domain.job_posting.events import PostingEvent
from domain.job_posting.state import ENDED, JobPosting, PostingFacts, Status

# What may still happen to a posting that has come to its end.
AFTERWARDS: Final = (
    ReopenPosting,
    RelistPosting,
    ArchivePosting,
    RecordObservation,
    ReportListingFailure,
    PlaceLegalHold,
    ReleaseLegalHold,
    RecordNotice,
    CureNotice,
)


def decide(command: PostingCommand, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    """The events that the command leads to, or the DomainError of the rule it breaks."""
    if isinstance(command, DraftPosting | AdoptPosting):
        require(posting.status is Status.NONE, AlreadyDrafted, "this posting exists: revise it, or draft another")
        if isinstance(command, AdoptPosting):
            return adopting.adopt(command, context)
        return editing.draft(command, context)
    require(posting.status is not Status.NONE, PostingNotFound, "no posting has this id: look it up among the postings")
    require(
        posting.status not in ENDED or isinstance(command, AFTERWARDS),
        PostingIsClosed,
        f"it is {posting.status}: reopen or relist it if it was closed, or draft a new posting instead",
    )
    match command:
        case RevisePosting():
            return editing.revise(command, posting, context)
        case AssignRole():
            return editing.assign_role(command, posting, context)
        case ChangeSalary():
            return editing.change_salary(command, posting, context)
        case ExtendDeadline():
            return publishing.extend_deadline(command, posting, context)
        case ShortenDeadline():
            return publishing.shorten_deadline(command, posting, context)
        case SubmitPostingForApproval():
            return judging.submit(posting, context)
        case ApprovePosting():
            return judging.approve(command, posting, context)
        case RejectPosting():
            return judging.reject(command, posting, context)
        case WaivePlace():
            return waivers.waive(command, posting, context)
        case RequestBandException():
            return exceptions.request(command, posting, context)
        case GrantBandException():
            return exceptions.grant(command, posting, context)
        case DenyBandException():
            return exceptions.deny(command, posting, context)
        case SchedulePublication():
            return scheduling.schedule(command, posting, context)
        case UnschedulePublication():
            return scheduling.unschedule(command, posting)
        case PublishPosting():
            return publishing.publish(posting, context)
        case PausePosting():
            return publishing.pause(command, posting)
        case ResumePosting():
            return publishing.resume(posting, context)
        case ProposeAmendment():
            return amending.propose(command, posting, context)
        case ApproveAmendment():
            return amending.approve(command, posting, context)
        case RejectAmendment():
            return amending.reject(command, posting, context)
        case WithdrawAmendment():
            return amending.withdraw(command, posting, context)
        case JudgePosting():
            return lawfulness.judge_anew(posting, context)
        case RequestChannel():
            return channels.request(command, posting)
        case ConfirmListing():
            return channels.confirm(command, posting)
        case ReportListingFailure():
            return channels.fail(command, posting)
        case TakeDownChannel():
            return channels.take_down(command, posting)
        case RecordObservation():
            return channels.observe(command, posting, context)
        case ClosePosting():
            return closing.close(command, posting, context)
        case ReopenPosting():
            return reopening.reopen(command, posting, context)
        case RelistPosting():
            return relisting.relist(command, posting, context)
        case ArchivePosting():
            return ending.archive(command, posting)
        case DiscardPosting():
            return ending.discard(command, posting)
        case PlaceLegalHold():
            return holds.place(command, posting, context)
        case ReleaseLegalHold():
            return holds.release(command, posting, context)
        case RecordNotice():
            return notices.record(command, posting, context)
        case CureNotice():
            return notices.cure(command, posting, context)
        case _:
            assert_never(command)
