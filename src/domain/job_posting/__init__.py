"""Job posting: an offer of a role."""

from typing import Final

from domain.decider import Decider
from domain.job_posting.commands import (
    ApprovePosting,
    AssignRole,
    ChangeSalary,
    ClosePosting,
    CloseReason,
    DraftPosting,
    ExtendDeadline,
    ExternalId,
    PausePosting,
    PostingChanges,
    PostingCommand,
    PostingContent,
    PublishPosting,
    RejectPosting,
    ResumePosting,
    RevisePosting,
    ShortenDeadline,
    SubmitPostingForApproval,
)
from domain.job_posting.deadline import expired, expires_at
from domain.job_posting.decide import decide
from domain.job_posting.events import (
    EVENTS,
    ApprovalLapsed,
    ChannelTakenDown,
    PostingApproved,
    PostingClosed,
    PostingContentChanged,
    PostingDeadlineExtended,
    PostingDeadlineShortened,
    PostingDrafted,
    PostingEvent,
    PostingPaused,
    PostingPublished,
    PostingRejected,
    PostingResumed,
    PostingSalaryChanged,
    PostingSubmittedForApproval,
    RoleAssigned,
)
from domain.job_posting.evolve import evolve
from domain.job_posting.render import RENDERER, render
from domain.job_posting.state import JobPosting, RoleFacts, Status

__all__ = [
    "JOB_POSTING",
    "RENDERER",
    "ApprovalLapsed",
    "ApprovePosting",
    "AssignRole",
    "ChangeSalary",
    "ChannelTakenDown",
    "ClosePosting",
    "CloseReason",
    "DraftPosting",
    "ExtendDeadline",
    "ExternalId",
    "JobPosting",
    "PausePosting",
    "PostingApproved",
    "PostingChanges",
    "PostingClosed",
    "PostingCommand",
    "PostingContent",
    "PostingContentChanged",
    "PostingDeadlineExtended",
    "PostingDeadlineShortened",
    "PostingDrafted",
    "PostingEvent",
    "PostingPaused",
    "PostingPublished",
    "PostingRejected",
    "PostingResumed",
    "PostingSalaryChanged",
    "PostingSubmittedForApproval",
    "PublishPosting",
    "RejectPosting",
    "ResumePosting",
    "RevisePosting",
    "RoleAssigned",
    "RoleFacts",
    "ShortenDeadline",
    "Status",
    "SubmitPostingForApproval",
    "expired",
    "expires_at",
    "render",
]


def documents(command: PostingCommand, posting: JobPosting) -> tuple[bytes, ...]:
    """The text that a draft was made from; what the public is shown from now on."""
    match command:
        case DraftPosting(source=source) if source is not None:
            return (source.text.encode(),)
        case PublishPosting() | ExtendDeadline() | ShortenDeadline() if posting.renderer is not None:
            return (render(posting, posting.renderer),)
        case _:
            return ()


JOB_POSTING: Final[Decider[PostingCommand, JobPosting, PostingEvent]] = Decider(
    kind="job_posting",
    initial=JobPosting(),
    decide=decide,
    evolve=evolve,
    events=EVENTS,
    documents=documents,
)
