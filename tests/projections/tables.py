"""A read side for tests: what its tables hold, and what a log makes of them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from domain.recorded import Recorded
from infrastructure.read_side.engine import ReadSideEngine
from infrastructure.read_side.log import Log
from infrastructure.read_side.pool import Pool, read_side_pool
from infrastructure.read_side.tables import Target, drop_table, make_bookkeeping
from projections.catalogue import AnyProjection
from projections.declaration import SCHEMA
from tests.conftest import Database


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Pool]:
    """A pool of connections."""
    async with read_side_pool(url) as pool:
        yield pool


def run(database: Database, test: Callable[[Pool], Awaitable[None]]) -> None:
    """Run a test that takes a pool."""

    async def with_a_pool() -> None:
        async with opened(database.app_url) as pool:
            await test(pool)

    asyncio.run(with_a_pool())


async def engine_for(pool: Pool, log: Log, *projections: AnyProjection) -> ReadSideEngine:
    """A started engine."""
    engine = ReadSideEngine(pool, log, projections)
    await engine.start()
    return engine


async def rows_of(pool: Pool, table: str) -> list[str]:
    """Every row of a table as text, sorted."""
    async with pool.connection() as connection:
        rows = await connection.execute(f"SELECT t::text FROM {SCHEMA}.{table} t")
        return sorted([text async for (text,) in rows])


async def parked_of(pool: Pool, table: str) -> list[tuple[int, list[str]]]:
    """(position, key) of each event that is parked for the table."""
    async with pool.connection() as connection:
        rows = await connection.execute(
            f"SELECT position, key FROM {SCHEMA}.parked WHERE projection = %s ORDER BY position, key", [table]
        )
        return [(position, key) async for position, key in rows]


async def forget(pool: Pool, projection: AnyProjection) -> None:
    """As if the projection had never been."""
    async with pool.connection() as connection:
        await make_bookkeeping(connection)
        await drop_table(connection, Target(projection))


async def applied(
    pool: Pool, log: Log, projection: AnyProjection, batches: Sequence[Sequence[Recorded[Any]]]
) -> list[str]:
    """The rows of a fresh table after these batches."""
    await forget(pool, projection)
    engine = await engine_for(pool, log, projection)
    for batch in batches:
        await engine.apply(batch)
    return await rows_of(pool, projection.table)
