"""Duties, skills, education and experience: what roles and postings read from a document in the same way."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from domain.requirements import Education, Experience, Responsibility, Skill, SkillKind
from domain.text import LINE, MANY, PARAGRAPH
from infrastructure.importers.text import phrases
from infrastructure.importers.text.claims import Claims
from infrastructure.importers.text.outline import Entry, Kind
from infrastructure.importers.text.vocabulary import Topic

_DEGREE: Final = re.compile(
    r"\b(?:bachelor|master|ph\.?d|doctorate|degree|diploma|b\.?sc|m\.?sc|high school)", re.IGNORECASE
)
_EQUIVALENT: Final = re.compile(
    r"\bequivalent\b[^.]{0,80}\bexperience|\bexperience\b[^.]{0,40}\bequivalent", re.IGNORECASE
)


def fitting(claims: Claims, *topics: Topic) -> Iterator[Entry]:
    """Items on some topics that a field can hold; longer ones stay with what was not understood."""
    return (entry for entry in claims.of(*topics) if len(entry.text) <= PARAGRAPH)


def lines(claims: Claims, *topics: Topic, longest: int = PARAGRAPH) -> tuple[str, ...]:
    """Items word for word, as many as a field can hold."""
    short = (entry for entry in claims.of(*topics) if len(entry.text) <= longest)
    return tuple(claims.quote(entry) for entry in islice(short, MANY))


def duties(claims: Claims) -> tuple[Responsibility, ...]:
    """Each duty word for word, under the heading or group that it stands in."""
    return tuple(
        Responsibility(claims.quote(entry), entry.meaning.emphasis, _group(claims, entry) or _section(entry))
        for entry in islice(fitting(claims, Topic.DUTIES), MANY)
    )


def skills(claims: Claims, *, qualifications: bool) -> tuple[Skill, ...]:
    """Each skill's whole line as its name: a lead-in alone ("API Design: …") would drop what was asked.

    category: the document's own group, or the heading where it says only which kind of skill these are.
    qualifications: count them all as skills; if not, only those that are wished for, which a posting can mark
    nowhere else.
    """
    asked = (
        entry
        for entry in fitting(claims, Topic.SKILLS, Topic.QUALIFICATIONS)
        if qualifications or entry.topic is Topic.SKILLS or entry.meaning.preferred
    )
    return tuple(
        Skill(
            name=claims.quote(entry),
            kind=entry.meaning.kind or SkillKind.HARD,
            category=_group(claims, entry) or (_section(entry) if entry.meaning.kind else None),
            required=not entry.meaning.preferred,
        )
        for entry in islice(asked, MANY)
    )


def education(claims: Claims, *, from_qualifications: bool) -> Education | None:
    """Schooling from its own section.

    from_qualifications: failing that, from the first qualification that names a degree, which is one no longer.
    """
    least, wished = _lines(claims, preferred=False), _lines(claims, preferred=True)
    if least is None and from_qualifications:
        least = next((claims.quote(e) for e in fitting(claims, Topic.QUALIFICATIONS) if _is_degree(e)), None)
    fields: tuple[str, ...] = ()
    for entry in claims.of(Topic.FIELDS_OF_STUDY):
        fields += _fields(claims, entry, MANY - len(fields))
    if not (least or wished or fields):
        return None
    accepted = _EQUIVALENT.search(f"{least}\n{wished}") is not None
    return Education(minimum=least, preferred=wished, fields_of_study=fields, equivalent_experience_accepted=accepted)


def _is_degree(entry: Entry) -> bool:
    return not entry.meaning.preferred and _DEGREE.search(entry.text) is not None


def experience(claims: Claims) -> tuple[Experience, ...]:
    """One for each statement that stands by itself, word for word; wishes are notes of the statement before them.

    Together no more than PARAGRAPH characters, so that a role may hold them in one text.
    """
    found: list[Experience] = []
    room = PARAGRAPH
    for entry in islice(claims.of(Topic.EXPERIENCE, kinds=(Kind.ITEM, Kind.VALUE)), MANY):
        if (room := room - len(entry.text) - 1) < 0:
            break
        words = claims.quote(entry)
        if entry.meaning.preferred and found:
            found[-1] = replace(found[-1], preferred_notes=(*found[-1].preferred_notes, words))
        else:
            notes = (words,) if entry.meaning.preferred else ()
            found.append(replace(next(phrases.years(words), Experience(text=words)), text=words, preferred_notes=notes))
    return tuple(found)


def years_among_qualifications(claims: Claims) -> Iterator[tuple[Entry, Experience]]:
    """The ranges of years that qualifications name, each with the line that it stands in."""
    for entry in fitting(claims, Topic.QUALIFICATIONS):
        for found in phrases.years(entry.text):
            yield entry, found


def _lines(claims: Claims, *, preferred: bool) -> str | None:
    taken: list[str] = []
    for entry in fitting(claims, Topic.EDUCATION):
        if bool(entry.meaning.preferred) == preferred and len("\n".join([*taken, entry.text])) <= PARAGRAPH:
            taken.append(claims.quote(entry))
    return "\n".join(taken) or None


def _fields(claims: Claims, entry: Entry, room: int) -> tuple[str, ...]:
    """A field of study a line, or several in one line between commas."""
    names = tuple(name.strip() for name in re.split(r"[,;]", entry.text) if name.strip())
    if len(names) > room or any(len(name) > LINE for name in names):
        return ()
    claims.quote(entry)
    return names


def _section(entry: Entry) -> str | None:
    return entry.heading.plain.rstrip(" :") if entry.heading else None


def _group(claims: Claims, entry: Entry) -> str | None:
    if entry.group is None:
        return None
    claims.quoted.add(entry.group)
    return entry.group.lines[0].plain.rstrip(" :")
