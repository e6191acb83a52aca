"""What happened to a posting. A change carries the old value and the new; `by`: everyone behind an edit (four eyes)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.job_posting.commands import CloseReason
from domain.job_posting.content import ExternalId, PostingChanges, PostingContent
from domain.law.judgement import Judgement, RuleResult
from domain.organisation.commands import Matter
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
    relist_of: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingImported:
    """Taken over as it was live elsewhere, asserted by import: nobody here approved it.

    published_on: the day posted, as it said. document_sha256: the page as we would show it, among the blobs.
    judgement: what the law said of it that day; it refuses nothing, since it is public already.
    """

    content: PostingContent
    asserted_by: str
    published_on: date
    document_sha256: str
    renderer: int
    judgement: Judgement
    by: tuple[Actor, ...]
    role_id: UUID | None = None
    role_approval: int | None = None
    pay: tuple[PayRange, ...] = ()
    external_id: ExternalId
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
class ApprovalGiven:
    """One approval of several that a policy asks for; what the last one leads to says so instead.

    step, authority: of the policy, what it was given to and under; authority None: an approver's token was enough.
    matter: what was approved; POSTING: the posting, or the amendment that is proposed.
    """

    step: str
    by: tuple[Actor, ...]
    matter: Matter = Matter.POSTING
    authority: str | None = None
    comment: Personal[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingApproved:
    """role_approval: the version of its role in force, which this posting is pinned to; None where it has no role.

    step, authority: as of ApprovalGiven, of the approval that completed it.
    """

    role_approval: int | None
    step: str = "approval"
    authority: str | None = None
    comment: Personal[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingRejected:
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalLapsed:
    """A material edit voided the approval. fields: what was edited."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationScheduled:
    at: datetime
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationUnscheduled:
    """It stays approved. reason: in words; where the publication was refused at its time, what refused it."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BandExceptionUsed:
    """Whose exception let pay outside the band be published (a part of other events)."""

    reason: str
    granted_by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingPublished:
    """period: publication period, from 1. document_sha256: hex, the exact bytes shown, among the blobs.

    band_exception: where its pay lies outside the band, whose exception let it pass.
    """

    period: int
    published_on: date
    document_sha256: str
    renderer: int
    role_approval: int
    judgement: Judgement
    band_exception: BandExceptionUsed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentProposed:
    """fields: the names that are to change, sorted; old and new hold a value for each of them (None: empty).

    old_pay, new_pay: None where the pay stays. The working time of a pay change stands among the fields.
    """

    fields: tuple[str, ...]
    old: PostingChanges
    new: PostingChanges
    reason: str
    by: tuple[Actor, ...]
    old_pay: tuple[PayRange, ...] | None = None
    new_pay: tuple[PayRange, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentRejected:
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentWithdrawn:
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingAmended:
    """What was proposed is agreed to and shown from now on; as AmendmentProposed, with what it is shown as."""

    fields: tuple[str, ...]
    old: PostingChanges
    new: PostingChanges
    reason: str
    role_approval: int | None
    document_sha256: str
    renderer: int
    judgement: Judgement
    old_pay: tuple[PayRange, ...] | None = None
    new_pay: tuple[PayRange, ...] | None = None
    band_exception: BandExceptionUsed | None = None
    comment: Personal[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingPaused:
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingResumed:
    judgement: Judgement


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
class ChannelRequested:
    """A channel is asked to show it."""

    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelListed:
    """The channel shows it. reference: what the channel calls it, or its address there."""

    channel: str
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelListingFailed:
    channel: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelTakenDown:
    """The posting must no longer be shown there. reason: None, as it is shown nowhere now."""

    channel: str
    reason: str | None = None


class Drift(StrEnum):
    """How what a channel was seen to show differs from what it should show."""

    ALTERED = "altered"  # other bytes than were published
    MISSING = "missing"  # nothing, though it is listed there
    STILL_SHOWN = "still-shown"  # something, though it was taken down


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelObserved:
    """What a channel was seen to show: SHA-256 (hex) of it, and of what it should show; None: nothing."""

    channel: str
    seen_at: datetime
    shown_sha256: str | None
    published_sha256: str | None
    drift: Drift | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingClosed:
    reason: CloseReason
    explanation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingReopened:
    """Published again after its end, in a period of its own. old_deadline, new_deadline: equal where nothing moved."""

    period: int
    published_on: date
    document_sha256: str
    renderer: int
    role_approval: int
    judgement: Judgement
    reason: str
    by: tuple[Actor, ...]
    old_deadline: date | None
    new_deadline: date | None
    band_exception: BandExceptionUsed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingRelisted:
    """Begun anew as another posting, which is linked to this one."""

    new: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingArchived:
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingDiscarded:
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaySetting:
    """What pay is held against a role's bands with (a part of other events). places: names, sorted."""

    role_id: UUID | None
    places: tuple[str, ...]
    levels: tuple[str, ...]
    working_time: WorkingTime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BandExceptionRequested:
    """pay: exactly what is to be let pass, in exactly this setting."""

    pay: tuple[PayRange, ...]
    setting: PaySetting
    reason: str
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BandExceptionGranted:
    """step, authority: as of ApprovalGiven, of the approval that completed it. granted_by: everyone who approved."""

    pay: tuple[PayRange, ...]
    by: tuple[Actor, ...]
    granted_by: tuple[Actor, ...]
    step: str = "approval"
    authority: str | None = None
    comment: Personal[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BandExceptionDenied:
    pay: tuple[PayRange, ...]
    reason: str
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHoldPlaced:
    hold: str
    reason: str
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHoldReleased:
    hold: str
    reason: str
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoncomplianceNoticeReceived:
    """cure_by: the last day to cure it, None where neither notice nor rule says."""

    notice: str
    authority: str
    received_on: date
    details: str
    by: tuple[Actor, ...]
    rule: str | None = None
    cure_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoncomplianceCured:
    """late: after its last day."""

    notice: str
    how: str
    by: tuple[Actor, ...]
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnresolvedPlaceWaived:
    """A place that no rule could be looked up for does not stand in the way."""

    place: str
    reason: str
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingJudged:
    """Judged by the law of another day, or by other rules, while it is shown."""

    judgement: Judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingOpened:
    """It breaks a rule while it is shown."""

    result: RuleResult


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingResolved:
    """It no longer breaks that rule, or is shown no more."""

    rule: str


PostingEvent = (
    PostingDrafted
    | PostingImported
    | RoleAssigned
    | PostingContentChanged
    | PostingSalaryChanged
    | PostingSubmittedForApproval
    | ApprovalGiven
    | PostingApproved
    | PostingRejected
    | ApprovalLapsed
    | PublicationScheduled
    | PublicationUnscheduled
    | PostingPublished
    | AmendmentProposed
    | AmendmentRejected
    | AmendmentWithdrawn
    | PostingAmended
    | PostingPaused
    | PostingResumed
    | PostingDeadlineExtended
    | PostingDeadlineShortened
    | ChannelRequested
    | ChannelListed
    | ChannelListingFailed
    | ChannelTakenDown
    | ChannelObserved
    | PostingClosed
    | PostingReopened
    | PostingRelisted
    | PostingArchived
    | PostingDiscarded
    | BandExceptionRequested
    | BandExceptionGranted
    | BandExceptionDenied
    | LegalHoldPlaced
    | LegalHoldReleased
    | NoncomplianceNoticeReceived
    | NoncomplianceCured
    | UnresolvedPlaceWaived
    | PostingJudged
    | FindingOpened
    | FindingResolved
)

EVENTS: dict[str, type[PostingEvent]] = {
    "job_posting.drafted.v1": PostingDrafted,
    "job_posting.imported.v1": PostingImported,
    "job_posting.role_assigned.v1": RoleAssigned,
    "job_posting.content_changed.v1": PostingContentChanged,
    "job_posting.salary_changed.v1": PostingSalaryChanged,
    "job_posting.submitted_for_approval.v1": PostingSubmittedForApproval,
    "job_posting.approval_given.v1": ApprovalGiven,
    "job_posting.approved.v1": PostingApproved,
    "job_posting.rejected.v1": PostingRejected,
    "job_posting.approval_lapsed.v1": ApprovalLapsed,
    "job_posting.publication_scheduled.v1": PublicationScheduled,
    "job_posting.publication_unscheduled.v1": PublicationUnscheduled,
    "job_posting.published.v1": PostingPublished,
    "job_posting.amendment_proposed.v1": AmendmentProposed,
    "job_posting.amendment_rejected.v1": AmendmentRejected,
    "job_posting.amendment_withdrawn.v1": AmendmentWithdrawn,
    "job_posting.amended.v1": PostingAmended,
    "job_posting.paused.v1": PostingPaused,
    "job_posting.resumed.v1": PostingResumed,
    "job_posting.deadline_extended.v1": PostingDeadlineExtended,
    "job_posting.deadline_shortened.v1": PostingDeadlineShortened,
    "job_posting.channel_requested.v1": ChannelRequested,
    "job_posting.channel_listed.v1": ChannelListed,
    "job_posting.channel_listing_failed.v1": ChannelListingFailed,
    "job_posting.channel_taken_down.v1": ChannelTakenDown,
    "job_posting.channel_observed.v1": ChannelObserved,
    "job_posting.closed.v1": PostingClosed,
    "job_posting.reopened.v1": PostingReopened,
    "job_posting.relisted.v1": PostingRelisted,
    "job_posting.archived.v1": PostingArchived,
    "job_posting.discarded.v1": PostingDiscarded,
    "job_posting.band_exception_requested.v1": BandExceptionRequested,
    "job_posting.band_exception_granted.v1": BandExceptionGranted,
    "job_posting.band_exception_denied.v1": BandExceptionDenied,
    "job_posting.legal_hold_placed.v1": LegalHoldPlaced,
    "job_posting.legal_hold_released.v1": LegalHoldReleased,
    "job_posting.noncompliance_notice_received.v1": NoncomplianceNoticeReceived,
    "job_posting.noncompliance_cured.v1": NoncomplianceCured,
    "job_posting.unresolved_place_waived.v1": UnresolvedPlaceWaived,
    "job_posting.judged.v1": PostingJudged,
    "job_posting.finding_opened.v1": FindingOpened,
    "job_posting.finding_resolved.v1": FindingResolved,
}
