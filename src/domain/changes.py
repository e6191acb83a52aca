"""Which fields differ between two states of an aggregate: what histories, diffs and the audit trail show."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Final

from domain.personal import personal_fields

MASK: Final = "(personal)"
# What rules keep for themselves; whoever wrote or submitted stands in each event anyway.
BOOKKEEPING: Final = ("editors", "submitted_by", "written_by", "agreed_to", "kept_exception")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """field: dotted path ("content.title"). old, new: the values; personal ones are masked, never copied."""

    field: str
    old: Any
    new: Any


def changed_fields(old: Any, new: Any, *, without: tuple[str, ...] = BOOKKEEPING) -> tuple[FieldChange, ...]:
    """Compare two states of one type field by field, in the order of their declaration, down into `content`.

    without: fields that are left out.
    """
    return tuple(change for change in _walk("", old, new) if change.field not in without)


def _walk(path: str, old: Any, new: Any) -> Iterator[FieldChange]:
    hidden = personal_fields(type(new))
    for name in (field.name for field in fields(new)):
        before, after = getattr(old, name), getattr(new, name)
        if before is after or before == after:  # most are the same object, and comparing a whole content is dear
            continue
        if name == "content" and is_dataclass(after) and type(before) is type(after):
            yield from _walk(f"{path}{name}.", before, after)
        elif name in hidden:
            yield FieldChange(f"{path}{name}", before and MASK, after and MASK)
        else:
            yield FieldChange(f"{path}{name}", before, after)
