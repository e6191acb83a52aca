"""What people ask of a role."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.clearing import check_clear, optional_fields
from domain.errors import InvalidValue
from domain.pay import SalaryBand
from domain.requirements import Education, Experience, Responsibility, Skill, SourceDocument
from domain.text import LINE, PARAGRAPH, check_many, check_text


class Track(StrEnum):
    """Whether the role leads by craft or by people."""

    INDIVIDUAL_CONTRIBUTOR = "individual-contributor"
    MANAGER = "manager"


class Direction(StrEnum):
    """Which way a career path leads, seen from this role."""

    ENTRY_FROM = "entry-from"
    ADVANCES_TO = "advances-to"
    LATERAL = "lateral"


@dataclass(frozen=True, slots=True, kw_only=True)
class CareerLink:
    """One step of a career path: to a role we know, or to a title in free text. Exactly one of the two."""

    direction: Direction
    role_id: UUID | None = None
    title: str | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        check_text("career-title", self.title, LINE)
        check_text("career-note", self.note, PARAGRAPH)
        if (self.role_id is None) == (self.title is None):
            raise InvalidValue("career-link-target", "a career link names either a role or a title")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleContent:
    """What a role says. Every field but the title may be left for a later revision."""

    title: str
    alternate_titles: tuple[str, ...] = ()
    family: str | None = None
    level: str | None = None
    track: Track | None = None
    categories: tuple[str, ...] = ()
    purpose: str | None = None
    owner: str | None = None
    organisation_unit: str | None = None
    responsibilities: tuple[Responsibility, ...] = ()
    skills: tuple[Skill, ...] = ()
    education: Education | None = None
    experience: Experience | None = None
    certifications: tuple[str, ...] = ()
    occupation_codes: tuple[str, ...] = ()
    salary_bands: tuple[SalaryBand, ...] = ()
    career_path: tuple[CareerLink, ...] = ()

    def __post_init__(self) -> None:
        check_role_text(self)


OPTIONAL: Final = optional_fields(RoleContent)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRole:
    """Begin a role. code: unique in the organisation for ever, immutable ("lead-backend-engineer")."""

    code: str
    content: RoleContent
    source: SourceDocument | None = None

    def __post_init__(self) -> None:
        check_text("role-code", self.code, 100)
        if self.code != self.code.strip() or any(c.isspace() for c in self.code):
            raise InvalidValue("role-code-malformed", "a role's code holds no white space")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChanges:
    """The fields of RoleContent of which some are to be changed; None: not named."""

    title: str | None = None
    alternate_titles: tuple[str, ...] | None = None
    family: str | None = None
    level: str | None = None
    track: Track | None = None
    categories: tuple[str, ...] | None = None
    purpose: str | None = None
    owner: str | None = None
    organisation_unit: str | None = None
    responsibilities: tuple[Responsibility, ...] | None = None
    skills: tuple[Skill, ...] | None = None
    education: Education | None = None
    experience: Experience | None = None
    certifications: tuple[str, ...] | None = None
    occupation_codes: tuple[str, ...] | None = None
    salary_bands: tuple[SalaryBand, ...] | None = None
    career_path: tuple[CareerLink, ...] | None = None

    def __post_init__(self) -> None:
        check_role_text(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseRole:
    """Change what is named and leave the rest; `clear` names fields to empty."""

    changes: RoleChanges = field(default_factory=RoleChanges)
    clear: tuple[str, ...] = ()
    reason: str | None = None

    def __post_init__(self) -> None:
        check_text("reason", self.reason, PARAGRAPH)
        check_clear(self.clear, self.changes, OPTIONAL)


@dataclass(frozen=True, slots=True)
class SubmitRoleForApproval:
    """Ask others to approve what stands."""


@dataclass(frozen=True, slots=True)
class ApproveRole:
    """Put the version that was seen in force. Only someone who did not write it."""

    comment: str | None = None

    def __post_init__(self) -> None:
        check_text("comment", self.comment, PARAGRAPH)


@dataclass(frozen=True, slots=True)
class RequestRoleChanges:
    """Send what was submitted back to its authors."""

    reason: str

    def __post_init__(self) -> None:
        check_text("reason", self.reason, PARAGRAPH)


@dataclass(frozen=True, slots=True)
class StartRoleRevision:
    """Open an approved role for change; the approved version stays in force meanwhile."""

    reason: str | None = None

    def __post_init__(self) -> None:
        check_text("reason", self.reason, PARAGRAPH)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireRole:
    """Stop hiring for a role: no new postings at once; open ones close after `postings_close_on` (a day, UTC)."""

    reason: str
    postings_close_on: date | None = None

    def __post_init__(self) -> None:
        check_text("reason", self.reason, PARAGRAPH)


def check_role_text(content: RoleContent | RoleChanges) -> None:
    """Raise InvalidValue where a text of the role is blank, unbounded or not text."""
    check_text("title", content.title, LINE)
    for name in ("family", "level", "owner", "organisation_unit"):
        check_text(name.replace("_", "-"), getattr(content, name), LINE)
    check_text("purpose", content.purpose, PARAGRAPH)
    check_many(content)
    for name in ("alternate_titles", "categories", "certifications", "occupation_codes"):
        for line in getattr(content, name) or ():
            check_text(name.replace("_", "-"), line, LINE)


RoleCommand = (
    DraftRole | ReviseRole | SubmitRoleForApproval | ApproveRole | RequestRoleChanges | StartRoleRevision | RetireRole
)
