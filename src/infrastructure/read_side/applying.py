"""Applies events to tables in one transaction, asking the database for all that it must know: sure, and slow."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from domain.recorded import Recorded
from infrastructure.read_side.checkpoints import move, park, read_checkpoints, read_parked
from infrastructure.read_side.folding import Folding, Only, Parked, fold_rows
from infrastructure.read_side.known import Known, remember
from infrastructure.read_side.states import States
from infrastructure.read_side.tables import Connection, Target
from infrastructure.read_side.telling import record, tell
from infrastructure.read_side.writing import ROW_FAULTS, load_rows, write
from projections.catalogue import AnyProjection
from projections.declaration import Journal, Key, Ledger


async def apply_to(
    connection: Connection,
    targets: Sequence[Target],
    events: Sequence[Recorded[Any]],
    states: States,
    known: Known | None = None,
) -> int:
    """Fold dense events into the targets and move their checkpoints, in one transaction; answer the hindmost position.

    Events at or below a target's checkpoint are dropped for it. A row that cannot be written rolls all back, and the
    batch is done again carefully.
    """
    try:
        async with connection.transaction():
            return await _attempt(connection, targets, events, states, known)
    except ROW_FAULTS:
        async with connection.transaction():
            return await _attempt(connection, targets, events, states, None, careful=True)


async def _attempt(
    connection: Connection,
    targets: Sequence[Target],
    events: Sequence[Recorded[Any]],
    states: States,
    known: Known | None,
    *,
    careful: bool = False,
) -> int:
    tables = [target.table for target in targets]
    # The checkpoints are locked before any row, by everyone and in one order: a swap does the same and cannot deadlock.
    checkpoints = await read_checkpoints(connection, tables, lock=True)
    parked = await read_parked(connection, tables, (one.stream for one in events))
    moves = []
    for target in targets:
        at = checkpoints[target.table]
        new = [one for one in events if one.position > at.position] if at.position >= events[0].position else events
        if new and new[0].position == at.position + 1:
            kept = None if known is None else known.of(target.table, at)
            await fold_into(connection, target, new, parked[target.table], states, known=kept, careful=careful)
            moves.append((target.table, at, new[-1]))
    moved = await move(connection, moves)
    if known is not None:
        known.left(moved)
    return min((checkpoints | moved)[table].position for table in tables)


async def fold_into(
    connection: Connection,
    target: Target,
    events: Sequence[Recorded[Any]],
    parked: Parked,
    states: States,
    *,
    careful: bool,
    known: dict[Key, Any] | None = None,
    only: Only | None = None,
) -> None:
    """Fold, write and park for one target, inside the caller's transaction."""
    folding = Folding(parked, partial(load_rows, connection, target), known=known, careful=careful)
    await fold(target.projection, events, folding, states, only)
    if known is not None:
        remember(known, folding)
    faults = [*folding.faults, *await write(connection, target, folding.changes, careful=careful)]
    if faults:
        await park(connection, target.table, faults)


async def fold(
    projection: AnyProjection,
    events: Sequence[Recorded[Any]],
    folding: Folding,
    states: States,
    only: Only | None = None,
) -> None:
    """Fold events into whichever shape it is. only: some events for some keys alone (a retry)."""
    if isinstance(projection, Journal):
        await record(projection, events, folding, states)
    elif isinstance(projection, Ledger):
        await tell(projection, events, folding, states)
    else:
        await fold_rows(projection, events, folding, only)
