"""Which fields differ between two states of an aggregate: what histories, diffs and the audit trail show."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import compress
from operator import is_not
from typing import Any, Final

from domain.personal import personal_fields

MASK: Final = "(personal)"
# What rules keep for themselves; whoever wrote or submitted stands in each event anyway.
BOOKKEEPING: Final = frozenset({"editors", "submitted_by", "written_by", "agreed_to", "kept_exception"})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """field: dotted path ("content.title"). old, new: the values; personal ones are masked, never copied."""

    field: str
    old: Any
    new: Any


def changed_fields(old: Any, new: Any, *, without: Set[str] = BOOKKEEPING) -> tuple[FieldChange, ...]:
    """Compare two states of one aggregate field by field, in the order of their declaration, down into `content`.

    without: fields that are left out.
    """
    before, after = vars(old), vars(new)
    # Both were folded from the initial state, so their fields stand in one order; nearly all are the same object, and
    # to look at 33 of them by name takes three times as long.
    others = [name for name in compress(after, map(is_not, before.values(), after.values())) if name not in without]
    return tuple(_changes("", type(new), others, before, after)) if others else ()


def _changes(
    path: str, cls: type, names: Iterable[str], old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[FieldChange]:
    hidden = personal_fields(cls)
    for name in names:
        before, after = old[name], new[name]
        if before is after or before == after:
            continue
        if name == "content" and type(before) is type(after):
            yield from _changes(f"{path}{name}.", type(after), after.__dataclass_fields__, vars(before), vars(after))
        elif name in hidden:
            yield FieldChange(f"{path}{name}", before and MASK, after and MASK)
        else:
            yield FieldChange(f"{path}{name}", before, after)
