"""A table that is not what the log says is found out, the first difference named, while it is read and fed."""

import asyncio
from collections.abc import Sequence
from random import Random
from typing import Any
from uuid import UUID

import pytest

from domain.recorded import Recorded
from infrastructure.read_side.engine import ReadSideEngine
from infrastructure.read_side.pool import Pool
from infrastructure.read_side.verify import verify
from projections import audit_trail, job_postings
from projections.catalogue import AnyProjection, discover
from projections.declaration import SCHEMA
from tests.conftest import Database
from tests.infrastructure.read_side.samples import Noted, notes
from tests.projections.histories import MemoryLog, history
from tests.projections.tables import engine_for, run

NOTES = [UUID(int=number) for number in range(1, 6)]


def five_notes() -> MemoryLog:
    log = MemoryLog()
    for note in NOTES:
        log.record(note, Noted("as written"))
    return log


@pytest.mark.parametrize(
    ("tampering", "said"),
    [
        ("UPDATE {} SET text = 'forged' WHERE position > 2", "row {2}: text is 'forged', a replay says ' as written'"),
        ("DELETE FROM {} WHERE position = 2", "row {1} is missing"),
        (
            "INSERT INTO {} SELECT '00000000-0000-0000-0000-000000000000', text, seen, 9 FROM {} LIMIT 1",
            "row {0} should not be there",
        ),
    ],
    ids=["changed", "missing", "invented"],
)
def test_the_first_difference_is_named(database: Database, tampering: str, said: str) -> None:
    log = five_notes()

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, notes())
        await engine.apply(log.events)
        assert (await verify(pool, log, notes())).difference is None
        async with pool.connection() as connection:
            await connection.execute(tampering.replace("{}", f"{SCHEMA}.notes_v1"))
        found = await verify(pool, log, notes())
        named = said.replace("{0}", str(UUID(int=0))).replace("{1}", str(NOTES[1])).replace("{2}", str(NOTES[2]))
        assert str(found.difference) == named

    run(database, test)


def test_what_was_fed_meanwhile_is_read_in_chunks(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infrastructure.read_side.verify.CHUNK", 10)
    asked: list[int] = []

    class Growing(MemoryLog):
        growing = False

        async def read(self, after: int, limit: int, *wanted: Any) -> Sequence[Recorded[Any]]:
            asked.append(limit)
            if self.growing and limit == 5:  # the replay begins
                self.growing = False
                await engine.apply([self.record(NOTES[0], Noted("later")) for _ in range(35)])
            return await super().read(after, limit, *wanted)

    log = Growing(five_notes().events)
    engine: ReadSideEngine

    async def test(pool: Pool) -> None:
        nonlocal engine
        engine = await engine_for(pool, log, notes())
        await engine.apply(log.events)
        log.growing = True
        found = await verify(pool, log, notes())
        assert (found.position, found.difference) == (40, None)
        assert max(asked) == 10

    run(database, test)


@pytest.mark.parametrize("projection", discover(), ids=lambda projection: projection.table)
def test_every_projection_can_be_verified(database: Database, projection: AnyProjection) -> None:
    log = history(Random(0), steps=150)  # fills every table

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, projection)
        await engine.apply(log.events)
        found = await verify(pool, log, projection)
        assert (found.difference, found.position, found.parked) == (None, len(log.events), ())
        assert found.rows > 0
        async with pool.connection() as connection:
            left = await connection.execute("SELECT count(*) FROM pg_tables WHERE tablename LIKE '%verify%'")
            assert await left.fetchall() == [(0,)]

    run(database, test)


def test_a_forged_audit_entry_is_found(database: Database) -> None:
    log = history(Random(8))

    async def test(pool: Pool) -> None:
        trail = audit_trail.projection
        engine = await engine_for(pool, log, trail)
        await engine.apply(log.events)
        async with pool.connection() as connection:
            await connection.execute(f"UPDATE {trail.source} SET subject = 'mallory' WHERE position = 7")
        difference = (await verify(pool, log, trail)).difference
        assert difference is not None
        assert (difference.key, difference.column, difference.live) == (("7",), "subject", "mallory")

    run(database, test)


def test_feeding_goes_on_while_it_compares(database: Database) -> None:
    log = history(Random(2), steps=80)
    later, log.events = log.events[20:], log.events[:20]

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, job_postings.projection)
        await engine.apply(log.events)

        async def feed() -> None:
            for one in later:
                log.events.append(one)
                await engine.apply([one])

        feeding = asyncio.create_task(feed())
        found = [await verify(pool, log, job_postings.projection) for _ in range(5)]
        await feeding
        assert [one.difference for one in found] == [None] * 5
        assert found[-1].position > 20

    run(database, test)
