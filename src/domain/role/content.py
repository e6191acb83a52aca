"""What a role says, and which part of it a revision names."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.clearing import optional_fields
from domain.errors import InvalidValue
from domain.pay import SalaryBand
from domain.requirements import Education, Experience, Responsibility, Skill
from domain.role.bands import check_bands
from domain.role.classification import OccupationCode, check_codes
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


@dataclass(frozen=True, kw_only=True)
class RoleContent:
    """What a role says. Every field but the title may be left for a later revision.

    organisation_unit: its name as imported or shown. unit_id: the unit itself, whose approval policy counts.
    """

    title: str
    alternate_titles: tuple[str, ...] = ()
    family: str | None = None
    level: str | None = None
    track: Track | None = None
    categories: tuple[str, ...] = ()
    purpose: str | None = None
    owner: str | None = None
    organisation_unit: str | None = None
    unit_id: UUID | None = None
    responsibilities: tuple[Responsibility, ...] = ()
    skills: tuple[Skill, ...] = ()
    education: Education | None = None
    experience: Experience | None = None
    certifications: tuple[str, ...] = ()
    occupation_codes: tuple[OccupationCode, ...] = ()
    salary_bands: tuple[SalaryBand, ...] = ()
    career_path: tuple[CareerLink, ...] = ()

    def __post_init__(self) -> None:
        check_role(self)


OPTIONAL: Final = optional_fields(RoleContent)


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
    unit_id: UUID | None = None
    responsibilities: tuple[Responsibility, ...] | None = None
    skills: tuple[Skill, ...] | None = None
    education: Education | None = None
    experience: Experience | None = None
    certifications: tuple[str, ...] | None = None
    occupation_codes: tuple[OccupationCode, ...] | None = None
    salary_bands: tuple[SalaryBand, ...] | None = None
    career_path: tuple[CareerLink, ...] | None = None

    def __post_init__(self) -> None:
        check_role(self)


def check_role(content: RoleContent | RoleChanges) -> None:
    """Raise InvalidValue where a text is blank, unbounded or not text, or where entries contradict each other."""
    check_text("title", content.title, LINE)
    for name in ("family", "level", "owner", "organisation_unit"):
        check_text(name.replace("_", "-"), getattr(content, name), LINE)
    check_text("purpose", content.purpose, PARAGRAPH)
    check_many(content)
    check_bands(content.salary_bands or ())
    check_codes(content.occupation_codes or ())
    for name in ("alternate_titles", "categories", "certifications"):
        for line in getattr(content, name) or ():
            check_text(name.replace("_", "-"), line, LINE)
