"""Marks personal data in the type, so that one place (the codec) can treat it by itself."""

from typing import Annotated, Final, TypeVar, get_type_hints

T = TypeVar("T")


class _PersonalData:
    """The mark itself."""


PERSONAL: Final = _PersonalData()
Personal = Annotated[T, PERSONAL]
_known: dict[type, frozenset[str]] = {}  # resolving annotations costs 200 µs, and the audit trail asks at every event


def personal_fields(cls: type) -> frozenset[str]:
    """Names of the fields of a dataclass that are declared `Personal[...]` (also `Personal[...] | None`)."""
    if cls not in _known:
        hints = get_type_hints(cls, include_extras=True)
        _known[cls] = frozenset(name for name, hint in hints.items() if _is_personal(hint))
    return _known[cls]


def _is_personal(hint: object) -> bool:
    if PERSONAL in getattr(hint, "__metadata__", ()):
        return True
    return any(_is_personal(part) for part in getattr(hint, "__args__", ()))
