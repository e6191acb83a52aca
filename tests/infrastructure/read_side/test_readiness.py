"""A table is relied on once it has been whole, and from then on also where it lags; an empty one is not."""

import asyncio
from contextlib import suppress

import psycopg

from infrastructure.read_side.checkpoints import Checkpoint, read_checkpoints
from infrastructure.read_side.engine import ReadSideEngine
from infrastructure.read_side.follow import Follower
from infrastructure.read_side.pool import Pool
from infrastructure.read_side.queries import ReadSide
from infrastructure.read_side.rebuild import rebuild
from projections.declaration import SCHEMA, Query
from tests.conftest import Database
from tests.infrastructure.read_side.samples import A, B, Noted, notes
from tests.projections.histories import MemoryLog
from tests.projections.tables import engine_for, parked_of, rows_of, run

NOT_YET = Checkpoint(A, 0)


def three_notes() -> MemoryLog:
    log = MemoryLog()
    for text in ("1", "2", "3"):
        log.record(A, Noted(text))
    return log


def test_a_table_is_not_ready_before_it_has_met_the_end_of_the_log(database: Database) -> None:
    log = three_notes()

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, notes())
        read_side = ReadSide(pool, log, [notes()])
        assert await read_side.missing() == ("notes_v1 is being built: it has seen 0 of 3 events",)
        await engine.apply(log.events[:2])
        assert await read_side.missing() == ("notes_v1 is being built: it has seen 2 of 3 events",)
        await engine.follow()
        await engine.settle()
        assert await read_side.missing() == ()

    run(database, test)


def test_a_feeder_makes_an_empty_log_ready(database: Database) -> None:
    async def test(pool: Pool) -> None:
        read_side = ReadSide(pool, MemoryLog(), [notes()])
        assert await read_side.missing()
        await engine_for(pool, MemoryLog(), notes())
        assert await read_side.missing() == ()

    run(database, test)


def test_a_table_that_was_whole_stays_ready_while_it_lags(database: Database) -> None:
    """Also for a process that has just started, and though nobody looked when it was whole."""
    log = three_notes()

    async def test(pool: Pool) -> None:
        engine = ReadSideEngine(pool, log, [notes()])
        stop = asyncio.Event()
        following = asyncio.create_task(Follower(database.app_url, engine).run(stop))
        async with asyncio.timeout(20):
            while not await was_whole(pool):  # noqa: ASYNC110 - what is waited for happens in PostgreSQL
                await asyncio.sleep(0.05)
        stop.set()
        await following
        log.record(A, Noted("4"))
        assert await ReadSide(pool, log, [notes()]).missing() == ()

    run(database, test)


async def was_whole(pool: Pool) -> bool:
    async with pool.connection() as connection:
        with suppress(psycopg.errors.UndefinedTable):
            return (await read_checkpoints(connection, ["notes_v1"])).get("notes_v1", NOT_YET).met_head
    return False


def test_what_a_rebuild_made_is_whole(database: Database) -> None:
    log = three_notes()

    async def test(pool: Pool) -> None:
        await engine_for(pool, log, notes())
        await rebuild(pool, log, notes())
        log.record(A, Noted("4"))
        assert await ReadSide(pool, log, [notes()]).missing() == ()

    run(database, test)


def test_checkpoints_of_older_code_are_taken_over(database: Database) -> None:
    log = three_notes()

    async def test(pool: Pool) -> None:
        await (await engine_for(pool, log, notes())).apply(log.events)
        read_side = ReadSide(pool, log, [notes()])
        async with pool.connection() as connection:
            await connection.execute(f"ALTER TABLE {SCHEMA}.checkpoints DROP COLUMN met_head")
        await engine_for(pool, log, notes())
        assert await read_side.missing() == ()

    run(database, test)


def test_a_table_that_somebody_dropped_is_built_anew(database: Database) -> None:
    log = three_notes()
    log.record(B, Noted("poison"))

    async def test(pool: Pool) -> None:
        await (await engine_for(pool, log, notes())).apply(log.events)
        before = await rows_of(pool, "notes_v1")
        async with pool.connection() as connection:
            await connection.execute(f"DROP TABLE {SCHEMA}.notes_v1")
        engine = await engine_for(pool, log, notes())
        assert await parked_of(pool, "notes_v1") == []
        assert await ReadSide(pool, log, [notes()]).missing() == ("notes_v1 is being built: it has seen 0 of 4 events",)
        await engine.follow()
        assert await rows_of(pool, "notes_v1") == before
        assert await ReadSide(pool, log, [notes()]).missing() == ()

    run(database, test)


def test_a_table_that_joins_twice_is_fed_once(database: Database) -> None:
    log = three_notes()

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, notes())
        engine.join(engine.targets[0])
        await engine.follow()
        [row] = await ReadSide(pool, log, [notes()]).rows(Query(f"SELECT seen FROM {SCHEMA}.notes_v1"))
        assert row["seen"] == ["1", "2", "3"]

    run(database, test)
