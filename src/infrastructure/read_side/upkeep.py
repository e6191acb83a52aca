"""Keeps a group's tables whole beside whoever feeds them: builds new versions, rebuilds what has diverged."""

import asyncio

import psycopg
import structlog

from application.ports import Unavailable
from infrastructure.cancelling import until_stopped
from infrastructure.read_side.bulk import replay
from infrastructure.read_side.checkpoints import read_checkpoints
from infrastructure.read_side.divergence import divergence
from infrastructure.read_side.engine import CHUNK, ReadSideEngine
from infrastructure.read_side.rebuild import AlreadyReplaying, SwapBlocked, rebuild
from infrastructure.read_side.states import States
from infrastructure.read_side.tables import Target, make_bookkeeping

LOOK_SECONDS = 1.0
TROUBLE = (psycopg.Error, Unavailable, AlreadyReplaying, SwapBlocked)
_log = structlog.get_logger(__name__)


async def upkeep(engine: ReadSideEngine, stop: asyncio.Event) -> None:
    """Until `stop` is set: build tables far behind, then have them fed with the group; rebuild what has diverged.

    Stopped in the middle of it, at once; the next one resumes.
    """
    await until_stopped(stop, _work(engine))


async def _work(engine: ReadSideEngine) -> None:
    seen: int | None = None
    while True:
        try:
            await rebuild_diverged(engine)
            head = (await engine.log.head()).position
            # Where the log ended one look ago: under load nobody is ever seen at the very end.
            await engine.mark_whole(head if seen is None else min(seen, head))
            seen = head
            for target in engine.building:
                await build(engine, target)
        except TROUBLE as error:
            _log.warning("read_side.upkeep_interrupted", error=str(error))
        await asyncio.sleep(LOOK_SECONDS)


async def build(engine: ReadSideEngine, target: Target) -> None:
    """Bring a table near the others, then let it join them; meanwhile they are fed, and its old version is read."""
    _log.info("read_side.building", table=target.table)
    async with engine.pool.connection() as connection:
        states = States.of_one_table(engine.log)
        while True:
            await replay(connection, engine.log, target, states)
            at = (await read_checkpoints(connection, [target.table]))[target.table]
            if at.position >= (await engine.position()).position - CHUNK:
                break
    engine.join(target)
    _log.info("read_side.built", table=target.table, position=at.position)


async def rebuild_diverged(engine: ReadSideEngine) -> None:
    """Rebuild each table that has seen what the log does not hold; its old rows are read until they are replaced."""
    async with engine.pool.connection() as connection:
        await make_bookkeeping(connection)
        checkpoints = await read_checkpoints(connection, [target.table for target in engine.targets])
    # The head last: read before, it would be behind tables that have been fed meanwhile.
    found = await divergence(engine.log, await engine.log.head(), checkpoints)
    for target in engine.targets:
        if target.table in found:
            _log.warning("read_side.diverged", finding=found[target.table])
            await rebuild(engine.pool, engine.log, target.projection)
            _log.info("read_side.rebuilt", table=target.table)
