"""How a fold changes a value: without judging it anew, since what was valid once is folded for ever.

What is changed so has no slots. A state of 33 fields takes 1.6 µs to copy by its `__dict__`, 6 µs slot by slot, 15 µs
by `dataclasses.replace`; every event that is folded, for a command or for a row, copies one.
"""

from typing import Any, Final, TypeVar

T = TypeVar("T")
_set: Final = object.__setattr__  # past the class's own, which refuses: the new value is nobody's yet


def amended(value: T, /, **changes: Any) -> T:
    """The dataclass instance with other fields, as `dataclasses.replace` makes it but past `__post_init__`.

    Raises TypeError for a name that is no field, AttributeError for a class with slots.
    """
    before = value.__dict__
    if len(before) != len(known := value.__dataclass_fields__):  # type: ignore[attr-defined]  # dataclasses have them
        before = {name: getattr(value, name) for name in known}  # decoded from bytes that named some of them
    fields = before | changes
    if len(fields) != len(before):
        raise TypeError(f"{sorted(changes)} are not all fields of {type(value).__name__}")
    new = object.__new__(type(value))
    _set(new, "__dict__", fields)
    return new
