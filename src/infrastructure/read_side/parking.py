"""What is parked, told and tried again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from infrastructure.read_side.applying import fold_into
from infrastructure.read_side.checkpoints import read_checkpoints
from infrastructure.read_side.folding import WHOLE_STREAM, KeyText, Parked
from infrastructure.read_side.log import Log, read_on
from infrastructure.read_side.pool import Pool
from infrastructure.read_side.states import States
from infrastructure.read_side.tables import Connection, Target
from infrastructure.read_side.writing import ROW_FAULTS
from projections.declaration import SCHEMA


@dataclass(frozen=True, slots=True)
class ParkedEvent:
    """An event that a table has not seen. key: of the row it would have touched; empty: its whole stream is parked."""

    table: str
    stream: UUID
    key: KeyText
    position: int
    event_id: UUID
    error: str
    parked_at: datetime


async def parked_events(pool: Pool, tables: Sequence[str]) -> list[ParkedEvent]:
    """Everything parked for these tables, by table, stream and position."""
    async with pool.connection() as connection:
        rows = await connection.execute(
            "SELECT projection, stream, key, position, event_id, error, parked_at"
            f" FROM {SCHEMA}.parked WHERE projection = ANY(%s) ORDER BY projection, stream, position, key",
            [list(tables)],
        )
        return [ParkedEvent(table, stream, tuple(key), *rest) async for table, stream, key, *rest in rows]


async def retry_parked(pool: Pool, log: Log, targets: Sequence[Target]) -> int:
    """Fold what is parked, in order, a transaction a stream; what fails again stays. Answer how many stay."""
    by_table = {target.table: target for target in targets}
    found = await parked_events(pool, list(by_table))
    for (table, stream), _ in groupby(found, key=lambda one: (one.table, one.stream)):
        try:
            await _retry(pool, log, by_table[table], stream, careful=False)
        except ROW_FAULTS:
            await _retry(pool, log, by_table[table], stream, careful=True)
    return len(await parked_events(pool, list(by_table)))


async def _retry(pool: Pool, log: Log, target: Target, stream: UUID, *, careful: bool) -> None:
    async with pool.connection() as connection, connection.transaction():
        await read_checkpoints(connection, [target.table], lock=True)  # nobody applies to the table meanwhile
        await connection.execute(  # and whoever has read its rows before sees that they are others now
            f"UPDATE {SCHEMA}.checkpoints SET moved_at = clock_timestamp() WHERE projection = %s", [target.table]
        )
        keys = await _take(connection, target, stream)
        events = [one for position in sorted(keys) for one in await read_on(log, position - 1, 1)]
        only = {position: frozenset(parked) for position, parked in keys.items() if WHOLE_STREAM not in parked}
        await fold_into(connection, target, events, Parked(frozenset()), States(log), careful=careful, only=only)


async def _take(connection: Connection, target: Target, stream: UUID) -> dict[int, set[KeyText]]:
    """Take a stream's events off the list: position -> the keys they are parked for."""
    rows = await connection.execute(
        f"DELETE FROM {SCHEMA}.parked WHERE projection = %s AND stream = %s RETURNING position, key",
        [target.table, stream],
    )
    taken: dict[int, set[KeyText]] = {}
    async for position, key in rows:
        taken.setdefault(position, set()).add(tuple(key))
    return taken
