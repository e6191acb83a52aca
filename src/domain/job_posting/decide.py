"""What may happen to a job posting, and what refuses it."""

from typing import assert_never

from domain.decider import Context
from domain.errors import AlreadyDrafted, require
from domain.job_posting import editing, judging, publishing
from domain.job_posting.closing import close
from domain.job_posting.commands import (
    ApprovePosting,
    AssignRole,
    ChangeSalary,
    ClosePosting,
    DraftPosting,
    ExtendDeadline,
    PausePosting,
    PostingCommand,
    PublishPosting,
    RejectPosting,
    ResumePosting,
    RevisePosting,
    ShortenDeadline,
    SubmitPostingForApproval,
)
from domain.job_posting.errors import PostingIsClosed, PostingNotFound
from domain.job_posting.events import PostingEvent
from domain.job_posting.state import JobPosting, RoleFacts, Status


def decide(command: PostingCommand, posting: JobPosting, context: Context[RoleFacts]) -> tuple[PostingEvent, ...]:
    """The events that the command leads to, or the DomainError of the rule it breaks."""
    if isinstance(command, DraftPosting):
        require(posting.status is Status.NONE, AlreadyDrafted, "this posting exists: revise it, or draft another")
        return editing.draft(command, context)
    require(posting.status is not Status.NONE, PostingNotFound, "no posting has this id: look it up among the postings")
    require(posting.status is not Status.CLOSED, PostingIsClosed, "it was closed for good: draft a new posting instead")
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
        case PublishPosting():
            return publishing.publish(posting, context)
        case PausePosting():
            return publishing.pause(command, posting)
        case ResumePosting():
            return publishing.resume(posting, context)
        case ClosePosting():
            return close(command, posting, context)
        case _:
            assert_never(command)
