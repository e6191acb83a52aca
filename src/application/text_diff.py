"""What differs between two texts, line by line, and word by word within lines that were reworded."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final

MOST_COMPARED: Final = 2_000_000  # pairs of lines or words; beyond, comparing takes seconds: all is told as replaced
REWORDED: Final = 0.5  # from this similarity on, two stretches are one that was reworded
_CONTEXT: Final = 2  # unchanged lines shown around a change
_WIDTH: Final = 100  # characters shown of an unchanged line
_NEAR: Final = 40  # characters shown on each side of a change within a line
_LINES: Final = re.compile(r"[^\n]*\n|[^\n]+")
_WORDS: Final = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of text: as it stood, and as it stands. All edits together hold the whole of both texts."""

    old: str
    new: str

    @property
    def kept(self) -> bool:
        """Whether it stands as it stood."""
        return self.old == self.new


def edits(old: str, new: str) -> tuple[Edit, ...]:
    """From the one text to the other, in order: by lines, and by words where a line was reworded."""
    by_line = _joined(_compared(_LINES.findall(old), _LINES.findall(new)))
    return tuple(_joined(word for edit in by_line for word in _by_word(edit)))


def applied(old: str, changes: Iterable[Edit]) -> str:
    """The new text. Raises ValueError where the changes are of another text."""
    new, at = [], 0
    for edit in changes:
        if not old.startswith(edit.old, at):
            raise ValueError(f"at character {at} stands another text than the one that was changed")
        at += len(edit.old)
        new.append(edit.new)
    if at < len(old):
        raise ValueError(f"the changes end at character {at}, and the text goes on")
    return "".join(new)


def shown(changes: Sequence[Edit]) -> list[str]:
    """The changes for people, line by line: "-" gone, "+" come, "~" reworded, with [-gone-] and {+come+} inside it.

    What changed is told whole; what did not is cut short. ¶ is an end of line that came or went.
    """
    lines = list(_lines(changes))
    changed = [number for number, line in enumerate(lines) if line[0] != " "]
    near = sorted({n + by for n in changed for by in range(-_CONTEXT, _CONTEXT + 1) if 0 <= n + by < len(lines)})
    stretches = groupby(enumerate(near), lambda one: one[1] - one[0])
    told = [[f"{lines[n][0]} {lines[n][1]}".rstrip() for _, n in stretch] for _, stretch in stretches]
    return [line for number, stretch in enumerate(told) for line in (["  …", *stretch] if number else stretch)]


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[Edit]:
    """Kept and replaced stretches of lines or words."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    changed_old, changed_new = old[start : len(old) - end], new[start : len(new) - end]
    yield _edit(old[:start], new[:start])
    if len(changed_old) * len(changed_new) > MOST_COMPARED:
        yield _edit(changed_old, changed_new)
    else:
        for _, i1, i2, j1, j2 in SequenceMatcher(None, changed_old, changed_new).get_opcodes():
            yield _edit(changed_old[i1:i2], changed_new[j1:j2])
    yield _edit(old[len(old) - end :], new[len(new) - end :])


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many entries both begin with."""
    return next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _edit(old: Sequence[str], new: Sequence[str]) -> Edit:
    return Edit("".join(old), "".join(new))


def _by_word(edit: Edit) -> Sequence[Edit]:
    """The edit in words, if most of them stayed."""
    if edit.kept:
        return (edit,)
    words = _joined(_compared(_WORDS.findall(edit.old), _WORDS.findall(edit.new)))
    stayed = sum(len(word.old) for word in words if word.kept)
    return words if 2 * stayed >= REWORDED * (len(edit.old) + len(edit.new)) else (edit,)


def _joined(changes: Iterable[Edit]) -> Sequence[Edit]:
    """Neighbours of one kind as one; spaces alone, kept between two changes, go with them."""
    told: list[Edit] = []
    for edit in changes:
        if not (edit.old or edit.new):
            continue
        if told and told[-1].kept == edit.kept:
            before = told.pop()
            told.append(Edit(before.old + edit.old, before.new + edit.new))
        elif len(told) > 1 and not edit.kept and not told[-1].old.strip(" "):
            space, before = told.pop().old, told.pop()
            told.append(Edit(before.old + space + edit.old, before.new + space + edit.new))
        else:
            told.append(edit)
    return told


def _lines(changes: Sequence[Edit]) -> Iterator[tuple[str, str]]:
    """(mark, what is shown) of every line, the unchanged ones too."""
    line: list[Edit] = []
    for number, edit in enumerate(changes):
        if edit.kept:
            *ended, rest = edit.new.split("\n")
            for part in ended:
                yield _line([*line, Edit(part, part)])
                line = []
            line += [Edit(rest, rest)] if rest else []
        elif not line and _whole_lines(edit, last=number == len(changes) - 1):
            yield from (("-", _printable(text)) for text in edit.old.removesuffix("\n").split("\n") if edit.old)
            yield from (("+", _printable(text)) for text in edit.new.removesuffix("\n").split("\n") if edit.new)
        else:
            line.append(edit)
    if line:
        yield _line(line)


def _whole_lines(edit: Edit, *, last: bool) -> bool:
    ends = {part.endswith("\n") for part in (edit.old, edit.new) if part}
    return ends == {True} or (last and ends == {False})


def _line(parts: Sequence[Edit]) -> tuple[str, str]:
    if all(part.kept for part in parts):
        text = "".join(part.new for part in parts)
        return " ", _printable(text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…")
    last = len(parts) - 1
    return "~", "".join(
        _beside(part.new, before=number > 0, after=number < last) if part.kept else _marked(part)
        for number, part in enumerate(parts)
    )


def _beside(text: str, *, before: bool, after: bool) -> str:
    """What was kept within a line: as much of it as lies near the changes before and after it."""
    if len(text) > _NEAR * (before + after) + 1:
        text = (text[:_NEAR] if before else "") + "…" + (text[-_NEAR:] if after else "")
    return _printable(text)


def _marked(edit: Edit) -> str:
    gone = f"[-{_printable(edit.old)}-]" if edit.old else ""
    return gone + (f"{{+{_printable(edit.new)}+}}" if edit.new else "")


def _printable(text: str) -> str:
    """What people wrote must not move the cursor of a terminal; an invisible character that changed must be seen."""
    return "".join(c if c.isprintable() else "¶" if c == "\n" else ascii(c)[1:-1] for c in text)
