"""How answers are written: JSON with decimals as strings, times as RFC 3339, sets in one order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec
from fastapi.responses import Response

from application.audit import Snapshot

T = TypeVar("T")
_encoder = msgspec.json.Encoder(order="deterministic")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list. next: the cursor of the page that follows, None at the end."""

    items: list[T]
    next: str | None


@dataclass(frozen=True, slots=True)
class State(Generic[T]):
    """An aggregate as it stood at a version. position and recorded_at: of the event that made it so."""

    id: UUID
    version: int
    position: int
    recorded_at: datetime
    state: T


class Json(Response):
    """Any dataclasses as JSON."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """Encode; decimals become strings, since JSON numbers lose digits in most readers."""
        return _encoder.encode(content)


def of_snapshot(snapshot: Snapshot) -> Json:
    """The state, with its version as ETag, ready for If-Match."""
    last = snapshot.last
    answer = State(last.stream, last.version, last.position, last.recorded_at, snapshot.state)
    return Json(answer, headers={"ETag": f'"{last.version}"'})
