"""What people ask of a job posting."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.clearing import check_clear
from domain.errors import InvalidValue
from domain.job_posting.content import OPTIONAL, ExternalId, PostingChanges, PostingContent, check_deadline
from domain.pay import PayRange, WorkingTime, check_pay
from domain.reasons import WithComment, WithOptionalReason, WithReason
from domain.requirements import SourceDocument
from domain.text import LINE, PARAGRAPH, check_text


class CloseReason(StrEnum):
    """Why a posting came to its end."""

    FILLED = "filled"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    ROLE_RETIRED = "role-retired"
    BUDGET = "budget"
    DUPLICATE = "duplicate"
    COMPLIANCE = "compliance"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPosting:
    """Begin a posting, with or without a role. An empty pay means: not disclosed."""

    content: PostingContent
    role_id: UUID | None = None
    pay: tuple[PayRange, ...] = ()
    external_id: ExternalId | None = None
    source: SourceDocument | None = None

    def __post_init__(self) -> None:
        check_pay(self.pay)


@dataclass(frozen=True, slots=True)
class AssignRole:
    """Say which role the posting offers."""

    role_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptPosting:
    """Take over a posting that is live elsewhere already, as its importer asserts: nobody here approved it.

    asserted_by: the importer. published_on: the day posted, as it says. channels of the content: where it is live.
    """

    content: PostingContent
    external_id: ExternalId
    asserted_by: str
    published_on: date
    role_id: UUID | None = None
    pay: tuple[PayRange, ...] = ()
    source: SourceDocument | None = None

    def __post_init__(self) -> None:
        check_text("asserted-by", self.asserted_by, LINE)
        check_deadline(self.published_on)
        check_pay(self.pay)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisePosting:
    """Change what is named and leave the rest; `clear` names fields to empty."""

    changes: PostingChanges = field(default_factory=PostingChanges)
    clear: tuple[str, ...] = ()
    reason: str | None = None

    def __post_init__(self) -> None:
        check_text("reason", self.reason, PARAGRAPH)
        check_clear(self.clear, self.changes, OPTIONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSalary:
    """State the pay anew, with the reason for the change. Empty: not disclosed."""

    pay: tuple[PayRange, ...]
    reason: str
    working_time: WorkingTime | None = None

    def __post_init__(self) -> None:
        check_text("reason", self.reason, PARAGRAPH)
        check_pay(self.pay)


@dataclass(frozen=True, slots=True)
class SubmitPostingForApproval:
    """Ask others to approve what stands."""


@dataclass(frozen=True, slots=True)
class ApprovePosting(WithComment):
    """Agree to the version that was seen. Only someone who did not write it."""


@dataclass(frozen=True, slots=True)
class RejectPosting(WithReason):
    """Send what was submitted back to its authors, and say why."""


@dataclass(frozen=True, slots=True)
class PublishPosting:
    """Make it public, exactly as approved."""


@dataclass(frozen=True, slots=True)
class PausePosting(WithOptionalReason):
    """Take it down for a while; the deadline's clock runs on."""


@dataclass(frozen=True, slots=True)
class ResumePosting:
    """Put it back as it was; the date posted stays."""


@dataclass(frozen=True, slots=True)
class ExtendDeadline:
    """Move the last day later."""

    deadline: date
    reason: str

    def __post_init__(self) -> None:
        check_deadline(self.deadline)
        check_text("reason", self.reason, PARAGRAPH)


@dataclass(frozen=True, slots=True)
class ShortenDeadline:
    """Move the last day earlier, not before today, or give one to a posting that had none."""

    deadline: date
    reason: str

    def __post_init__(self) -> None:
        check_deadline(self.deadline)
        check_text("reason", self.reason, PARAGRAPH)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePosting:
    """End it, with its reason; `explanation` says more, and must where the reason is `other`."""

    reason: CloseReason
    explanation: str | None = None

    def __post_init__(self) -> None:
        check_text("explanation", self.explanation, PARAGRAPH)
        if self.reason is CloseReason.OTHER and self.explanation is None:
            raise InvalidValue("close-explanation-missing", "closing for another reason needs an explanation in words")


@dataclass(frozen=True, slots=True)
class SchedulePublication:
    """Have an approved posting published by itself at an instant (aware)."""

    at: datetime

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise InvalidValue("instant-without-zone", "say the time zone too, as in 2026-05-01T08:00:00Z")


@dataclass(frozen=True, slots=True)
class UnschedulePublication(WithReason):
    """Do not publish it by itself after all; it stays approved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeAmendment:
    """Ask others to agree to another text or pay of a published posting; what they approved stays shown meanwhile.

    A second proposal goes on from the first. pay, working_time: None, as they are. A deadline moves by other commands.
    """

    reason: str
    changes: PostingChanges = field(default_factory=PostingChanges)
    clear: tuple[str, ...] = ()
    pay: tuple[PayRange, ...] | None = None
    working_time: WorkingTime | None = None

    def __post_init__(self) -> None:
        check_text("reason", self.reason, PARAGRAPH)
        check_clear(self.clear, self.changes, OPTIONAL)
        check_pay(self.pay or ())


@dataclass(frozen=True, slots=True)
class ApproveAmendment(WithComment):
    """Agree to the amendment that was seen, and show it from now on. Only someone who did not write it."""


@dataclass(frozen=True, slots=True)
class RejectAmendment(WithReason):
    """Refuse the amendment, and say why; what is shown stays."""


@dataclass(frozen=True, slots=True)
class WithdrawAmendment(WithOptionalReason):
    """Take the proposal back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenPosting:
    """Publish a closed posting again as it was, in a new publication period. deadline: a new last day."""

    reason: str
    deadline: date | None = None

    def __post_init__(self) -> None:
        check_text("reason", self.reason, PARAGRAPH)
        check_deadline(self.deadline)


@dataclass(frozen=True, slots=True)
class RelistPosting(WithReason):
    """Begin a linked copy of a closed posting: a new draft, with a new id and later a new date posted."""


@dataclass(frozen=True, slots=True)
class ArchivePosting(WithOptionalReason):
    """Put a closed posting away."""


@dataclass(frozen=True, slots=True)
class DiscardPosting(WithReason):
    """Give up a draft that was never shown."""


@dataclass(frozen=True, slots=True)
class RequestChannel:
    """Have a public posting listed on one more channel, or once more where listing failed."""

    channel: str

    def __post_init__(self) -> None:
        check_text("channel", self.channel, LINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmListing:
    """Say that a channel shows it. reference: what the channel calls it, or its address there."""

    channel: str
    reference: str | None = None

    def __post_init__(self) -> None:
        check_text("channel", self.channel, LINE)
        check_text("reference", self.reference, PARAGRAPH)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportListingFailure:
    """Say that a channel could not list it, and what it answered."""

    channel: str
    error: str

    def __post_init__(self) -> None:
        check_text("channel", self.channel, LINE)
        check_text("error", self.error, PARAGRAPH)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeDownChannel:
    """Take it down from one channel; the others go on."""

    channel: str
    reason: str

    def __post_init__(self) -> None:
        check_text("channel", self.channel, LINE)
        check_text("reason", self.reason, PARAGRAPH)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordObservation:
    """Say what a channel was seen to show. shown_sha256: hex, of the bytes seen; None: it showed nothing.

    seen_at: when, if not now.
    """

    channel: str
    shown_sha256: str | None = None
    seen_at: datetime | None = None

    def __post_init__(self) -> None:
        check_text("channel", self.channel, LINE)
        check_sha256(self.shown_sha256)
        if self.seen_at is not None and self.seen_at.tzinfo is None:
            raise InvalidValue("instant-without-zone", "say which time zone the instant is in")


@dataclass(frozen=True, slots=True)
class RequestBandException(WithReason):
    """Ask others to let the pay, as it stands or is proposed, lie outside the role's band."""


@dataclass(frozen=True, slots=True)
class GrantBandException(WithComment):
    """Let exactly this pay lie outside the band. Only someone who neither wrote nor asked for it."""


@dataclass(frozen=True, slots=True)
class DenyBandException(WithReason):
    """Refuse the exception, and say why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLegalHold:
    """Keep everything about this posting, whatever else would let it go. hold: the matter's name."""

    hold: str
    reason: str

    def __post_init__(self) -> None:
        check_text("hold", self.hold, LINE)
        check_text("reason", self.reason, PARAGRAPH)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseLegalHold:
    """End a hold. Only someone who did not place it."""

    hold: str
    reason: str

    def __post_init__(self) -> None:
        check_text("hold", self.hold, LINE)
        check_text("reason", self.reason, PARAGRAPH)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordNotice:
    """Note that an authority calls this posting noncompliant.

    notice: the authority's reference. rule: the id of one of our rules, which says how long there is to cure it.
    cure_by: the last day, where the notice names one.
    """

    notice: str
    authority: str
    received_on: date
    details: str
    rule: str | None = None
    cure_by: date | None = None

    def __post_init__(self) -> None:
        check_text("notice", self.notice, LINE)
        check_text("authority", self.authority, LINE)
        check_text("details", self.details, PARAGRAPH)
        check_text("rule", self.rule, LINE)
        if self.cure_by is not None and self.cure_by < self.received_on:
            raise InvalidValue("cure-before-notice", "nothing can be cured before the notice was received")


@dataclass(frozen=True, slots=True, kw_only=True)
class CureNotice:
    """Say how a notice was cured. Only someone who neither recorded it nor made the edits that cure it."""

    notice: str
    how: str

    def __post_init__(self) -> None:
        check_text("notice", self.notice, LINE)
        check_text("how", self.how, PARAGRAPH)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaivePlace:
    """Let a place that no rule can be looked up for not stand in the way. Only someone who did not write it."""

    place: str
    reason: str

    def __post_init__(self) -> None:
        check_text("place", self.place, LINE)
        check_text("reason", self.reason, PARAGRAPH)


@dataclass(frozen=True, slots=True)
class JudgePosting:
    """Judge a posting that is shown by the law of today, and note what it breaks now."""


PostingCommand = (
    DraftPosting
    | AdoptPosting
    | AssignRole
    | RevisePosting
    | ChangeSalary
    | SubmitPostingForApproval
    | ApprovePosting
    | RejectPosting
    | SchedulePublication
    | UnschedulePublication
    | PublishPosting
    | ProposeAmendment
    | ApproveAmendment
    | RejectAmendment
    | WithdrawAmendment
    | PausePosting
    | ResumePosting
    | ExtendDeadline
    | ShortenDeadline
    | ClosePosting
    | ReopenPosting
    | RelistPosting
    | ArchivePosting
    | DiscardPosting
    | RequestChannel
    | ConfirmListing
    | ReportListingFailure
    | TakeDownChannel
    | RecordObservation
    | RequestBandException
    | GrantBandException
    | DenyBandException
    | PlaceLegalHold
    | ReleaseLegalHold
    | RecordNotice
    | CureNotice
    | WaivePlace
    | JudgePosting
)


def check_sha256(digest: str | None) -> None:
    """Raise InvalidValue unless it is a hex SHA-256, or nothing."""
    if digest is not None and (len(digest) != 64 or set(digest) - set("0123456789abcdef")):
        raise InvalidValue("document-hash-malformed", "a SHA-256 is 64 lower-case hexadecimal digits")
