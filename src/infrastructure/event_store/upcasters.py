"""How an event stored in an old shape becomes the shape of today; the stored bytes stay as they are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Upcaster:
    """One step: `change` turns the JSON object of an old version into that of the version stored as `to`."""

    to: str
    change: Callable[[dict[str, Any]], dict[str, Any]]


UPCASTERS: Final[Mapping[str, Upcaster]] = {}  # old stored name ("role.drafted.v1") -> step to the next version
