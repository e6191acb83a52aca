"""The books of an import: which entries a draft has taken; what nobody took was not understood."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from domain.requirements import SourceDocument
from domain.text import PARAGRAPH
from infrastructure.importers.text.lines import Line
from infrastructure.importers.text.outline import Entry, Kind
from infrastructure.importers.text.vocabulary import Topic

IMPORTER = "text/1"


@dataclass(slots=True)
class Claims:
    """topics: what the draft has fields for; a heading of any other topic is not understood either.

    quoted: entries whose words stand in a field. read: entries that became a value or are a known heading.
    """

    entries: tuple[Entry, ...]
    topics: frozenset[Topic]
    quoted: set[Entry] = field(default_factory=set)
    read: set[Entry] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.read.update(e for e in self.entries if e.kind is Kind.HEADING and e.topic in self.topics)

    def of(self, *topics: Topic, kinds: tuple[Kind, ...] = (Kind.ITEM, Kind.PROSE)) -> Iterator[Entry]:
        """What nobody has taken yet on some topics, in the document's order."""
        for entry in self.entries:
            if entry.topic in topics and entry.kind in kinds and self.free(entry):
                yield entry

    def values(self, topic: Topic) -> Iterator[Entry]:
        """What nobody has taken yet of a label's values."""
        return self.of(topic, kinds=(Kind.VALUE,))

    def free(self, entry: Entry) -> bool:
        """Whether nobody has taken it."""
        return entry not in self.quoted and entry not in self.read

    def quote(self, entry: Entry) -> str:
        """Take an entry word for word."""
        self.quoted.add(entry)
        return entry.text

    def paragraphs(self, topics: frozenset[Topic], limit: int) -> str:
        """Take the prose and items of some topics as one text, line by line as they stand, up to `limit` characters."""
        taken: list[str] = []
        for entry in self.entries:
            if entry.topic in topics and entry.kind in (Kind.ITEM, Kind.PROSE) and self.free(entry):
                words = " ".join(line.text for line in entry.lines)
                piece = ("\n\n" if entry.lines[0].gap else "\n") + words if taken else words
                if (limit := limit - len(piece)) < 0:
                    break
                taken.append(piece)
                self.quoted.add(entry)
        return "".join(taken)

    def left(self) -> tuple[str, ...]:
        """Every line, or part of one, that nobody took, in order, as it stands."""
        parts: dict[int, list[tuple[Line, bool]]] = {}
        for entry in self.entries:
            for line in entry.lines:
                parts.setdefault(line.number, []).append((line, self.free(entry)))
        left: list[str] = []
        for of_one_line in parts.values():
            if all(free for _, free in of_one_line):
                left += _pieces(of_one_line[0][0].whole)
            else:
                left += [piece for line, free in of_one_line if free for piece in _pieces(line.text)]
        return tuple(left)

    def source(self, text: str) -> SourceDocument:
        """The original, exactly, with what was not understood of it."""
        return SourceDocument(importer=IMPORTER, text=text, not_understood=self.left())


def _pieces(words: str) -> Iterable[str]:
    """A line of any length as paragraphs that may be kept."""
    cuts = (words[start : start + PARAGRAPH] for start in range(0, len(words), PARAGRAPH))
    return (piece for piece in cuts if piece.strip())
