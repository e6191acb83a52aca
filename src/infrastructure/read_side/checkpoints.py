"""How far each table has come in the log, and which events are parked beside it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.recorded import Recorded
from infrastructure.read_side.folding import Fault, KeyText, Parked
from infrastructure.read_side.tables import Connection
from projections.declaration import SCHEMA


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The last event that a table has seen: its position (0: none yet), the epoch it was written in, and its id.

    met_head: whether the table has ever been whole, that is, has seen all that the log held at the moment.
    moved_at: when it was moved last, also to where it stood, by a rebuild.
    """

    epoch: UUID
    position: int
    event_id: UUID | None = None
    met_head: bool = False
    moved_at: datetime | None = None


class CheckpointMoved(Exception):
    """Another process moved a checkpoint that this one held locked: the one lock that must not fail."""


async def begin(connection: Connection, table: str, epoch: UUID) -> None:
    """Put the checkpoint before the first event, where there is none."""
    await connection.execute(
        f"INSERT INTO {SCHEMA}.checkpoints (projection, epoch, position) VALUES (%s, %s, 0) ON CONFLICT DO NOTHING",
        [table, epoch],
    )


async def read_checkpoints(
    connection: Connection, tables: Sequence[str], *, lock: bool = False
) -> dict[str, Checkpoint]:
    """The checkpoints of those tables that have one. lock: until the transaction ends, in one order for everybody."""
    rows = await connection.execute(
        f"SELECT projection, epoch, position, event_id, met_head, moved_at FROM {SCHEMA}.checkpoints"
        f" WHERE projection = ANY(%s) ORDER BY projection{' FOR UPDATE' if lock else ''}",
        [list(tables)],
    )
    return {table: Checkpoint(*values) async for table, *values in rows}


async def move(connection: Connection, moves: Iterable[tuple[str, Checkpoint, Recorded[Any]]]) -> dict[str, Checkpoint]:
    """Move each table's checkpoint from where it was read to the event; compare-and-set. Raises CheckpointMoved."""
    given = [(table, old.position, old.epoch, last.position, last.epoch, last.event_id) for table, old, last in moves]
    if not given:
        return {}
    rows = await connection.execute(
        f"UPDATE {SCHEMA}.checkpoints c SET position = m.position, epoch = m.epoch, event_id = m.event_id,"
        " moved_at = now() FROM unnest(%s::text[], %s::int8[], %s::uuid[], %s::int8[], %s::uuid[], %s::uuid[])"
        " AS m(projection, old_position, old_epoch, position, epoch, event_id)"
        " WHERE c.projection = m.projection AND c.position = m.old_position AND c.epoch = m.old_epoch"
        " RETURNING c.projection, c.epoch, c.position, c.event_id, c.met_head, c.moved_at",
        [list(column) for column in zip(*given, strict=True)],
    )
    moved = {table: Checkpoint(*values) async for table, *values in rows}
    if len(moved) != len(given):
        raise CheckpointMoved(", ".join(table for table, *_ in given))
    return moved


async def mark_whole(connection: Connection, tables: Iterable[str], head: int) -> None:
    """Remember of each table that has seen the log up to `head` that it met it."""
    for table in tables:  # one by one: an UPDATE of several would lock them in an order of its own
        await connection.execute(
            f"UPDATE {SCHEMA}.checkpoints SET met_head = true"
            " WHERE projection = %s AND position >= %s AND NOT met_head",
            [table, head],
        )


async def read_parked(
    connection: Connection, tables: Sequence[str], streams: Iterable[UUID] | None = None
) -> dict[str, Parked]:
    """For each table, which keys of these streams are parked; of all streams, where none are named."""
    rows = await connection.execute(
        f"SELECT DISTINCT projection, stream, key FROM {SCHEMA}.parked"
        " WHERE projection = ANY(%s) AND (%s::uuid[] IS NULL OR stream = ANY(%s))",
        [list(tables), *[None if streams is None else list(set(streams))] * 2],
    )
    found: defaultdict[str, set[tuple[UUID, KeyText]]] = defaultdict(set)
    async for table, stream, key in rows:
        found[table].add((stream, tuple(key)))
    return {table: Parked(frozenset(found[table])) for table in tables}


async def park(connection: Connection, table: str, faults: Sequence[Fault]) -> None:
    """List the events with the keys they are parked for."""
    async with connection.cursor() as cursor:
        await cursor.executemany(
            f"INSERT INTO {SCHEMA}.parked (projection, stream, key, position, event_id, error)"
            " VALUES (%s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (projection, stream, key, position) DO UPDATE SET error = excluded.error",
            [
                (table, f.recorded.stream, list(f.key), f.recorded.position, f.recorded.event_id, f.error)
                for f in faults
            ],
        )
