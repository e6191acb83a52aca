"""How a fold changes a value: without judging it anew, since what was valid once is folded for ever."""

from typing import Any, Final, TypeVar

T = TypeVar("T")
_set: Final = object.__setattr__


def amended(value: T, **changes: Any) -> T:
    """The dataclass instance with other fields, as `dataclasses.replace` makes it but past `__post_init__`."""
    new = object.__new__(type(value))
    for name in value.__dataclass_fields__:  # type: ignore[attr-defined]  # only dataclasses have fields
        _set(new, name, changes[name] if name in changes else getattr(value, name))
    return new
