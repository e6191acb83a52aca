"""What people ask of a job posting."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.clearing import check_clear, optional_fields
from domain.errors import InvalidValue
from domain.language import check_language
from domain.pay import PayRange, WorkingTime, check_pay
from domain.personal import Personal
from domain.places import EmploymentType, Location, WorkMode, check_region, check_time_zone
from domain.requirements import Education, Experience, Responsibility, Skill, SourceDocument
from domain.text import DOCUMENT, LINE, PARAGRAPH, check_many, check_text


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
class ExternalId:
    """What another system calls this posting. (source, value) is unique in the organisation."""

    source: str
    value: str

    def __post_init__(self) -> None:
        check_text("external-id-source", self.source, LINE)
        check_text("external-id", self.value, LINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingContent:
    """What a posting says, pay and role aside. Every field but the title may wait for a later revision.

    raw_employment_type: the word that employment_type was read from. language: a BCP 47 tag.
    deadline: the last day, in time_zone; a posting that is rolling, filled as people apply, has none.
    remote_regions: where a remote worker may live, ISO 3166-2 or a whole country. channels: where it is to be listed.
    contact: a person, so personal data.
    """

    title: str
    description: str = ""
    duties: tuple[Responsibility, ...] = ()
    qualifications: tuple[str, ...] = ()
    skills: tuple[Skill, ...] = ()
    experience: tuple[Experience, ...] = ()
    education: Education | None = None
    legal_entity: str | None = None
    organisation_unit: str | None = None
    requisition: str | None = None
    language: str = "en"
    openings: int = 1
    locations: tuple[Location, ...] = ()
    work_mode: WorkMode | None = None
    remote_regions: tuple[str, ...] = ()
    reports_to_location: Location | None = None
    employment_type: EmploymentType | None = None
    raw_employment_type: str | None = None
    benefits: str | None = None
    other_compensation: str | None = None
    working_time: WorkingTime | None = None
    deadline: date | None = None
    rolling: bool = False
    time_zone: str = "UTC"
    ai_screening_statement: str | None = None
    existing_vacancy: bool | None = None
    visa_sponsorship: bool | None = None
    international_applicants: bool | None = None
    how_to_apply: str | None = None
    contact: Personal[str] | None = None
    internal_only: bool = False
    confidential: bool = False
    channels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_posting_text(self)
        if self.rolling and self.deadline is not None:
            raise InvalidValue("deadline-and-rolling", "a posting has a last day or is rolling: clear one of the two")


OPTIONAL: Final = optional_fields(PostingContent)


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
class PostingChanges:
    """The fields of PostingContent of which some are to be (or were) changed; None: not named."""

    title: str | None = None
    description: str | None = None
    duties: tuple[Responsibility, ...] | None = None
    qualifications: tuple[str, ...] | None = None
    skills: tuple[Skill, ...] | None = None
    experience: tuple[Experience, ...] | None = None
    education: Education | None = None
    legal_entity: str | None = None
    organisation_unit: str | None = None
    requisition: str | None = None
    language: str | None = None
    openings: int | None = None
    locations: tuple[Location, ...] | None = None
    work_mode: WorkMode | None = None
    remote_regions: tuple[str, ...] | None = None
    reports_to_location: Location | None = None
    employment_type: EmploymentType | None = None
    raw_employment_type: str | None = None
    benefits: str | None = None
    other_compensation: str | None = None
    working_time: WorkingTime | None = None
    deadline: date | None = None
    rolling: bool | None = None
    time_zone: str | None = None
    ai_screening_statement: str | None = None
    existing_vacancy: bool | None = None
    visa_sponsorship: bool | None = None
    international_applicants: bool | None = None
    how_to_apply: str | None = None
    contact: Personal[str] | None = None
    internal_only: bool | None = None
    confidential: bool | None = None
    channels: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        check_posting_text(self)


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
class ApprovePosting:
    """Agree to the version that was seen. Only someone who did not write it."""

    comment: str | None = None

    def __post_init__(self) -> None:
        check_text("comment", self.comment, PARAGRAPH)


@dataclass(frozen=True, slots=True)
class RejectPosting:
    """Send what was submitted back to its authors, and say why."""

    reason: str

    def __post_init__(self) -> None:
        check_text("reason", self.reason, PARAGRAPH)


@dataclass(frozen=True, slots=True)
class PublishPosting:
    """Make it public, exactly as approved."""


@dataclass(frozen=True, slots=True)
class PausePosting:
    """Take it down for a while; the deadline's clock runs on."""

    reason: str | None = None

    def __post_init__(self) -> None:
        check_text("reason", self.reason, PARAGRAPH)


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


PostingCommand = (
    DraftPosting
    | AssignRole
    | RevisePosting
    | ChangeSalary
    | SubmitPostingForApproval
    | ApprovePosting
    | RejectPosting
    | PublishPosting
    | PausePosting
    | ResumePosting
    | ExtendDeadline
    | ShortenDeadline
    | ClosePosting
)


def check_posting_text(content: PostingContent | PostingChanges) -> None:
    """Raise InvalidValue where a field of the posting is blank, unbounded, unknown or not text."""
    check_many(content)
    check_deadline(content.deadline)
    check_text("title", content.title, LINE)
    check_text("description", content.description, DOCUMENT, blank=True)
    for name in ("legal_entity", "organisation_unit", "requisition", "language", "raw_employment_type", "contact"):
        check_text(name.replace("_", "-"), getattr(content, name), LINE)
    for name in ("benefits", "other_compensation", "ai_screening_statement", "how_to_apply"):
        check_text(name.replace("_", "-"), getattr(content, name), PARAGRAPH)
    for line in content.qualifications or ():
        check_text("qualification", line, PARAGRAPH)
    for channel in content.channels or ():
        check_text("channel", channel, LINE)
    for region in content.remote_regions or ():
        check_region(region)
    if content.language is not None:
        check_language(content.language)
    if content.time_zone is not None:
        check_time_zone(content.time_zone)
    if content.openings is not None and not 1 <= content.openings <= 100_000:
        raise InvalidValue("openings-out-of-range", "a posting has between 1 and 100,000 openings")


def check_deadline(day: date | None) -> None:
    """Raise InvalidValue where the day is so far off that its end is no instant in every time zone."""
    if day is not None and not date(1970, 1, 1) <= day <= date(2999, 12, 31):
        raise InvalidValue("deadline-out-of-range", "a deadline lies between the years 1970 and 2999")
