"""A posting read from an outline."""

from itertools import islice
from typing import Final

from domain.job_posting import DraftPosting, PostingContent
from domain.pay import PayRange
from domain.places import EmploymentType, WorkMode
from domain.requirements import Experience
from domain.text import DOCUMENT, MANY, PARAGRAPH
from infrastructure.importers.text import phrases, requirements
from infrastructure.importers.text.claims import Claims
from infrastructure.importers.text.outline import outline
from infrastructure.importers.text.title import find_title
from infrastructure.importers.text.vocabulary import Topic

_TOPICS: Final = frozenset(
    {Topic.PURPOSE, Topic.COMPANY, Topic.DUTIES, Topic.SKILLS, Topic.QUALIFICATIONS, Topic.EDUCATION}
    | {Topic.FIELDS_OF_STUDY, Topic.EXPERIENCE, Topic.CERTIFICATIONS, Topic.BENEFITS, Topic.HOW_TO_APPLY}
    | {Topic.TITLE, Topic.UNIT, Topic.PAY, Topic.WORK_MODE, Topic.EMPLOYMENT_TYPE, Topic.CHANNEL, Topic.REQUISITION}
)


def read(text: str) -> tuple[DraftPosting, Claims]:
    """The draft, and how every line of the text was accounted for. A place is never guessed from words."""
    claims = Claims(outline(text), _TOPICS)
    title = find_title(claims)
    employment, raw = _employment(claims)
    content = PostingContent(
        title=title,
        duties=requirements.duties(claims),
        education=requirements.education(claims, from_qualifications=False),
        experience=_experience(claims),
        skills=requirements.skills(claims, qualifications=False),
        qualifications=requirements.lines(claims, Topic.QUALIFICATIONS, Topic.CERTIFICATIONS),
        requisition=_label(claims, Topic.REQUISITION),
        organisation_unit=_label(claims, Topic.UNIT),
        work_mode=_work_mode(claims),
        employment_type=employment,
        raw_employment_type=raw,
        benefits=claims.paragraphs(frozenset({Topic.BENEFITS}), PARAGRAPH) or None,
        how_to_apply=claims.paragraphs(frozenset({Topic.HOW_TO_APPLY}), PARAGRAPH) or None,
        international_applicants=_international(claims),
        channels=_channels(claims),
        description=claims.paragraphs(frozenset({Topic.PURPOSE, Topic.COMPANY}), DOCUMENT),
    )
    return DraftPosting(content=content, pay=_pay(claims), source=claims.source(text)), claims


def _label(claims: Claims, topic: Topic) -> str | None:
    return next((claims.quote(entry) for entry in claims.values(topic)), None)


def _experience(claims: Claims) -> tuple[Experience, ...]:
    """What is stated by itself, then the years that qualifications name; those lines stay qualifications whole."""
    among = (found for _, found in requirements.years_among_qualifications(claims))
    return (requirements.experience(claims) + tuple(among))[:MANY]


def _channels(claims: Claims) -> tuple[str, ...]:
    named = list(islice(claims.values(Topic.CHANNEL), MANY))
    claims.read.update(named)
    return tuple(dict.fromkeys(phrases.channel(entry.lines[0].plain) for entry in named))


def _work_mode(claims: Claims) -> WorkMode | None:
    for entry in claims.values(Topic.WORK_MODE):
        claims.read.add(entry)
        return phrases.work_mode(entry.lines[0].plain)
    return None


def _employment(claims: Claims) -> tuple[EmploymentType | None, str | None]:
    """The kind of engagement and its raw word; a word we do not know, under its label, is OTHER."""
    for entry in claims.values(Topic.EMPLOYMENT_TYPE):
        word = claims.quote(entry)
        return phrases.employment_type(entry.lines[0].plain) or EmploymentType.OTHER, word
    return None, None


def _international(claims: Claims) -> bool | None:
    for entry in claims.values(Topic.INTERNATIONAL):
        claims.read.add(entry)
        return phrases.international(entry.lines[0].plain)
    return None


def _pay(claims: Claims) -> tuple[PayRange, ...]:
    """The first that is said; a second statement would leave open which of them holds."""
    for entry in claims.values(Topic.PAY):
        claims.read.add(entry)
        return phrases.pay(entry.lines[0].plain) or ()
    return ()
