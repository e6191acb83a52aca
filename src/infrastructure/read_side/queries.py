"""Reads the read models, waits for them, and says how they stand."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import psycopg
from psycopg.rows import dict_row
from psycopg_pool import PoolTimeout

from application.ports import Head, Query, Unavailable
from infrastructure.read_side.checkpoints import Checkpoint, read_checkpoints
from infrastructure.read_side.divergence import divergence
from infrastructure.read_side.log import Log
from infrastructure.read_side.pool import Pool
from infrastructure.read_side.tables import Connection
from projections.catalogue import AnyProjection
from projections.declaration import SCHEMA

LOOK_EVERY: Final = 0.02  # seconds between looks at the checkpoints while somebody waits

_AWAY: Final = (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout, psycopg.errors.UndefinedTable)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectionStatus:
    """How one table stands. lag: events of the log that it has not seen. parked: events it could not take.

    problem: why it must not be relied on (missing, built at the moment, diverged); None where it may.
    """

    name: str
    table: str
    epoch: UUID | None
    position: int
    lag: int
    parked: int
    problem: str | None


class ReadSide:
    """The read models of these projections; keeps application.ports.ReadSide."""

    def __init__(self, pool: Pool, log: Log, projections: Sequence[AnyProjection]) -> None:
        self._pool = pool
        self._log = log
        self._projections = projections
        self._tables = [projection.table for projection in projections]
        self._look: asyncio.Task[int] | None = None

    async def rows(self, query: Query) -> Sequence[Mapping[str, Any]]:
        """Run a query. Raises Unavailable where the database is away or the tables are not there yet."""
        async with self._connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(query.sql, query.parameters, prepare=query.one_plan)
            return await cursor.fetchall()

    async def wait_for(self, position: int, within: float) -> bool:
        """Whether every projection has seen `position` within so many seconds; at once where it is not in the log.

        Raises Unavailable.
        """
        deadline = asyncio.get_running_loop().time() + within
        if await self._seen() >= position:
            return True
        if position > (await self._log.head()).position:
            return False
        while asyncio.get_running_loop().time() < deadline:
            if await self._next_look() >= position:
                return True
        return False

    async def status(self) -> list[ProjectionStatus]:
        """How each table stands, by name. Raises Unavailable."""
        checkpoints = await self._checkpoints()
        head = await self._log.head()
        async with self._connection() as connection:
            parked = await _count_parked(connection, self._tables)
        return [
            ProjectionStatus(
                name=projection.name,
                table=projection.table,
                epoch=at.epoch if at else None,
                position=at.position if at else 0,
                lag=head.position - (at.position if at else 0),
                parked=parked.get(projection.table, 0),
                problem=await self._problem(projection, at, head),
            )
            for projection in self._projections
            for at in [checkpoints.get(projection.table)]
        ]

    async def missing(self) -> tuple[str, ...]:
        """Why the read side is not ready, a sentence each; empty where it is."""
        try:
            return tuple(status.problem for status in await self.status() if status.problem)
        except Unavailable as error:
            return (str(error),)

    async def _problem(self, projection: AnyProjection, at: Checkpoint | None, head: Head) -> str | None:
        table = projection.table
        if at is None:
            return f"{table} has not been made yet: start whatever feeds the read side"
        if found := await divergence(self._log, head, {table: at}):
            return found[table]
        # Once whole, it may fall behind under load: readers ask for the position they need.
        if at.position < head.position and not at.met_head:
            return f"{table} is being built: it has seen {at.position} of {head.position} events"
        return None

    async def _next_look(self) -> int:
        # One for all who wait: however many they are, they take one connection of the pool.
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(self._seen(after=LOOK_EVERY))
        return await asyncio.shield(self._look)  # one who leaves must not take it from the others

    async def _seen(self, *, after: float = 0.0) -> int:
        """The position that every projection has seen, -1 where one has not begun. after: seconds to pause before."""
        await asyncio.sleep(after)
        checkpoints = await self._checkpoints()
        return min(checkpoints[table].position if table in checkpoints else -1 for table in self._tables)

    async def _checkpoints(self) -> dict[str, Checkpoint]:
        async with self._connection() as connection:
            return await read_checkpoints(connection, self._tables)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        try:
            async with self._pool.connection() as connection:
                yield connection
        except _AWAY as error:
            raise Unavailable("the read side") from error


async def _count_parked(connection: Connection, tables: Sequence[str]) -> dict[str, int]:
    rows = await connection.execute(
        f"SELECT projection, count(*) FROM {SCHEMA}.parked WHERE projection = ANY(%s) GROUP BY projection",
        [list(tables)],
    )
    return {table: count async for table, count in rows}
