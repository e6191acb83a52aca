"""A rebuild at the side: reads are served, feeding goes on, a killed one resumes, and only a whole one takes over."""

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest

import infrastructure.read_side.bulk
import infrastructure.read_side.engine
import infrastructure.read_side.folding
from domain.recorded import Recorded
from domain.reservation import Reserved
from infrastructure.event_store import connections
from infrastructure.event_store.store import PostgresEventStore
from infrastructure.read_side.bulk import Progress
from infrastructure.read_side.engine import ReadSideEngine
from infrastructure.read_side.pool import Pool
from infrastructure.read_side.queries import ReadSide
from infrastructure.read_side.rebuild import AlreadyReplaying, position_at, rebuild, replay_until
from infrastructure.read_side.tables import SAMPLE, ShapeChanged
from infrastructure.read_side.upkeep import upkeep
from infrastructure.read_side.verify import verify
from projections import job_postings
from projections.catalogue import discover
from projections.declaration import SCHEMA, Key, Projection, Query
from tests.conftest import Database
from tests.infrastructure.event_store.appends import an_append
from tests.infrastructure.read_side.samples import A, Noted, TagRow, notes
from tests.projections.histories import MemoryLog, history
from tests.projections.tables import applied, engine_for, rows_of, run

POSTINGS = job_postings.projection


def many_notes(count: int) -> MemoryLog:
    """Notes in forty streams."""
    log = MemoryLog()
    for number in range(count):
        log.record(type(A)(int=1 + number % 40), Noted(f"note {number}"))
    return log


def test_reads_are_served_and_feeding_goes_on_through_rebuilds(database: Database) -> None:
    log = many_notes(400)
    later = many_notes(500).events[400:]

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, notes(poison=None))
        await engine.apply(log.events)
        read_side = ReadSide(pool, log, [notes(poison=None)])
        done = asyncio.Event()
        reads = 0

        async def read() -> None:
            nonlocal reads
            query = Query(f"SELECT count(*) AS rows, max(position) AS position FROM {SCHEMA}.notes_v1")
            position = 0
            while not done.is_set():
                [row] = await read_side.rows(query)
                assert row["rows"] == 40
                assert row["position"] >= position, "a reader was sent back in time"
                position, reads = row["position"], reads + 1

        async def feed() -> None:
            for one in later:
                log.events.append(one)
                await engine.apply([one])

        async def rebuild_again_and_again() -> None:
            for _ in range(5):
                await rebuild(pool, log, notes(poison=None))

        readers = [asyncio.create_task(read()) for _ in range(3)]
        await asyncio.gather(feed(), rebuild_again_and_again())
        done.set()
        await asyncio.gather(*readers)
        assert reads > 50
        assert (await engine.position()).position == 500
        verification = await verify(pool, log, notes(poison=None))
        assert (verification.position, verification.rows, verification.difference) == (500, 40, None)

    run(database, test)


def test_an_idle_reader_delays_the_swap_and_blocks_nobody(database: Database) -> None:
    log = many_notes(80)

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, notes(poison=None))
        await engine.apply(log.events)
        read_side = ReadSide(pool, log, [notes(poison=None)])
        with psycopg.connect(database.app_url) as idle:
            idle.execute(f"SELECT count(*) FROM {SCHEMA}.notes_v1")  # its transaction stays open
            swapping = asyncio.create_task(rebuild(pool, log, notes(poison=None)))
            slowest = 0.0
            clock = asyncio.get_running_loop().time
            began = clock()
            while clock() < began + 2:
                asked = clock()
                await read_side.rows(Query(f"SELECT count(*) FROM {SCHEMA}.notes_v1"))
                slowest = max(slowest, clock() - asked)
            assert not swapping.done()
            assert slowest < 1.0
        assert await swapping == 80

    run(database, test)


SCRIPT = """
import asyncio, sys
from random import Random
import infrastructure.read_side.bulk as module
from infrastructure.read_side.rebuild import rebuild
from projections.job_postings import projection
from tests.projections.histories import history
from tests.projections.tables import opened

async def main():
    module.CHUNK = module.BATCH = 20
    async with opened(sys.argv[1]) as pool:
        def report(progress):
            print(progress.position, flush=True)
            sys.stdin.readline()
        await rebuild(pool, history(Random(7), steps=300), projection, report)

asyncio.run(main())
"""


def test_a_rebuild_that_was_killed_resumes(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(__file__).parents[3]
    child = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, database.app_url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
    )
    assert child.stdin
    assert child.stdout
    try:
        for position in (20, 40, 60):
            assert int(child.stdout.readline()) == position
            child.stdin.write("\n")
            child.stdin.flush()
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdin.close()
        child.stdout.close()

    log = history(Random(7), steps=300)
    seen: list[Progress] = []

    async def test(pool: Pool) -> None:
        for _ in range(100):  # PostgreSQL notices a dead client when it next looks at the socket
            try:
                await rebuild(pool, log, POSTINGS, seen.append)
                break
            except AlreadyReplaying:
                await asyncio.sleep(0.05)
        rebuilt = await rows_of(pool, POSTINGS.table)
        assert rebuilt == await applied(pool, log, POSTINGS, [log.events])

    monkeypatch.setattr(infrastructure.read_side.bulk, "CHUNK", 20)
    monkeypatch.setattr(infrastructure.read_side.bulk, "BATCH", 20)
    run(database, test)
    assert 60 <= seen[0].position - 20 <= 80, "it began anew"
    assert seen[-1].position == seen[-1].until == len(log.events)
    assert all(one.rate > 0 and one.seconds_left is not None for one in seen)


def test_until_builds_a_table_to_look_at_and_leaves_the_live_one_alone(database: Database) -> None:
    log = history(Random(3), steps=80)

    async def test(pool: Pool) -> None:
        live = await applied(pool, log, POSTINGS, [log.events])
        side = await replay_until(pool, log, POSTINGS, 30)
        assert side.table == "job_postings_v1__until_30"
        assert await rows_of(pool, POSTINGS.table) == live
        then = await rows_of(pool, side.table)
        assert then == await applied(pool, MemoryLog(log.events[:30]), POSTINGS, [log.events[:30]])
        assert then != live

    run(database, test)


def test_a_time_is_the_last_position_recorded_by_then() -> None:
    log = many_notes(17)
    moment = log.events[8].recorded_at

    async def test() -> None:
        assert await position_at(log, moment) == 9
        assert await position_at(log, moment + timedelta(seconds=1)) == 9
        assert await position_at(log, moment - timedelta(seconds=1)) == 8
        assert await position_at(log, log.events[0].recorded_at - timedelta(days=1)) == 0
        assert await position_at(log, moment + timedelta(days=1)) == 17

    asyncio.run(test())


def test_one_rebuild_of_a_table_at_a_time(database: Database) -> None:
    log = many_notes(10)

    async def test(pool: Pool) -> None:
        await engine_for(pool, log, notes(poison=None))
        both = await asyncio.gather(*(rebuild(pool, log, notes(poison=None)) for _ in range(2)), return_exceptions=True)
        # The second may also have come when the first was done.
        assert {type(one) for one in both} <= {int, AlreadyReplaying}
        assert 10 in both

    run(database, test)


def test_a_rebuild_never_holds_more_than_a_chunk(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(infrastructure.read_side.bulk, "CHUNK", 50)
    monkeypatch.setattr(infrastructure.read_side.bulk, "BATCH", 100)
    asked: list[int] = []

    class Counting(MemoryLog):
        async def read(self, after: int, limit: int, *wanted: Any) -> Sequence[Recorded[Any]]:
            asked.append(limit)
            return await super().read(after, limit, *wanted)

    log = Counting(many_notes(430).events)

    async def test(pool: Pool) -> None:
        await rebuild(pool, log, notes(poison=None))

    run(database, test)
    assert max(asked) == 50
    assert len(asked) >= 430 / 50


def test_a_second_version_builds_beside_the_first_and_takes_over(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(infrastructure.read_side.engine, "FAR_BEHIND", 100)
    log = many_notes(400)
    first, second = notes(1, poison=None), notes(2, poison=None)
    other: Projection[TagRow] = Projection("other", version=1, row=TagRow, key=("note_id", "tag"))

    async def test(pool: Pool) -> None:
        old_code = await engine_for(pool, log, first, other)
        await old_code.apply(log.events)
        new_code = ReadSideEngine(pool, log, [second, other])
        await new_code.start()
        assert [target.table for target in new_code.building] == ["notes_v2"]
        new_reads = ReadSide(pool, log, [second, other])
        assert await new_reads.missing() == ("notes_v2 is being built: it has seen 0 of 400 events",)

        log.record(A, Noted("while it is built"))
        await asyncio.gather(old_code.follow(), new_code.follow())
        await asyncio.gather(old_code.settle(), new_code.settle())
        assert len(await rows_of(pool, "notes_v1")) == 40  # the old version is read and fed
        assert (await new_code.position()).position == 401  # the others do not wait

        stop = asyncio.Event()
        keeping = asyncio.create_task(upkeep(new_code, stop))
        while new_code.building:  # noqa: ASYNC110 - the engine has no event to wait for
            await asyncio.sleep(0.02)
        stop.set()
        await keeping
        assert await new_reads.missing() == ()
        log.record(A, Noted("after"))
        await asyncio.gather(old_code.follow(), new_code.follow())
        await asyncio.gather(old_code.settle(), new_code.settle())
        assert await rows_of(pool, "notes_v2") == await rows_of(pool, "notes_v1")

    run(database, test)


def test_another_shape_under_the_same_version_is_refused(database: Database) -> None:
    async def test(pool: Pool) -> None:
        await engine_for(pool, MemoryLog(), notes())
        changed: Projection[TagRow] = Projection("notes", version=1, row=TagRow, key=("note_id", "tag"))
        with pytest.raises(ShapeChanged, match="raise its version"):
            await engine_for(pool, MemoryLog(), changed)

    run(database, test)


def test_reads_are_served_during_a_rebuild_of_every_projection(database: Database) -> None:
    log = history(Random(11), steps=60)

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, *discover())
        await engine.apply(log.events)
        read_side = ReadSide(pool, log, discover())
        done = asyncio.Event()

        async def read(table: str, expected: int) -> int:
            reads = 0
            while not done.is_set():
                [row] = await read_side.rows(Query(f"SELECT count(*) AS rows FROM {SCHEMA}.{table}"))
                assert row["rows"] == expected
                reads += 1
            return reads

        counts = {projection.table: len(await rows_of(pool, projection.table)) for projection in discover()}
        readers = [asyncio.create_task(read(table, count)) for table, count in counts.items()]
        for projection in discover():
            await rebuild(pool, log, projection)
        done.set()
        assert all(reads > 3 for reads in await asyncio.gather(*readers))

    run(database, test)


def test_folding_that_takes_longer_than_an_answer_may_does_not_make_the_log_late(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "ANSWER_WITHIN", 0.5)
    monkeypatch.setattr(infrastructure.read_side.bulk, "CHUNK", 120)
    monkeypatch.setattr(infrastructure.read_side.folding, "BREATH", 5)
    slow: Projection[TagRow] = Projection("slow", version=1, row=TagRow, key=("note_id", "tag"))

    @slow.on_each(Reserved, keys=lambda r: ((r.stream, "salary"),))
    def changed(row: TagRow | None, r: Recorded[Reserved], _key: Key) -> TagRow:
        time.sleep(0.01)  # 1.2 s a chunk
        return TagRow(r.stream, "salary", row.times + 1 if row else 1)

    async def test(pool: Pool) -> None:
        async with PostgresEventStore(database.app_url) as store:
            for _ in range(3):
                await asyncio.gather(*(store.append(an_append()) for _ in range(100)))
            assert await rebuild(pool, store, slow) == 300
        assert len(await rows_of(pool, slow.table)) == 300

    run(database, test)


def test_the_indexes_stand_when_the_table_takes_over(database: Database) -> None:
    async def indexes(pool: Pool) -> list[str]:
        async with pool.connection() as connection:
            found = await connection.execute(
                "SELECT regexp_replace(indexdef, '^.* USING ', '') FROM pg_indexes WHERE tablename = %s",
                [POSTINGS.table],
            )
            return sorted([definition async for (definition,) in found])

    log = history(Random(2), steps=20)

    async def test(pool: Pool) -> None:
        await applied(pool, log, POSTINGS, [log.events])
        live = await indexes(pool)
        assert len(live) == 1 + len(POSTINGS.indexes)
        await rebuild(pool, log, POSTINGS)
        assert await indexes(pool) == live

    run(database, test)


def test_what_is_in_the_columns_is_known_when_the_table_takes_over(database: Database) -> None:
    log = history(Random(2), steps=20)

    async def test(pool: Pool) -> None:
        await rebuild(pool, log, POSTINGS)
        async with pool.connection() as connection:
            found = await connection.execute(
                "SELECT a.attname, a.attstattarget FROM pg_attribute a JOIN pg_stats s USING (attname)"
                " WHERE a.attrelid = %s::regclass AND s.tablename = %s",
                [POSTINGS.source, POSTINGS.table],
            )
            known = {column: sample async for column, sample in found}
        assert known["status"] is None
        assert known["words"] == SAMPLE

    run(database, test)
