"""The questions about one aggregate's past, answered from the log itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from application.ports import EventStore
from domain.changes import FieldChange, changed_fields
from domain.decider import Decider
from domain.recorded import Recorded

AnyDecider = Decider[Any, Any, Any]


class NotFound(Exception):
    """There is no such aggregate, or none at that version or time."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An aggregate as it stood. last: the event that made it so."""

    state: Any
    last: Recorded[Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One event and what it changed."""

    recorded: Recorded[Any]
    changes: tuple[FieldChange, ...]


async def snapshot(
    store: EventStore, aggregate: AnyDecider, stream: UUID, *, version: int | None = None, as_of: datetime | None = None
) -> Snapshot:
    """The state now, at a version, or as of a recorded time (inclusive). Raises NotFound."""
    history = await load(store, aggregate, stream, version=version, as_of=as_of)
    if version is not None and history[-1].version != version:
        raise NotFound(f"{stream} has no version {version}: it stands at {history[-1].version}")
    return Snapshot(aggregate.fold(recorded.event for recorded in history), history[-1])


async def history(store: EventStore, aggregate: AnyDecider, stream: UUID) -> Sequence[Entry]:
    """Every event of it, oldest first, with the fields that each changed. Raises NotFound."""
    entries, state = [], aggregate.initial
    for recorded in await load(store, aggregate, stream):
        after = aggregate.evolve(state, recorded.event)
        entries.append(Entry(recorded, changed_fields(state, after)))
        state = after
    return entries


async def diff(
    store: EventStore, aggregate: AnyDecider, stream: UUID, earlier: int, later: int
) -> tuple[FieldChange, ...]:
    """What differs between two versions, whichever way round; version 0 is before the draft. Raises NotFound."""
    recorded = await load(store, aggregate, stream, version=max(earlier, later, 1))
    if recorded[-1].version < max(earlier, later):
        raise NotFound(f"{stream} has no version {max(earlier, later)}: it stands at {recorded[-1].version}")
    states = [aggregate.fold(one.event for one in recorded if one.version <= version) for version in (earlier, later)]
    return changed_fields(*states)


async def load(
    store: EventStore, aggregate: AnyDecider, stream: UUID, *, version: int | None = None, as_of: datetime | None = None
) -> Sequence[Recorded[Any]]:
    """Its events, all or up to a version or a recorded time (inclusive). Raises NotFound."""
    recorded = await store.load(stream, up_to_version=version, as_of=as_of)
    if not recorded or type(recorded[0].event) not in aggregate.events.values():
        raise NotFound(
            f"there is no {aggregate.kind.replace('_', ' ')} {stream}" + (f" as of {as_of}" if as_of else "")
        )
    return recorded
