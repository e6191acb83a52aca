"""What differs between two versions, as people read it: texts line by line, lists item by item, values in words."""

from collections.abc import Iterable
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any

from application.text_diff import edits, shown
from domain.changes import FieldChange


def readable(changes: Iterable[FieldChange]) -> str:
    """Each field by its name and beneath it what changed, see `text_diff.shown`; empty where nothing did."""
    return "".join(f"{change.field}\n" + "".join(f"  {line}\n" for line in _told(change)) for change in changes)


def _told(change: FieldChange) -> list[str]:
    old, new = as_text(change.old), as_text(change.new)
    return shown(edits(old, new)) or [f"~ {new}"]  # what is masked reads alike


def as_text(value: Any) -> str:
    """A text as it stands; a list an item a line; anything else in words."""
    if isinstance(value, tuple):
        return "".join(f"{in_words(item)}\n" for item in value)
    return in_words(value)


def in_words(value: Any) -> str:
    """Values that know how they are written, like pay and places, as that; others by the fields that say something."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple | frozenset):
        words = [in_words(item) for item in value]
        return ", ".join(words if isinstance(value, tuple) else sorted(words))
    if is_dataclass(value) and type(value).__str__ is object.__str__:
        said = [field.name for field in fields(value) if getattr(value, field.name) != _default(field)]
        told = ((name, in_words(getattr(value, name))) for name in said)
        return "; ".join(f"{name}: {word}" for name, word in told if word)
    return str(value)


def _default(field: Field[Any]) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default
