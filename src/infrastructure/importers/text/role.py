"""A role read from an outline."""

import re
import unicodedata
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from itertools import islice, pairwise
from typing import Final

from domain.errors import InvalidValue
from domain.pay import SalaryBand
from domain.requirements import Experience
from domain.role.bands import check_bands
from domain.role.commands import DraftRole
from domain.role.content import CareerLink, RoleContent
from domain.text import LINE, MANY, PARAGRAPH
from infrastructure.importers.text import phrases, requirements
from infrastructure.importers.text.claims import Claims
from infrastructure.importers.text.outline import Kind, outline
from infrastructure.importers.text.title import find_title
from infrastructure.importers.text.vocabulary import Topic

CODE_LENGTH: Final = 100
_TOPICS: Final = frozenset(
    {Topic.PURPOSE, Topic.DUTIES, Topic.SKILLS, Topic.QUALIFICATIONS, Topic.EDUCATION, Topic.FIELDS_OF_STUDY}
    | {Topic.EXPERIENCE, Topic.CERTIFICATIONS, Topic.CAREER, Topic.TITLE, Topic.CATEGORIES, Topic.LEVEL, Topic.UNIT}
    | {Topic.PAY}
)
# Scraped pages lose the space between labels: "Software EngineeringBackend Development". These words are no seams.
_CAMEL: Final = re.compile(
    r"(?:DevOps|DevSecOps|MLOps|DataOps|FinOps|JavaScript|TypeScript|CoffeeScript|GitHub|GitLab|PostgreSQL|MySQL|NoSQL"
    r"|MongoDB|DynamoDB|GraphQL|FastAPI|OpenAPI|OpenAI|OpenStack|LinkedIn|YouTube|TensorFlow|PyTorch|PowerPoint|SharePoint"
    r"|WordPress|SalesForce|FinTech|EdTech|HealthTech|IoT|SaaS|PaaS|IaaS|PhD|iOS|macOS|eCommerce|eLearning)"
)
_SEAM: Final = re.compile(r"(?<=[a-z0-9)])(?=[A-Z])")


def read(text: str, code: str | None) -> tuple[DraftRole, Claims]:
    """The draft, and how every line of the text was accounted for."""
    claims = Claims(outline(text), _TOPICS)
    title = find_title(claims)
    content = RoleContent(
        title=title,
        level=_label(claims, Topic.LEVEL),
        organisation_unit=_label(claims, Topic.UNIT),
        categories=_categories(claims),
        responsibilities=requirements.duties(claims),
        education=requirements.education(claims, from_qualifications=True),
        experience=_experience(claims),
        # A role has no qualifications apart: what is asked and is neither schooling nor years is a skill.
        skills=requirements.skills(claims, qualifications=True),
        certifications=requirements.lines(claims, Topic.CERTIFICATIONS, longest=LINE),
        salary_bands=_bands(claims),
        career_path=_career_path(claims),
        purpose=claims.paragraphs(frozenset({Topic.PURPOSE}), PARAGRAPH) or None,
    )
    return DraftRole(code=code or slug(title), content=content, source=claims.source(text)), claims


def slug(title: str) -> str:
    """A role's code from its title: ASCII, lower case, words joined by "-"; C++ and C# stay two things."""
    spelled = title.replace("++", " plus plus ").replace("#", " sharp ")
    ascii_only = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_only)[:CODE_LENGTH].strip("-")
    return words or f"role-{sha256(title.encode()).hexdigest()[:12]}"


def _label(claims: Claims, topic: Topic) -> str | None:
    return next((claims.quote(entry) for entry in claims.values(topic)), None)


def _categories(claims: Claims) -> tuple[str, ...]:
    """What its label lists, else the first line between the title and the first section that has lost its spaces."""
    for entry in claims.values(Topic.CATEGORIES):
        return tuple(name.strip() for name in re.split(r"[,;|·•/]", claims.quote(entry)) if name.strip())
    for entry in claims.entries:
        if entry.kind is Kind.HEADING:
            break
        line = entry.lines[0]
        if entry.kind is Kind.LOOSE and claims.free(entry) and not line.ended and len(line.plain) <= LINE:
            names = _unseam(line.plain)
            if len(names) > 1 and all(name[0].isupper() for name in names):
                claims.quote(entry)
                return names
    return ()


def _unseam(words: str) -> tuple[str, ...]:
    whole = [found.span() for found in _CAMEL.finditer(words)]
    seams = [s.start() for s in _SEAM.finditer(words) if not any(start < s.start() < end for start, end in whole)]
    edges = [0, *seams, len(words)]
    return tuple(words[start:end].strip() for start, end in pairwise(edges))


def _experience(claims: Claims) -> Experience | None:
    """All statements as one, its range the first that names years; else the first qualification that names some."""
    stated = requirements.experience(claims)
    if not stated:
        for entry, found in requirements.years_among_qualifications(claims):
            return replace(found, text=claims.quote(entry))
        return None
    ranged = next((one for one in stated if one.minimum_years or one.maximum_years), stated[0])
    notes = tuple(note for one in stated for note in one.preferred_notes)
    return replace(ranged, text="\n".join(one.text for one in stated), preferred_notes=notes)


def _bands(claims: Claims) -> tuple[SalaryBand, ...]:
    """What is stated, as far as it goes together: a second band for the same pay, or one with an open end, stays with
    what was not understood.
    """
    bands: tuple[SalaryBand, ...] = ()
    for entry in islice(claims.values(Topic.PAY), MANY):
        offered = phrases.pay(entry.lines[0].plain) or ()
        stated = tuple(
            SalaryBand(currency=pay.currency, period=pay.period, minimum=pay.minimum, maximum=pay.maximum)
            for pay in offered
            if pay.minimum is not None and pay.maximum is not None
        )
        if len(stated) < len(offered):
            continue
        with suppress(InvalidValue):
            check_bands((*bands, *stated))
            bands = (*bands, *stated)
            claims.read.add(entry)
    return bands


def _career_path(claims: Claims) -> tuple[CareerLink, ...]:
    """Titles in free text; steps whose direction is not said stay with what was not understood."""
    links: list[CareerLink] = []
    for entry in claims.of(Topic.CAREER):
        if entry.meaning.direction and len(entry.text) <= LINE and len(links) < MANY:
            title, note = phrases.title_and_note(claims.quote(entry))
            links.append(CareerLink(direction=entry.meaning.direction, title=title, note=note))
    return tuple(links)
