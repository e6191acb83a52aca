"""A log set back to an older copy, while the read side is ahead: refused readiness, said plainly, rebuilt."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from domain.job_posting import PostingRejected, PostingSalaryChanged, PostingSubmittedForApproval
from domain.recorded import Recorded
from infrastructure.read_side.divergence import Diverged
from infrastructure.read_side.engine import ReadSideEngine
from infrastructure.read_side.follow import Follower
from infrastructure.read_side.pool import Pool
from infrastructure.read_side.queries import ReadSide
from infrastructure.read_side.rebuild import rebuild
from infrastructure.read_side.upkeep import upkeep
from infrastructure.read_side.verify import verify
from projections import audit_trail
from projections.declaration import SCHEMA, Query
from tests.conftest import Database
from tests.infrastructure.read_side.samples import A, B, Noted, notes
from tests.projections.histories import PEOPLE, MemoryLog, history_of_one_posting
from tests.projections.tables import engine_for, rows_of, run


def written(*texts: str) -> MemoryLog:
    """A log of notes on A."""
    log = MemoryLog()
    for text in texts:
        log.record(A, Noted(text))
    return log


async def until_ready(read_side: ReadSide) -> None:
    async with asyncio.timeout(20):
        while await read_side.missing():  # noqa: ASYNC110 - what is waited for happens in PostgreSQL
            await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    ("grown_anew", "said"),
    [
        ((), "notes_v1 has seen position 4, and the log ends at 2"),
        (("other 3", "other 4", "other 5"), "notes_v1 has seen another event at position 4"),
    ],
    ids=["shorter", "grown-anew"],
)
def test_a_log_set_back_is_noticed_said_and_the_table_rebuilt(
    database: Database, grown_anew: tuple[str, ...], said: str
) -> None:
    full = written("1", "2", "3", "4")

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, full, notes())
        await engine.apply(full.events)
        older = full.set_back_to(2)
        older.epoch = UUID(int=2)
        for text in grown_anew:
            older.record(A, Noted(text))

        restarted = ReadSideEngine(pool, older, [notes()])
        with pytest.raises(Diverged, match=said):
            await restarted.start()
        read_side = ReadSide(pool, older, [notes()])
        [problem] = await read_side.missing()
        assert said in problem
        assert "must be rebuilt" in problem
        with pytest.raises(Diverged):
            await verify(pool, older, notes())

        stop = asyncio.Event()
        following = asyncio.create_task(Follower(database.app_url, restarted).run(stop))
        await until_ready(read_side)
        older.record(A, Noted("and on"))
        assert await read_side.wait_for(len(older.events), within=20)
        stop.set()
        await following
        [row] = await read_side.rows(Query(f"SELECT seen FROM {SCHEMA}.notes_v1"))
        assert row["seen"] == [one.event.text for one in older.events]

    run(database, test)


def test_a_follower_notices_while_it_runs(database: Database) -> None:
    """As after a restore beneath a running house: first the log is away, then it is another one."""
    log = written("1", "2", "3")

    async def test(pool: Pool) -> None:
        engine = ReadSideEngine(pool, log, [notes()])
        follower = Follower(database.app_url, engine)
        stop = asyncio.Event()
        following = asyncio.create_task(follower.run(stop))
        read_side = ReadSide(pool, log, [notes()])
        await until_ready(read_side)
        assert await read_side.wait_for(3, within=20)
        del log.events[1:]
        assert "log ends at 1" in (await read_side.missing())[0]
        await until_ready(read_side)
        log.record(B, Noted("new"))
        assert await read_side.wait_for(2, within=20)
        stop.set()
        await following
        assert len(await rows_of(pool, "notes_v1")) == 2

    run(database, test)


def test_upkeep_stops_at_once_in_the_middle_of_a_rebuild(database: Database) -> None:
    class Slow(MemoryLog):
        slow = False

        async def read(self, after: int, limit: int, *wanted: Any) -> Sequence[Recorded[Any]]:
            if self.slow and limit > 1:
                await asyncio.sleep(60)
            return await super().read(after, limit, *wanted)

    log = Slow(written("1", "2", "3").events)

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, notes())
        await engine.apply(log.events)
        del log.events[2:]
        log.slow = True
        stop = asyncio.Event()
        keeping = asyncio.create_task(upkeep(engine, stop))
        await asyncio.sleep(0.5)
        stop.set()
        async with asyncio.timeout(5):
            await keeping
        log.slow = False
        await rebuild(pool, log, notes())

    run(database, test)


def test_a_new_epoch_over_the_same_history_changes_nothing(database: Database) -> None:
    log = written("1", "2")

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, notes())
        await engine.apply(log.events)
        log.epoch = UUID(int=2)
        await engine.start()
        await engine.apply([log.record(A, Noted("3"))])
        at = await engine.position()
        assert (at.epoch, at.position) == (UUID(int=2), 3)

    run(database, test)


def test_an_event_of_another_epoch_is_read_from_the_log_instead(database: Database) -> None:
    """What a broker kept from a lost future stands at the very next position; the log holds another event there."""
    lost = written("1", "2", "lost")
    log = lost.set_back_to(2)
    log.epoch = UUID(int=2)
    log.record(A, Noted("kept"))

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, notes())
        await engine.apply(log.events[:2])
        lost.events[2] = replace(lost.events[2], epoch=UUID(int=3))
        await engine.apply(lost.events)
        assert "kept" in (await rows_of(pool, "notes_v1"))[0]

    run(database, test)


def test_a_position_that_the_log_does_not_hold_is_said(database: Database) -> None:
    log = written("1")

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, notes())
        ahead = written("1", "2", "3")
        with pytest.raises(Diverged, match="position 3 was announced"):
            await engine.apply([ahead.events[2]])

    run(database, test)


def test_what_was_known_of_the_other_log_is_forgotten(database: Database) -> None:
    """Else the audit trail would tell of changes to a state that never was."""
    log = history_of_one_posting(A)
    trail = audit_trail.projection

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, trail)
        await engine.apply(log.events)
        del log.events[1:]
        log.epoch = UUID(int=2)
        log.record(A, PostingSubmittedForApproval(by=PEOPLE[:1]))
        log.record(A, PostingRejected(reason="Say more."), by=PEOPLE[1])
        with pytest.raises(Diverged):
            await engine.start()
        await rebuild(pool, log, trail)
        await engine.start()
        await engine.apply([log.record(A, PostingSalaryChanged(old=(), new=(), reason="So.", by=PEOPLE[:1]))])
        assert (await verify(pool, log, trail)).difference is None

    run(database, test)
