"""A document as entries, in order, each saying what one line, or one part of a line, is."""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from infrastructure.importers.text import phrases
from infrastructure.importers.text.lines import Line, read_lines
from infrastructure.importers.text.vocabulary import (
    LABELS,
    PROSE,
    Meaning,
    Topic,
    is_lead_in,
    is_site,
    meaning_of,
)

_WRAPPED: Final = 50  # characters: a shorter line was not broken for want of room


class Kind(Enum):
    """What an entry is to the document."""

    HEADING = auto()
    GROUP = auto()  # a heading of the document's own inside a section: "Database Skills"
    ITEM = auto()
    PROSE = auto()
    VALUE = auto()  # what a label is followed by, or a phrase that says by itself what it is about
    LOOSE = auto()  # nothing that we know
    SITE = auto()  # the job site's own words


@dataclass(eq=False, slots=True)
class Entry:
    """meaning: of the heading above, or the entry's own. group: the document's own heading above it.

    heading: the line that opened its section. lines: one, or more where an item was wrapped.
    """

    kind: Kind
    lines: list[Line]
    meaning: Meaning
    heading: Line | None = None
    group: "Entry | None" = None

    @property
    def text(self) -> str:
        """Its words without bullet, as they stand; wrapped lines joined by a space."""
        return " ".join(line.body for line in self.lines)

    @property
    def topic(self) -> Topic | None:
        """What it is about."""
        return self.meaning.topic


def outline(text: str) -> tuple[Entry, ...]:
    """The document's entries, in order."""
    reader = _Outline(read_lines(text))
    reader.read()
    return tuple(reader.entries)


_NOTHING: Final = Meaning(None)
_GRADED: Final = frozenset({Topic.SKILLS, Topic.QUALIFICATIONS, Topic.EDUCATION, Topic.EXPERIENCE})


@dataclass(slots=True)
class _Outline:
    """Where the reading stands. started: a section has been opened. bulleted: its items carry bullets."""

    lines: tuple[Line, ...]
    entries: list[Entry] = field(default_factory=list)
    at: Meaning = _NOTHING
    heading: Line | None = None
    group: Entry | None = None
    started: bool = False
    bulleted: bool = False
    ungrouped: bool = False

    def read(self) -> None:
        """Each line is taken once; a label may take the value below it too."""
        index = 0
        while index < len(self.lines):
            line = self.lines[index]
            if not line.bullet and is_site(line.plain):
                self.entries += [Entry(Kind.SITE, [rest], _NOTHING) for rest in self.lines[index:]]
                return
            index += self._heading(index) or self._line(index)

    def _heading(self, index: int) -> int:
        """How many lines were a heading, or a label and its value."""
        line = self.lines[index]
        if line.bullet and not line.numbered:
            return 0
        meaning = meaning_of(line.plain)
        if meaning is not None and meaning.topic in LABELS:
            return self._label_above(index, meaning)
        if meaning is not None:
            self._open(index, meaning, line)
            return 1
        if line.bullet:
            return 0
        label, colon, value = line.text.partition(":")
        meaning = meaning_of(line.part(label).plain) if colon and value.strip() else None
        if meaning is None or (meaning.topic is None and self.at.topic is None):
            return 0
        name, rest = line.part(label + colon), line.part(value)
        if meaning.topic in LABELS:
            return self._value(meaning, name, rest)
        before, self.started = (self.at, self.heading, self.group), True
        self._open(index, meaning, name)
        self._add(Kind.PROSE if self.at.topic in PROSE else Kind.ITEM, rest)
        if not self._bullet_follows(index):
            self.at, self.heading, self.group = before if before[0].topic in PROSE else (_NOTHING, None, None)
        return 1

    def _open(self, index: int, meaning: Meaning, line: Line) -> None:
        if meaning.topic is None:
            topic = self.at.topic if self.at.topic in _GRADED else Topic.QUALIFICATIONS
            meaning = Meaning(topic, meaning.preferred, kind=self.at.kind)
        elif meaning.topic is self.at.topic and meaning.preferred is None and self._right_below_heading():
            # "Preferred Skills" over "Soft Skills": still preferred.
            meaning = Meaning(
                meaning.topic, self.at.preferred, meaning.emphasis, meaning.kind, meaning.direction or self.at.direction
            )
        self.at, self.heading, self.group, self.ungrouped, self.started = meaning, line, None, False, True
        self.bulleted = self._bullets_in_section(index)
        self.entries.append(Entry(Kind.HEADING, [line], meaning))

    def _right_below_heading(self) -> bool:
        return bool(self.entries) and self.entries[-1].kind is Kind.HEADING

    def _bullets_in_section(self, index: int) -> bool:
        for line in self.lines[index + 1 :]:
            if line.bullet:
                return True
            if meaning_of(line.plain) is not None or is_site(line.plain):
                return False
        return False

    def _bullet_follows(self, index: int) -> bool:
        return index + 1 < len(self.lines) and bool(self.lines[index + 1].bullet)

    def _label_above(self, index: int, meaning: Meaning) -> int:
        """A label alone on its line, its value on the next; without a value that fits, it is a line like others."""
        below = self.lines[index + 1] if index + 1 < len(self.lines) else None
        if below is None or below.bullet or meaning_of(below.plain) is not None or not _fits(meaning, below.plain):
            return 0
        if not self.lines[index].text.endswith(":") and meaning.topic not in _BARE_LABELS:
            return 0
        self._value(meaning, self.lines[index], below)
        return 2

    def _value(self, meaning: Meaning, name: Line, value: Line) -> int:
        if not _fits(meaning, value.plain):
            return 0
        if self.at.topic not in PROSE:
            self.at, self.heading, self.group = _NOTHING, None, None
        self.entries += [Entry(Kind.HEADING, [name], meaning), Entry(Kind.VALUE, [value], meaning)]
        return 1

    def _line(self, index: int) -> int:
        line, topic = self.lines[index], self.at.topic
        if topic is None:
            self._loose(line)
        elif topic in PROSE:
            self._add(Kind.PROSE, line)
        elif line.bullet:
            self._item(line)
        else:
            self._plain_in_list(index)
        return 1

    def _plain_in_list(self, index: int) -> None:
        line, last = self.lines[index], self.entries[-1]
        beside = last.kind is Kind.ITEM and not line.gap
        if (meaning := _said_by_itself(line.plain)) is not None and meaning.topic is not self.at.topic:
            self.entries.append(Entry(Kind.VALUE, [line], meaning))
        elif is_lead_in(line.plain):
            self._add(Kind.LOOSE, line)
        elif not self.bulleted:
            self._item(line)
        elif beside and _continues(last.lines[-1], line):
            last.lines.append(line)
        elif beside and line.column > 0 and line.column == last.lines[0].column:
            self._item(line)  # indented as the items are: it lost its bullet
        elif line.like_a_heading and self._opens_a_list(index):
            self._open_group(line)
        elif last.kind is Kind.ITEM and self._bullet_follows(index):
            self._item(line)  # a sentence between items: it lost its bullet
        elif self._bullet_follows(index):
            self._add(Kind.LOOSE, line)
        else:
            self.at, self.heading, self.group = _NOTHING, None, None
            self._loose(line)

    def _opens_a_list(self, index: int) -> bool:
        if index + 1 < len(self.lines) and is_lead_in(self.lines[index + 1].plain):
            index += 1
        return self._bullet_follows(index)

    def _open_group(self, line: Line) -> None:
        """A section that began without groups is not continued by one: what comes is about something else."""
        if self.ungrouped:
            self.at, self.heading, self.group = _NOTHING, None, None
            self._add(Kind.LOOSE, line)
        else:
            self.group = Entry(Kind.GROUP, [line], self.at, self.heading)
            self.entries.append(self.group)

    def _item(self, line: Line) -> None:
        self.ungrouped = self.ungrouped or self.group is None
        self._add(Kind.ITEM, line)

    def _add(self, kind: Kind, line: Line) -> None:
        self.entries.append(Entry(kind, [line], self.at, self.heading, self.group))

    def _loose(self, line: Line) -> None:
        """Outside every section: a phrase may say by itself what it is, and "a | b" are two phrases."""
        parts = [line.part(part) for part in line.text.split("|") if part.strip()] or [line]
        read = [entry for part in parts for entry in _read_phrase(part)] if not line.bullet else []
        if any(entry.kind is not Kind.LOOSE for entry in read):
            self.entries += read
        elif not self.started and not line.bullet and line.like_a_sentence:
            self.entries.append(Entry(Kind.PROSE, [line], Meaning(Topic.PURPOSE)))
        else:
            self._add(Kind.LOOSE, line)


# These stand alone above their values on the pages of job sites; others need their colon, being common words.
_BARE_LABELS: Final = frozenset({Topic.PAY, Topic.WORK_MODE, Topic.EMPLOYMENT_TYPE})


def _fits(meaning: Meaning, value: str) -> bool:
    match meaning.topic:
        case Topic.PAY:
            return phrases.pay(value) is not None
        case Topic.WORK_MODE:
            return phrases.work_mode(value) is not None
        case _:
            return 0 < len(value) <= 200


def _continues(before: Line, line: Line) -> bool:
    room_was_short = before.raw_length >= _WRAPPED and not before.ended
    return room_was_short and (line.column == before.column or line.text[0].islower())


def _said_by_itself(phrase: str) -> Meaning | None:
    if len(phrase) > 120:
        return None
    if phrases.is_experience(phrase):
        return Meaning(Topic.EXPERIENCE)
    if phrases.international(phrase) is not None:
        return Meaning(Topic.INTERNATIONAL)
    if phrases.pay(phrase) is not None:
        return Meaning(Topic.PAY)
    if phrases.work_mode(phrase) is not None:
        return Meaning(Topic.WORK_MODE)
    return Meaning(Topic.EMPLOYMENT_TYPE) if phrases.employment_type(phrase) is not None else None


def _read_phrase(part: Line) -> list[Entry]:
    label, colon, value = part.text.partition(":")
    meaning = meaning_of(part.part(label).plain) if colon and value.strip() else None
    if meaning is not None and meaning.topic in LABELS and _fits(meaning, part.part(value).plain):
        return [
            Entry(Kind.HEADING, [part.part(label + colon)], meaning),
            Entry(Kind.VALUE, [part.part(value)], meaning),
        ]
    said = _said_by_itself(part.plain)
    return [Entry(Kind.LOOSE if said is None else Kind.VALUE, [part], said or _NOTHING)]
