"""What a job asks of a person: duties, skills, education, experience. Shared by roles and postings."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from domain.errors import InvalidValue
from domain.text import DOCUMENT, LINE, PARAGRAPH, check_text


class Emphasis(StrEnum):
    """How much of the work a responsibility is."""

    CORE = "core"
    SECONDARY = "secondary"
    SUPPLEMENTAL = "supplemental"


@dataclass(frozen=True, slots=True)
class Responsibility:
    """One duty. heading: the lead-in or section it stood under."""

    text: str
    emphasis: Emphasis = Emphasis.CORE
    heading: str | None = None

    def __post_init__(self) -> None:
        check_text("responsibility", self.text, PARAGRAPH)
        check_text("responsibility-heading", self.heading, LINE)


class SkillKind(StrEnum):
    """Hard skills are taught and tested; soft skills are shown."""

    HARD = "hard"
    SOFT = "soft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """One skill. category: the group it stands in. taxonomy_uri: its entry in ESCO or O*NET."""

    name: str
    kind: SkillKind = SkillKind.HARD
    category: str | None = None
    level: str | None = None
    required: bool = True
    taxonomy_uri: str | None = None

    def __post_init__(self) -> None:
        check_text("skill", self.name, PARAGRAPH)
        check_text("skill-category", self.category, LINE)
        check_text("skill-level", self.level, LINE)
        check_text("skill-taxonomy-uri", self.taxonomy_uri, LINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Education:
    """Schooling: the least, the wished for, in which fields, and whether experience may stand in for it."""

    minimum: str | None = None
    preferred: str | None = None
    fields_of_study: tuple[str, ...] = ()
    equivalent_experience_accepted: bool = False

    def __post_init__(self) -> None:
        check_text("education", self.minimum, PARAGRAPH)
        check_text("education", self.preferred, PARAGRAPH)
        for field in self.fields_of_study:
            check_text("field-of-study", field, LINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    """Years asked for, as written and as understood: "8-12+" is minimum 8, maximum 12, open-ended."""

    text: str
    minimum_years: int | None = None
    maximum_years: int | None = None
    open_ended: bool = False
    preferred_notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_text("experience", self.text, PARAGRAPH)
        for note in self.preferred_notes:
            check_text("experience-note", note, PARAGRAPH)
        for years in (self.minimum_years, self.maximum_years):
            if years is not None and not 0 <= years <= 80:
                raise InvalidValue("experience-out-of-range", "years of experience lie between 0 and 80")
        least, most = self.minimum_years, self.maximum_years
        if least is not None and most is not None and least > most:
            raise InvalidValue("experience-inverted", "the least experience is above the most")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDocument:
    """The text that a draft was made from, handed in with the draft and kept byte for byte."""

    importer: str
    text: str
    not_understood: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_text("importer", self.importer, LINE)
        check_text("document", self.text, DOCUMENT)
        for line in self.not_understood:
            check_text("not-understood", line, PARAGRAPH)

    @property
    def provenance(self) -> "Provenance":
        """What an event says of this document: its name among the blobs instead of its text."""
        digest = sha256(self.text.encode()).hexdigest()
        return Provenance(importer=self.importer, document_sha256=digest, not_understood=self.not_understood)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a draft came from. document_sha256: hex, the original text's name among the blobs.

    not_understood: lines that the importer kept without knowing what they mean, in their order.
    """

    importer: str
    document_sha256: str
    not_understood: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_text("importer", self.importer, LINE)
        if len(self.document_sha256) != 64 or set(self.document_sha256) - set("0123456789abcdef"):
            raise InvalidValue("document-hash-malformed", "a SHA-256 is 64 lower-case hexadecimal digits")
        for line in self.not_understood:
            check_text("not-understood", line, PARAGRAPH)
