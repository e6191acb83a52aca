"""The page that the public is shown, as exact bytes; what is internal or personal stays out of it."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from html import escape
from itertools import groupby
from typing import Final

from domain.job_posting.content import PostingContent
from domain.job_posting.state import JobPosting
from domain.pay import PayRange, Period
from domain.places import EmploymentType, WorkMode
from domain.requirements import Education, Responsibility, Skill

RENDERER: Final = 1  # what was shown is rendered again with its own renderer, so one that has been used never changes

WORK_MODES: Final = {WorkMode.ON_SITE: "On-site", WorkMode.HYBRID: "Hybrid", WorkMode.REMOTE: "Remote"}
EMPLOYMENT_TYPES: Final = {
    EmploymentType.FULL_TIME: "Full-time",
    EmploymentType.PART_TIME: "Part-time",
    EmploymentType.CONTRACTOR: "Contractor",
    EmploymentType.TEMPORARY: "Temporary",
    EmploymentType.INTERN: "Internship",
    EmploymentType.VOLUNTEER: "Volunteer",
    EmploymentType.PER_DIEM: "Per diem",
    EmploymentType.OTHER: "Other",
}


def render(posting: JobPosting, renderer: int) -> bytes:
    """A whole HTML document, UTF-8. The same posting and renderer give the same bytes, for ever."""
    return {1: render_1}[renderer](posting)


def digest(document: bytes) -> str:
    """The hex SHA-256 by which a document is kept."""
    return sha256(document).hexdigest()


def render_1(posting: JobPosting) -> bytes:
    """The first renderer."""
    title = escape(posting.content.title)
    body = "\n".join([f"<h1>{title}</h1>", *facts(posting), *sections(posting.content)])
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(posting.content.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n</head>\n'
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    ).encode()


def facts(posting: JobPosting) -> Iterator[str]:
    """The short facts, as a list of names and values."""
    content = posting.content
    yield "<dl>"
    yield from fact("Hiring organisation", filter(None, [None if content.confidential else content.legal_entity]))
    yield from fact("Location", (location.name for location in content.locations))
    yield from fact("Work mode", [WORK_MODES[content.work_mode]] if content.work_mode else [])
    yield from fact("Open to remote workers in", content.remote_regions)
    yield from fact("Reports to", [content.reports_to_location.name] if content.reports_to_location else [])
    yield from fact("Employment type", [EMPLOYMENT_TYPES[content.employment_type]] if content.employment_type else [])
    yield from fact("Levels", content.levels)
    yield from fact("Pay", [pay_in_words(pay) for pay in posting.pay] or ["not disclosed"])
    yield from fact("Commission", ["paid by commission alone"] if content.commission_only else [])
    yield from fact("Other compensation", filter(None, [content.other_compensation]))
    yield from linked("Other compensation", content.other_compensation_url)
    yield from fact(
        "Working time", [f"{content.working_time.hours_per_week:f} hours a week"] if content.working_time else []
    )
    yield from linked("Benefits", content.benefits_url)
    yield from fact("Openings", [str(content.openings)])
    yield from fact("Date posted", [posting.published_on.isoformat()] if posting.published_on else [])
    yield from fact("Apply by", [deadline_in_words(content)])
    yield from fact("Visa sponsorship", yes_or_no(content.visa_sponsorship))
    yield from fact("International applicants", yes_or_no(content.international_applicants))
    yield from fact("For an existing vacancy", yes_or_no(content.existing_vacancy))
    yield from fact("Applicants are screened by artificial intelligence", yes_or_no(content.uses_ai_screening))
    yield "</dl>"


def fact(name: str, values: Iterable[str]) -> Iterator[str]:
    """One name with its values; nothing where there are none."""
    if described := "".join(f"<dd>{escape(value)}</dd>" for value in values):
        yield f"<dt>{name}</dt>{described}"


def linked(name: str, url: str | None) -> Iterator[str]:
    """Where more about it is said; nothing where there is no address."""
    if url is not None:
        yield f'<dt>{name}</dt><dd><a href="{escape(url)}">{escape(url)}</a></dd>'


def pay_in_words(pay: PayRange) -> str:
    """As in: USD 160,000 to 220,000 a year (Denver, US-CO, US; level II); "from", "up to" where an end is open."""
    names = (*pay.places, *(f"level {level}" for level in pay.levels))
    period = f"{'an' if pay.period is Period.HOUR else 'a'} {pay.period}"
    return f"{amounts_in_words(pay)} {period}" + (f" ({'; '.join(names)})" if names else "")


def amounts_in_words(pay: PayRange) -> str:
    """The range with its currency; one amount where it is fixed."""
    if pay.maximum is None:
        return f"from {pay.currency} {pay.minimum:,f}"
    if pay.minimum is None:
        return f"up to {pay.currency} {pay.maximum:,f}"
    if pay.minimum == pay.maximum:
        return f"{pay.currency} {pay.minimum:,f}"
    return f"{pay.currency} {pay.minimum:,f} to {pay.maximum:,f}"


def deadline_in_words(content: PostingContent) -> str:
    """The last day and the zone it ends in, or that there is none."""
    if content.deadline is None:
        return "open until filled"
    return f"{content.deadline.isoformat()}, end of day ({content.time_zone})"


def yes_or_no(value: bool | None) -> list[str]:
    """A statement, where one was made."""
    return [] if value is None else ["yes" if value else "no"]


def sections(content: PostingContent) -> Iterator[str]:
    """The long texts, each under its heading."""
    yield from section("About the job", paragraphs(content.description))
    yield from section("Duties", duties(content.duties))
    yield from section("Qualifications", bullets(content.qualifications))
    yield from section("Required skills", bullets(skill_in_words(skill) for skill in content.skills if skill.required))
    yield from section(
        "Preferred skills", bullets(skill_in_words(skill) for skill in content.skills if not skill.required)
    )
    yield from section(
        "Experience", bullets(line for item in content.experience for line in (item.text, *item.preferred_notes))
    )
    yield from section("Education", bullets(education_in_words(content.education)))
    yield from section("Benefits", paragraphs(content.benefits))
    yield from section("How to apply", paragraphs(content.how_to_apply))
    yield from section("Use of artificial intelligence", paragraphs(content.ai_screening_statement))


def section(heading: str, lines: Iterable[str]) -> Iterator[str]:
    """A heading with what stands under it; nothing where that is nothing."""
    if inside := "\n".join(lines):
        yield f"<section>\n<h2>{heading}</h2>\n{inside}\n</section>"


def duties(items: tuple[Responsibility, ...]) -> Iterator[str]:
    """Duties in their order, those that follow one another under one heading in a list."""
    for heading, group in groupby(items, key=lambda duty: duty.heading):
        if heading is not None:
            yield f"<h3>{escape(heading)}</h3>"
        yield from bullets(duty.text for duty in group)


def skill_in_words(skill: Skill) -> str:
    """Its name, and its level where one is asked for."""
    return f"{skill.name} ({skill.level})" if skill.level else skill.name


def education_in_words(education: Education | None) -> Iterator[str]:
    """What schooling is asked for, line by line."""
    if education is None:
        return
    if education.minimum:
        yield education.minimum
    if education.preferred:
        yield f"Preferred: {education.preferred}"
    if education.fields_of_study:
        yield f"Fields of study: {', '.join(education.fields_of_study)}"
    if education.equivalent_experience_accepted:
        yield "Equivalent experience is accepted"


def bullets(texts: Iterable[str]) -> Iterator[str]:
    """A list; nothing where there are no entries."""
    if entries := "\n".join(f"<li>{escape(text)}</li>" for text in texts):
        yield f"<ul>\n{entries}\n</ul>"


def paragraphs(text: str | None) -> Iterator[str]:
    """Paragraphs as blank lines divide them, their line breaks kept."""
    for paragraph in (text or "").replace("\r\n", "\n").split("\n\n"):
        if paragraph.strip():
            yield f"<p>{escape(paragraph.strip()).replace(chr(10), '<br>')}</p>"
