"""A document's lines: where each stands, whether it carries a bullet, and its words without decoration."""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

_BULLET: Final = re.compile(
    r"(?:[•‣▪●○◦■□✓✔✅➤►▶→»·∙]\s*|[-–—*+]\s+|-(?=[^\W\d_])|(?P<number>\(?(?:\d{1,2}[.)]|[A-Za-z]\)))\s+)(?=\S)"
)
_DECORATION: Final = frozenset({"So", "Sk", "Mn", "Cf"})  # emoji, their modifiers, joiners; a BOM too
_ENDED: Final = (".", "!", "?", ";", ":")


@dataclass(frozen=True)
class Line:
    """One line, or the part of one that says one thing.

    text: without surrounding white space. whole, number: the line that it is, or is a part of; number from 0.
    column: where its words begin, 0-based, after a bullet. bullet: the mark it began with, "" for none.
    gap: a blank line stands above. raw_length: as it stood.
    """

    text: str
    whole: str
    number: int
    column: int
    bullet: str
    gap: bool
    raw_length: int

    @property
    def body(self) -> str:
        """The words after the bullet, as they stand."""
        return self.text[len(self.bullet) :]

    @property
    def numbered(self) -> bool:
        """Whether its bullet counts, as headings' may too."""
        return any(character.isalnum() for character in self.bullet)

    @cached_property
    def plain(self) -> str:
        """The body without emoji before it and without Markdown around it: what vocabulary is matched with."""
        body, start = self.body, 0
        while start < len(body) and (body[start].isspace() or unicodedata.category(body[start]) in _DECORATION):
            start += 1
        return body[start:].lstrip("#").strip().strip("*_").strip()

    @property
    def like_a_heading(self) -> bool:
        """Short, and no sentence."""
        plain = self.plain
        return (
            len(plain) <= 80
            and len(plain.split()) <= 10
            and any(character.isalpha() for character in plain)
            and not plain.endswith((".", "!", "?", ";", ","))
        )

    @property
    def like_a_sentence(self) -> bool:
        """It ends as sentences end, or is too long for anything else."""
        return len(self.plain) > 120 or (len(self.plain.split()) > 4 and self.plain.endswith((".", "!", "?")))

    @property
    def ended(self) -> bool:
        """Whether nothing is left to be said on the next line."""
        return self.text.endswith(_ENDED)

    def part(self, text: str) -> "Line":
        """A piece of this line that says one thing."""
        return replace(self, text=text.strip(), bullet="")


def read_lines(text: str) -> tuple[Line, ...]:
    """The lines with anything on them, in order, whatever ends them."""
    found: list[Line] = []
    gap = False
    for number, raw in enumerate(text.removeprefix("\ufeff").splitlines()):
        stripped = raw.strip()
        if not stripped:
            gap = True
            continue
        mark = _BULLET.match(stripped)
        bullet = mark.group() if mark else ""
        indent = len(raw.expandtabs(4)) - len(raw.expandtabs(4).lstrip())
        found.append(Line(stripped, stripped, number, indent + len(bullet), bullet, gap, len(raw)))
        gap = False
    return tuple(found)
