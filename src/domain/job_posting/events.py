"""What happened to a posting. A change carries the old value and the new; `by`: everyone behind an edit (four eyes)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.job_posting.commands import CloseReason, ExternalId, PostingChanges, PostingContent
from domain.pay import PayRange, WorkingTime
from domain.personal import Personal
from domain.recorded import Actor
from domain.requirements import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingDrafted:
    content: PostingContent
    by: tuple[Actor, ...]
    role_id: UUID | None = None
    pay: tuple[PayRange, ...] = ()
    external_id: ExternalId | None = None
    provenance: Provenance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleAssigned:
    old: UUID | None
    new: UUID
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingContentChanged:
    """fields: the names that changed, sorted; old and new hold a value for each of them (None: empty)."""

    fields: tuple[str, ...]
    old: PostingChanges
    new: PostingChanges
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingSalaryChanged:
    old: tuple[PayRange, ...]
    new: tuple[PayRange, ...]
    reason: str
    by: tuple[Actor, ...]
    old_working_time: WorkingTime | None = None
    new_working_time: WorkingTime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingSubmittedForApproval:
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingApproved:
    """role_approval: the version of its role in force, which this posting is pinned to; None where it has no role."""

    role_approval: int | None
    comment: Personal[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingRejected:
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalLapsed:
    """A material edit voided the approval. fields: what was edited."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingPublished:
    """period: publication period, from 1. document_sha256: hex, the exact bytes shown, among the blobs."""

    period: int
    published_on: date
    document_sha256: str
    renderer: int
    role_approval: int
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingPaused:
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingResumed:
    """channels: where it is listed again; none in events of the time when a pause took nothing down."""

    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingDeadlineExtended:
    """document_sha256: the bytes shown from now on, where the posting has been published."""

    old: date | None
    new: date
    reason: str
    by: tuple[Actor, ...]
    document_sha256: str | None = None
    renderer: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingDeadlineShortened:
    """As PostingDeadlineExtended, the other way. was_rolling: it was so far; with a last day it is so no more."""

    old: date | None
    new: date
    reason: str
    by: tuple[Actor, ...]
    was_rolling: bool = False
    document_sha256: str | None = None
    renderer: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelTakenDown:
    """The posting must no longer be shown there."""

    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingClosed:
    reason: CloseReason
    explanation: str | None = None


PostingEvent = (
    PostingDrafted
    | RoleAssigned
    | PostingContentChanged
    | PostingSalaryChanged
    | PostingSubmittedForApproval
    | PostingApproved
    | PostingRejected
    | ApprovalLapsed
    | PostingPublished
    | PostingPaused
    | PostingResumed
    | PostingDeadlineExtended
    | PostingDeadlineShortened
    | ChannelTakenDown
    | PostingClosed
)

EVENTS: dict[str, type[PostingEvent]] = {
    "job_posting.drafted.v1": PostingDrafted,
    "job_posting.role_assigned.v1": RoleAssigned,
    "job_posting.content_changed.v1": PostingContentChanged,
    "job_posting.salary_changed.v1": PostingSalaryChanged,
    "job_posting.submitted_for_approval.v1": PostingSubmittedForApproval,
    "job_posting.approved.v1": PostingApproved,
    "job_posting.rejected.v1": PostingRejected,
    "job_posting.approval_lapsed.v1": ApprovalLapsed,
    "job_posting.published.v1": PostingPublished,
    "job_posting.paused.v1": PostingPaused,
    "job_posting.resumed.v1": PostingResumed,
    "job_posting.deadline_extended.v1": PostingDeadlineExtended,
    "job_posting.deadline_shortened.v1": PostingDeadlineShortened,
    "job_posting.channel_taken_down.v1": ChannelTakenDown,
    "job_posting.closed.v1": PostingClosed,
}
