"""Small projections of made-up events, for what no real history may do: poison, two keys an event, another's row."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from domain.recorded import Recorded
from projections.declaration import Key, Projection


@dataclass(frozen=True, slots=True)
class Noted:
    """Somebody wrote a note. tags: rows of their own."""

    text: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteRow:
    """text: all that was written, so that what is too long stays so. seen: the beginning of each note, in order."""

    note_id: UUID
    text: str
    seen: tuple[str, ...]
    position: int


@dataclass(frozen=True, slots=True)
class TagRow:
    """How often a note used a tag."""

    note_id: UUID
    tag: str
    times: int


A, B, C = (UUID(int=number) for number in (0xA, 0xB, 0xC))
TOO_LONG = " ".join(f"word{number}" for number in range(200_000))  # more than `tsvector` takes


def notes(version: int = 1, *, poison: str | None = "poison") -> Projection[NoteRow]:
    """One row a stream. Its fold fails on the text `poison`, its index on TOO_LONG."""
    projection = Projection(
        "notes",
        version=version,
        row=NoteRow,
        key="note_id",
        indexes=("USING gin (to_tsvector('simple', text))",),
    )

    @projection.on_each(Noted, keys=lambda r: ((r.stream,),))
    def noted(row: NoteRow | None, r: Recorded[Noted], _key: Key) -> NoteRow:
        if r.event.text == poison:
            raise ValueError("cannot be folded")
        before = row or NoteRow(r.stream, "", (), 0)
        return replace(
            before, text=f"{before.text} {r.event.text}", seen=(*before.seen, r.event.text[:20]), position=r.position
        )

    return projection


def tags(*, poison: str | None = "poison") -> Projection[TagRow]:
    """Several rows a stream, one for each tag. Its fold fails on the tag `poison`."""
    projection = Projection("tags", version=1, row=TagRow, key=("note_id", "tag"))

    def keys(r: Recorded[Noted]) -> tuple[Key, ...]:
        return tuple((r.stream, tag) for tag in r.event.tags)

    @projection.on_each(Noted, keys=keys)
    def tagged(row: TagRow | None, r: Recorded[Noted], key: Key) -> TagRow:
        note_id, tag = key
        if tag == poison:
            raise ValueError("cannot be folded")
        return TagRow(note_id, tag, row.times + 1 if row else 1)

    return projection


def shared() -> Projection[Any]:
    """Breaks the rule: one row for all streams."""
    projection = Projection("shared", version=1, row=TagRow, key="tag", stream="note_id")

    @projection.on_each(Noted, keys=lambda _: (("all",),))
    def tagged(row: TagRow | None, r: Recorded[Noted], _key: Key) -> TagRow:
        return replace(row, times=row.times + 1) if row else TagRow(r.stream, "all", 1)

    return projection
