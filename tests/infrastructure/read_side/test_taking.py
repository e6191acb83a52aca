"""What a broker delivers is folded while what it delivered before is written; nothing is left out for that."""

import asyncio
import random

import psycopg
import pytest

from infrastructure.read_side.pool import Pool
from projections.declaration import SCHEMA
from tests.conftest import Database
from tests.infrastructure.read_side.samples import notes, tags
from tests.infrastructure.read_side.test_live import as_rebuilt, as_they_are, many
from tests.projections.tables import engine_for, run


def test_what_was_taken_before_is_written_when_the_next_is_taken(database: Database) -> None:
    log = many(90)

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, notes(), tags())
        for start in range(0, 90, 3):
            await engine.take(log.events[start : start + 3])
            assert (await engine.position()).position >= start
        assert await engine.follow_up(90) == 90
        live = await as_they_are(pool)
        assert live == await as_rebuilt(pool, log)

    run(database, test)


def test_also_when_the_next_brings_nothing_new(database: Database) -> None:
    log = many(9)

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, notes(), tags())
        await engine.take(log.events[:3])
        for _ in range(3):
            await engine.take(log.events[:9])
            await engine.take(log.events[2:5])
            assert (await engine.position()).position == 9

    run(database, test)


def test_whatever_order_it_comes_in_and_whoever_else_writes_the_same(database: Database) -> None:
    log, chance = many(300), random.Random(5)

    async def test(pool: Pool) -> None:
        engines = [await engine_for(pool, log, notes(), tags()) for _ in range(2)]

        async def feed(number: int) -> None:
            for start in range(0, 300, 10):
                first = max(0, start + chance.randint(-15, 5))
                batch = log.events[first : start + 10]
                chance.shuffle(batch)
                await engines[number].take(batch)
            assert await engines[number].follow_up(300) == 300

        await asyncio.gather(feed(0), feed(1))
        live = await as_they_are(pool)
        assert live == await as_rebuilt(pool, log)

    run(database, test)


def test_what_could_not_be_written_is_said_by_the_next_and_then_made_up_for(database: Database) -> None:
    log = many(12)

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, notes(), tags())
        await engine.apply(log.events[:3])
        async with pool.connection() as connection:
            await connection.execute(f"ALTER TABLE {SCHEMA}.checkpoints ADD CONSTRAINT full_up CHECK (position < 4)")
            await engine.take(log.events[3:6])
            with pytest.raises(psycopg.errors.CheckViolation):
                await engine.take(log.events[6:9])
            await connection.execute(f"ALTER TABLE {SCHEMA}.checkpoints DROP CONSTRAINT full_up")
        await engine.take(log.events[6:9])
        assert await engine.follow_up(9) == 9
        live = await as_they_are(pool)
        del log.events[9:]
        assert live == await as_rebuilt(pool, log)

    run(database, test)
