"""How a fold changes a value: without judging it anew, since what was valid once is folded for ever."""

from dataclasses import fields
from typing import Any, TypeVar

T = TypeVar("T")


def amended(value: T, **changes: Any) -> T:
    """The dataclass instance with other fields, as `dataclasses.replace` makes it but past `__post_init__`."""
    new = object.__new__(type(value))
    for field in fields(value):  # type: ignore[arg-type]  # only dataclasses have fields
        object.__setattr__(
            new, field.name, changes[field.name] if field.name in changes else getattr(value, field.name)
        )
    return new
