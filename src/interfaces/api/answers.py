"""How answers are written: JSON with decimals as strings, times as RFC 3339, sets in one order."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, make_dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar, get_type_hints
from uuid import UUID

import msgspec
from fastapi.responses import Response

from application.audit import Entry, Snapshot
from domain.aggregates import TOPICS
from domain.changes import FieldChange
from domain.recorded import Actor

T = TypeVar("T")
_encoder = msgspec.json.Encoder(order="deterministic")


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """One page of a list. next: the cursor of the page that follows, null at the end."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One event of an aggregate: who did what, why, when, and what it changed. Personal values are masked."""

    event: str
    event_id: UUID
    version: int
    position: int
    recorded_at: datetime
    effective_at: datetime
    actor: Actor
    on_behalf_of: Actor | None
    reason: str | None
    changes: tuple[FieldChange, ...]
    command_id: UUID
    correlation_id: UUID
    causation_id: UUID | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one version to another."""

    id: UUID
    earlier: int
    later: int
    changes: tuple[FieldChange, ...]


class Json(Response):
    """Any dataclasses as JSON."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """Encode; decimals become strings, since JSON numbers lose digits in most readers."""
        return _encoder.encode(content)


def etag(version: int) -> dict[str, str]:
    """The header that If-Match repeats."""
    return {"ETag": f'"{version}"'}


def of_snapshot(snapshot: Snapshot) -> Json:
    """The state, ready for If-Match."""
    last = snapshot.last
    answer = State(last.stream, last.version, last.position, last.recorded_at, snapshot.state)
    return Json(answer, headers=etag(last.version))


def of_history(entries: Sequence[Entry]) -> Json:
    """What happened, oldest first."""
    return Json(Listed([happened(entry) for entry in entries], None))


def happened(entry: Entry) -> Happened:
    """One event as the API and the command line show it."""
    r = entry.recorded
    return Happened(
        event=TOPICS[type(r.event)],
        event_id=r.event_id,
        version=r.version,
        position=r.position,
        recorded_at=r.recorded_at,
        effective_at=r.effective_at,
        actor=r.actor,
        on_behalf_of=r.on_behalf_of,
        reason=r.reason,
        changes=entry.changes,
        command_id=r.command_id,
        correlation_id=r.correlation_id,
        causation_id=r.causation_id,
    )


def described(name: str, row: type, *, without: frozenset[str] = frozenset(), **more: Any) -> type:
    """For OpenAPI: the shape of an answer that holds a read table's row, less some columns and with some more."""
    hints = get_type_hints(row)
    kept = [(field.name, hints[field.name]) for field in fields(row) if field.name not in without]
    return make_dataclass(name, [*kept, *more.items()], kw_only=True, frozen=True)
