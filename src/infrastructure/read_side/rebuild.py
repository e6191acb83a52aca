"""Builds a projection's table anew from the log, at the side, while the old one is read; then swaps the two."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final

import psycopg

from infrastructure.read_side.applying import apply_to
from infrastructure.read_side.bulk import Report, replay, silent
from infrastructure.read_side.checkpoints import begin, read_checkpoints
from infrastructure.read_side.divergence import divergence
from infrastructure.read_side.log import Log, read_on
from infrastructure.read_side.pool import Pool
from infrastructure.read_side.states import States
from infrastructure.read_side.tables import (
    Connection,
    Target,
    drop_table,
    make_bookkeeping,
    make_indexes,
    make_table,
)
from infrastructure.read_side.workers import Crew, divisible, replay_together
from infrastructure.read_side.writing import ROW_FAULTS
from projections.catalogue import AnyProjection
from projections.declaration import SCHEMA

NEAR: Final = 200  # events that a swap may apply while it holds the live checkpoint: some ten milliseconds
LOCK_TIMEOUT: Final = "200ms"  # a waiting swap blocks every later reader: it must give up soon and try again
PATIENCE: Final = 300.0  # seconds of trying to swap
_REPLAY: Final = 0x52706C79  # "Rply" in ASCII: one replay of a table at a time


class AlreadyReplaying(Exception):
    """Another process replays this projection."""


class SwapBlocked(Exception):
    """Somebody keeps the live table locked. What was built stays; the next replay goes on from there."""


async def rebuild(
    pool: Pool, log: Log, projection: AnyProjection, report: Report = silent, crew: Crew | None = None
) -> int:
    """Replay into a side table, take over, and answer the position reached. Resumes what a killed one left.

    crew: workers to do it together, where the projection can be divided. Raises AlreadyReplaying, SwapBlocked,
    WorkerFailed.
    """
    live, side = Target(projection), Target(projection, "__rebuild")
    async with alone(pool, side), pool.connection() as connection:
        states = States.of_one_table(log)
        together = crew is not None and crew.workers > 1 and divisible(projection)
        await prepare(connection, log, side, workers=crew.workers if crew and together else 1)
        if crew and together:
            await replay_together(connection, log, side, crew, report)
        deadline = time.monotonic() + PATIENCE
        while True:
            await build(connection, log, side, states, report=report)
            if (position := await _swap(connection, log, live, side, states)) is not None:
                return position
            if time.monotonic() > deadline:
                raise SwapBlocked(
                    f"{live.name} stayed locked for {PATIENCE:.0f} s: end what reads it, then replay again"
                )
            await asyncio.sleep(random.uniform(0.05, 0.5))  # noqa: S311  # to part from others, not to be unguessable


async def replay_until(pool: Pool, log: Log, projection: AnyProjection, until: int, report: Report = silent) -> Target:
    """Replay up to a position into a side table of its own, to look at; it is never swapped in. Resumes, too."""
    side = Target(projection, f"__until_{until}")
    async with alone(pool, side), pool.connection() as connection:
        await prepare(connection, log, side)
        await build(connection, log, side, States.of_one_table(log), report=report, until=until)
    return side


async def position_at(log: Log, moment: datetime) -> int:
    """The last position recorded at or before the moment; 0 where there is none. Positions never run back in time."""
    first, last = 0, (await log.head()).position
    while first < last:
        middle = (first + last + 1) // 2
        [recorded] = await read_on(log, middle - 1, 1)
        first, last = (middle, last) if recorded.recorded_at <= moment else (first, middle - 1)
    return first


async def build(
    connection: Connection, log: Log, side: Target, states: States, *, report: Report = silent, until: int | None = None
) -> None:
    """Replay, then make the indexes, all at once: kept up row by row they would take as long as everything else.

    Where a row is too long for one of them, all is done again with the indexes in place: then it is found, and parked.
    """
    await replay(connection, log, side, states, report=report, until=until)
    try:
        await make_indexes(connection, side)
    except ROW_FAULTS:
        await drop_table(connection, side)
        await make_table(connection, side)
        await begin(connection, side.table, (await log.head()).epoch)
        await replay(connection, log, side, states, report=report, until=until)


async def prepare(connection: Connection, log: Log, side: Target, *, workers: int = 1) -> None:
    """The side table as an earlier run left it, or a new one without indexes: where that was folded from another log,

    or by another number of workers, who have come to different places.
    """
    head = await log.head()
    await make_bookkeeping(connection)
    found = await connection.execute(
        f"SELECT split_part(projection, '-of-', 2) FROM {SCHEMA}.checkpoints WHERE split_part(projection, '/', 1) = %s"
        " AND projection <> %s",
        [side.table, side.table],
    )
    others = {int(of) async for (of,) in found} - {workers}
    if others or await divergence(log, head, await read_checkpoints(connection, [side.table])):
        await drop_table(connection, side)
    await make_table(connection, side, indexed=False)
    await begin(connection, side.table, head.epoch)


async def _swap(connection: Connection, log: Log, live: Target, side: Target, states: States) -> int | None:
    """Let the side table take the live one's name; None where it was too far behind, or the live one locked.

    The live checkpoint is locked before the tables, as whoever applies events does: no deadlock. Both have one shape:
    a reader's prepared plan stays good.
    """
    try:
        async with connection.transaction():
            await connection.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
            checkpoints = await read_checkpoints(connection, [live.table, side.table], lock=True)
            position = checkpoints[side.table].position
            goal = min(checkpoints.get(live.table, checkpoints[side.table]).position, (await log.head()).position)
            if goal - position > NEAR:
                return None
            while position < goal:
                events = await read_on(log, position, goal - position)
                position = await apply_to(connection, [side], events, states)
            await _rename(connection, live, side)
            return position
    except psycopg.errors.LockNotAvailable:
        return None


async def _rename(connection: Connection, live: Target, side: Target) -> None:
    await connection.execute(f"DROP TABLE IF EXISTS {live.name}")
    await connection.execute(f"ALTER TABLE {side.name} RENAME TO {live.table}")
    # The live checkpoint is updated, never replaced: whoever waits for its lock finds that very row again.
    await connection.execute(
        f"INSERT INTO {SCHEMA}.checkpoints (projection, epoch, position, event_id, met_head)"
        f" SELECT %s, epoch, position, event_id, true FROM {SCHEMA}.checkpoints WHERE projection = %s"
        " ON CONFLICT (projection) DO UPDATE SET epoch = excluded.epoch, position = excluded.position,"
        " event_id = excluded.event_id, met_head = true, moved_at = now()",
        [live.table, side.table],
    )
    await connection.execute(f"DELETE FROM {SCHEMA}.checkpoints WHERE projection = %s", [side.table])
    await connection.execute(f"DELETE FROM {SCHEMA}.parked WHERE projection = %s", [live.table])
    await connection.execute(
        f"UPDATE {SCHEMA}.parked SET projection = %s WHERE projection = %s", [live.table, side.table]
    )


@asynccontextmanager
async def alone(pool: Pool, side: Target) -> AsyncIterator[None]:
    """One process at a time. The lock is the session's: a killed process gives it back."""
    async with pool.connection() as connection:
        rows = await connection.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [_REPLAY, side.table])
        [(locked,)] = await rows.fetchall()
        if not locked:
            raise AlreadyReplaying(f"{side.projection.table} is being replayed by another process")
        try:
            yield
        finally:
            await connection.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [_REPLAY, side.table])
