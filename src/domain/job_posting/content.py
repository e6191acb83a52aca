"""What a posting says, pay and role aside, and the changes that can be made to it."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from domain.amending import amended
from domain.clearing import emptied, named, optional_fields
from domain.errors import InvalidValue
from domain.language import check_language
from domain.pay import WorkingTime
from domain.personal import Personal
from domain.places import EmploymentType, Location, WorkMode, check_region, check_time_zone
from domain.requirements import Education, Experience, Responsibility, Skill
from domain.text import DOCUMENT, LINE, PARAGRAPH, check_many, check_text


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalId:
    """What another system calls this posting. (source, value) is unique in the organisation."""

    source: str
    value: str

    def __post_init__(self) -> None:
        check_text("external-id-source", self.source, LINE)
        check_text("external-id", self.value, LINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThirdParty:
    """An agency or board engaged to announce a posting. carries_pay: it has the pay and has undertaken to show it."""

    name: str
    carries_pay: bool = False

    def __post_init__(self) -> None:
        check_text("third-party", self.name, LINE)


@dataclass(frozen=True, kw_only=True)
class PostingContent:
    """What a posting says, pay and role aside. Every field but the title may wait for a later revision.

    legal_entity, organisation_unit: names, as shown. employer_id, unit_id: what law and approval hang on.
    levels: those it hires at, which pay ranges may tell apart. benefits_url: where they are described, if by link.
    internal_notice_on: the day own staff are told of the opening. promotion_opportunity: None counts as one.
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
    employer_id: UUID | None = None
    unit_id: UUID | None = None
    levels: tuple[str, ...] = ()
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
    benefits_url: str | None = None
    other_compensation: str | None = None
    other_compensation_url: str | None = None
    commission_only: bool = False
    working_time: WorkingTime | None = None
    deadline: date | None = None
    rolling: bool = False
    time_zone: str = "UTC"
    uses_ai_screening: bool | None = None
    ai_screening_statement: str | None = None
    existing_vacancy: bool | None = None
    promotion_opportunity: bool | None = None
    internal_notice_on: date | None = None
    visa_sponsorship: bool | None = None
    international_applicants: bool | None = None
    how_to_apply: str | None = None
    contact: Personal[str] | None = None
    internal_only: bool = False
    confidential: bool = False
    channels: tuple[str, ...] = ()
    third_parties: tuple[ThirdParty, ...] = ()

    def __post_init__(self) -> None:
        check_posting_text(self)
        check_last_day(self)


OPTIONAL: Final = optional_fields(PostingContent)


@dataclass(frozen=True, kw_only=True)
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
    employer_id: UUID | None = None
    unit_id: UUID | None = None
    levels: tuple[str, ...] | None = None
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
    benefits_url: str | None = None
    other_compensation: str | None = None
    other_compensation_url: str | None = None
    commission_only: bool | None = None
    working_time: WorkingTime | None = None
    deadline: date | None = None
    rolling: bool | None = None
    time_zone: str | None = None
    uses_ai_screening: bool | None = None
    ai_screening_statement: str | None = None
    existing_vacancy: bool | None = None
    promotion_opportunity: bool | None = None
    internal_notice_on: date | None = None
    visa_sponsorship: bool | None = None
    international_applicants: bool | None = None
    how_to_apply: str | None = None
    contact: Personal[str] | None = None
    internal_only: bool | None = None
    confidential: bool | None = None
    channels: tuple[str, ...] | None = None
    third_parties: tuple[ThirdParty, ...] | None = None

    def __post_init__(self) -> None:
        check_posting_text(self)


def check_posting_text(content: PostingContent | PostingChanges) -> None:
    """Raise InvalidValue where a field of the posting is blank, unbounded, unknown or not text."""
    check_many(content)
    check_deadline(content.deadline)
    check_text("title", content.title, LINE)
    check_text("description", content.description, DOCUMENT, blank=True)
    for name in ("legal_entity", "organisation_unit", "requisition", "language", "raw_employment_type", "contact"):
        if (line := getattr(content, name)) is not None:
            check_text(name.replace("_", "-"), line, LINE)
    for name in ("benefits", "other_compensation", "ai_screening_statement", "how_to_apply"):
        if (paragraph := getattr(content, name)) is not None:
            check_text(name.replace("_", "-"), paragraph, PARAGRAPH)
    for name in ("benefits_url", "other_compensation_url"):
        if (url := getattr(content, name)) is not None:
            check_url(name.replace("_", "-"), url)
    for line in content.qualifications or ():
        check_text("qualification", line, PARAGRAPH)
    for level in content.levels or ():
        check_text("level", level, LINE)
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


def check_url(name: str, url: str | None) -> None:
    """Raise InvalidValue unless it is a web address, or nothing."""
    check_text(name, url, PARAGRAPH)
    if url is not None and not (url.startswith(("https://", "http://")) and not any(c.isspace() for c in url)):
        raise InvalidValue(f"{name}-malformed", f"{name} is a web address, like https://example.org/benefits")


def check_last_day(content: PostingContent) -> None:
    """Raise InvalidValue where it says both that there is a last day and that there is none."""
    if content.rolling and content.deadline is not None:
        raise InvalidValue("deadline-and-rolling", "a posting has a last day or is rolling: clear one of the two")


def revised(content: PostingContent, clear: tuple[str, ...], changes: PostingChanges) -> PostingContent:
    """The content with what is named cleared or changed. Raises InvalidValue where that contradicts itself.

    Nothing else is judged: the changes were when they were made, and the rest long ago. Both again cost three times
    as much as all else in revising a posting.
    """
    new = amended(content, **emptied(PostingContent, clear), **named(changes))
    check_last_day(new)
    return new


def check_deadline(day: date | None) -> None:
    """Raise InvalidValue where the day is so far off that its end is no instant in every time zone."""
    if day is not None and not date(1970, 1, 1) <= day <= date(2999, 12, 31):
        raise InvalidValue("deadline-out-of-range", "a deadline lies between the years 1970 and 2999")
