"""How a revision empties a field: by its name, since leaving a field out means leaving it as it is."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from domain.errors import InvalidValue


def optional_fields(content: type) -> frozenset[str]:
    """Names of the fields of a dataclass that may be empty: nothing, no text or no entries."""
    return frozenset(field.name for field in fields(content) if field.default in (None, "", ()))


def emptied(content: type, names: Iterable[str]) -> dict[str, Any]:
    """The named fields with the value that says they are empty."""
    wanted = set(names)
    return {field.name: field.default for field in fields(content) if field.name in wanted}


def named(changes: Any) -> dict[str, Any]:
    """The fields that a set of changes names, with their values."""
    values = {field.name: getattr(changes, field.name) for field in fields(changes)}
    return {name: value for name, value in values.items() if value is not None}


def check_clear(clear: tuple[str, ...], changes: Any, optional: frozenset[str]) -> None:
    """Raise InvalidValue where a name is of no field that may be empty, or is to be changed as well."""
    for name in clear:
        if name not in optional:
            raise InvalidValue("clear-unknown", f"{name!r} cannot be cleared; what can: {', '.join(sorted(optional))}")
    if both := sorted(set(clear) & named(changes).keys()):
        raise InvalidValue("clear-contradicted", f"{', '.join(both)} cannot be both changed and cleared")
