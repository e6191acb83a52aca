"""Which fields differ between two states of an aggregate: what histories, diffs and the audit trail show."""

from collections.abc import Iterable, KeysView, Set
from dataclasses import dataclass
from itertools import compress
from operator import is_not
from typing import Any, Final

from domain.personal import personal_fields

MASK: Final = "(personal)"
# What rules keep for themselves; whoever wrote or submitted stands in each event anyway.
BOOKKEEPING: Final = frozenset({"editors", "submitted_by", "written_by", "agreed_to", "kept_exception"})


@dataclass(slots=True)  # not frozen: every event makes some, and that would take three times as long
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
    changes: list[FieldChange] = []
    # Both were folded from the initial state, so their fields stand in one order; nearly all are the same object, and
    # to look at 33 of them by name takes three times as long.
    others = compress(after, map(is_not, before.values(), after.values()))
    _compare("", [name for name in others if name not in without], old, new, changes)
    return tuple(changes)


def _compare(path: str, names: Iterable[str], old: Any, new: Any, changes: list[FieldChange]) -> None:
    hidden = personal_fields(type(new))
    for name in names:
        before, after = getattr(old, name), getattr(new, name)
        if before is after or before == after:
            continue
        if name == "content" and type(before) is type(after):
            _compare(f"{path}{name}.", _others(before, after), before, after, changes)
        elif name in hidden:
            changes.append(FieldChange(f"{path}{name}", before and MASK, after and MASK))
        else:
            changes.append(FieldChange(f"{path}{name}", before, after))


def _others(old: Any, new: Any) -> Iterable[str]:
    """The fields that hold another object, in their order; all where some of them were never set (see amended)."""
    before, after = vars(old), vars(new)
    names: KeysView[str] = new.__dataclass_fields__.keys()
    if len(before) == len(after) == len(names):
        return [name for name in names if before[name] is not after[name]]
    return names
