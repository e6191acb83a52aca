"""Proves that a table is what the log says: replays it beside and compares row by row."""

from dataclasses import dataclass
from typing import Any

from psycopg.rows import dict_row

from infrastructure.read_side.applying import apply_to
from infrastructure.read_side.bulk import Report, replay, silent
from infrastructure.read_side.checkpoints import read_checkpoints
from infrastructure.read_side.divergence import Diverged, divergence
from infrastructure.read_side.engine import CHUNK
from infrastructure.read_side.folding import KeyText
from infrastructure.read_side.log import Log, read_on
from infrastructure.read_side.pool import Pool
from infrastructure.read_side.rebuild import alone, prepare
from infrastructure.read_side.states import States
from infrastructure.read_side.tables import Connection, Target, drop_table
from projections.catalogue import AnyProjection
from projections.declaration import SCHEMA


@dataclass(frozen=True, slots=True)
class Difference:
    """The first row that differs, by key. column: the first that does; None, the row is missing or too many."""

    key: KeyText
    column: str | None
    live: Any
    replayed: Any

    def __str__(self) -> str:
        key = ", ".join(self.key)
        if self.column is None:
            return f"row {key} " + ("should not be there" if self.replayed is None else "is missing")
        return f"row {key}: {self.column} is {self.live!r:.200}, a replay says {self.replayed!r:.200}"


@dataclass(frozen=True, slots=True)
class Verification:
    """What was compared, at which position, and the first difference. parked: keys left out, here or in the replay."""

    table: str
    position: int
    rows: int
    difference: Difference | None
    parked: tuple[KeyText, ...]


async def verify(pool: Pool, log: Log, projection: AnyProjection, report: Report = silent) -> Verification:
    """Compare the live table with a replay up to its own checkpoint, while both are read and fed.

    Raises Diverged where the live table was folded from another log, AlreadyReplaying where this is being done already.
    """
    live, side = Target(projection), Target(projection, "__verify")
    async with alone(pool, side), pool.connection() as connection:
        states = States.of_one_table(log)
        await drop_table(connection, side)
        await prepare(connection, log, side)
        at = (await read_checkpoints(connection, [live.table]))[live.table]
        if found := await divergence(log, await log.head(), {live.table: at}):
            raise Diverged(list(found.values()))
        await replay(connection, log, side, states, report=report, until=at.position)
        async with connection.transaction():
            # One snapshot: the live rows stand exactly at the checkpoint seen in it, however the feeding goes on.
            await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            at = (await read_checkpoints(connection, [live.table]))[live.table]
            position = (await read_checkpoints(connection, [side.table]))[side.table].position
            while position < at.position:
                events = await read_on(log, position, min(CHUNK, at.position - position))
                if not events:
                    break
                position = await apply_to(connection, [side], events, states)
            verification = await _compare(connection, live, side, position)
        await drop_table(connection, side)
    return verification


async def _compare(connection: Connection, live: Target, side: Target, position: int) -> Verification:
    projection = live.projection
    key = ", ".join(f"coalesce(l.{column}, r.{column})::text" for column in projection.key_columns)
    same = " AND ".join(f"l.{column} = r.{column}" for column in projection.key_columns)
    parked = (
        f"EXISTS (SELECT FROM {SCHEMA}.parked p WHERE p.projection IN ('{live.table}', '{side.table}')"
        f" AND p.stream = coalesce(l.{projection.stream}, r.{projection.stream}) AND p.key IN ('{{}}', ARRAY[{key}]))"
    )
    # json has no equality; both texts come of one encoder.
    values = {c.name: f"{c.name}::text" if c.type == "json" else c.name for c in live.shape.columns}
    columns = ", ".join(f"l.{value} AS l_{name}, r.{value} AS r_{name}" for name, value in values.items())
    of_live, replayed = (", ".join(f"{alias}.{value}" for value in values.values()) for alias in "lr")
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            f"SELECT ARRAY[{key}] AS key, {columns}"
            f" FROM {live.name} l FULL JOIN {side.name} r ON {same}"
            f" WHERE ROW({of_live}) IS DISTINCT FROM ROW({replayed}) AND NOT {parked} ORDER BY 1 LIMIT 1"
        )
        row = await cursor.fetchone()
    counted = await connection.execute(f"SELECT count(*) FROM {live.name}")
    [(rows,)] = await counted.fetchall()
    listed = await connection.execute(
        f"SELECT DISTINCT stream, key FROM {SCHEMA}.parked WHERE projection IN (%s, %s) ORDER BY stream, key",
        [live.table, side.table],
    )
    keys = tuple([tuple(key) or (f"{stream} (whole stream)",) async for stream, key in listed])
    return Verification(live.table, position, rows, _difference(live, row) if row else None, keys)


def _difference(live: Target, row: dict[str, Any]) -> Difference:
    key = tuple(row["key"])
    of_live = {c.name: row[f"l_{c.name}"] for c in live.shape.columns}
    replayed = {c.name: row[f"r_{c.name}"] for c in live.shape.columns}
    first_key = live.projection.key_columns[0]
    if of_live[first_key] is None or replayed[first_key] is None:
        return Difference(key, None, of_live[first_key], replayed[first_key])
    column = next(name for name in of_live if of_live[name] != replayed[name])
    return Difference(key, column, of_live[column], replayed[column])
