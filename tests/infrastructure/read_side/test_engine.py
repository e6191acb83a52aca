"""A batch is applied whole or not at all, by whoever comes first; reads can wait for it."""

import asyncio
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
import pytest

import projections
from application.ports import Unavailable
from infrastructure.event_store.store import PostgresEventStore
from infrastructure.read_side import queries
from infrastructure.read_side.checkpoints import Checkpoint, CheckpointMoved, move, read_checkpoints
from infrastructure.read_side.engine import ReadSideEngine
from infrastructure.read_side.follow import Follower
from infrastructure.read_side.pool import Pool, read_side_pool
from infrastructure.read_side.queries import ReadSide
from projections import audit_trail
from projections.catalogue import discover
from projections.declaration import SCHEMA, Projection, Query
from tests.conftest import Database
from tests.infrastructure.event_store.appends import an_append
from tests.infrastructure.read_side.samples import A, B, Noted, TagRow, notes, tags
from tests.projections.histories import MemoryLog
from tests.projections.tables import applied, engine_for, rows_of, run


def many(count: int) -> MemoryLog:
    """Notes with tags, in two streams."""
    log = MemoryLog()
    for number in range(count):
        log.record((A, B)[number % 2], Noted(f"note {number}", ("one", f"tag-{number % 3}")))
    return log


def test_rows_and_checkpoints_of_a_group_move_together_or_not_at_all(database: Database) -> None:
    log = many(4)

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, notes(), tags())
        await engine.apply(log.events[:2])
        before = [await rows_of(pool, table) for table in ("notes_v1", "tags_v1", "checkpoints")]
        async with pool.connection() as connection:  # the last statement of a batch fails, when all rows are written
            await connection.execute(f"ALTER TABLE {SCHEMA}.checkpoints ADD CONSTRAINT full_up CHECK (position < 3)")
            with pytest.raises(psycopg.errors.CheckViolation):
                await engine.apply(log.events)
            assert [await rows_of(pool, table) for table in ("notes_v1", "tags_v1", "checkpoints")] == before
            await connection.execute(f"ALTER TABLE {SCHEMA}.checkpoints DROP CONSTRAINT full_up")
        await engine.apply(log.events)
        assert (await engine.position()).position == 4

    run(database, test)


def test_a_checkpoint_moves_by_compare_and_set(database: Database) -> None:
    log = many(3)

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, notes())
        await engine.apply(log.events[:2])
        async with pool.connection() as connection:
            stale = Checkpoint(log.epoch, 1, log.events[0].event_id)
            with pytest.raises(CheckpointMoved):
                await move(connection, [("notes_v1", stale, log.events[2])])
            assert (await read_checkpoints(connection, ["notes_v1"]))["notes_v1"].position == 2

    run(database, test)


def test_two_processes_feeding_the_same_tables_count_every_event_once(database: Database) -> None:
    log = many(120)

    async def test(pool: Pool) -> None:
        alone = await applied(pool, log, tags(), [log.events])
        engines = [await engine_for(pool, log, notes(), tags()) for _ in range(3)]
        async with pool.connection() as connection:
            await connection.execute(f"UPDATE {SCHEMA}.checkpoints SET position = 0, event_id = NULL")
            await connection.execute(f"DELETE FROM {SCHEMA}.tags_v1")

        async def feed(engine: ReadSideEngine, size: int) -> None:
            for start in range(0, 120, size):
                await engine.apply(log.events[start : start + size])

        await asyncio.gather(*(feed(engine, size) for engine, size in zip(engines, (1, 3, 7), strict=True)))
        assert await rows_of(pool, "tags_v1") == alone

    run(database, test)


def test_a_projection_that_is_ahead_of_its_group_sees_nothing_twice(database: Database) -> None:
    log = many(30)

    async def test(pool: Pool) -> None:
        await (await engine_for(pool, log, tags())).apply(log.events[:20])
        both = await engine_for(pool, log, notes(), tags())
        assert (await both.position()).position == 0
        await both.apply(log.events[20:])
        rows = await rows_of(pool, "tags_v1")
        assert rows == await applied(pool, log, tags(), [log.events])
        assert len(await rows_of(pool, "notes_v1")) == 2

    run(database, test)


def test_a_query_can_wait_for_a_position(database: Database) -> None:
    log = many(5)

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, notes(), tags())
        read_side = ReadSide(pool, log, [notes(), tags()])
        began = time.monotonic()
        assert not await read_side.wait_for(5, within=0.2)
        assert 0.2 <= time.monotonic() - began < 1
        waiting = asyncio.create_task(read_side.wait_for(5, within=10))
        await engine.apply(log.events)
        assert await waiting
        ahead = await engine_for(pool, log, tags())
        await ahead.apply([log.record(A, Noted("", ("six",)))])
        assert not await read_side.wait_for(6, within=0.05), "one projection has not seen it"

    run(database, test)


def test_many_who_wait_look_as_one_and_nobody_waits_for_what_is_not_in_the_log(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = many(5)
    at_once: list[int] = []
    lookers: set[asyncio.Task[Any] | None] = set()
    looking = 0

    async def counted(*asked: Any, **options: Any) -> dict[str, Checkpoint]:
        nonlocal looking
        looking += 1
        at_once.append(looking)
        lookers.add(asyncio.current_task())
        try:
            return await read_checkpoints(*asked, **options)
        finally:
            looking -= 1

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, notes())
        read_side = ReadSide(pool, log, [notes()])
        monkeypatch.setattr(queries, "read_checkpoints", counted)
        waiting = [asyncio.create_task(read_side.wait_for(5, within=20)) for _ in range(50)]
        while looking or not lookers.issuperset(waiting):  # noqa: ASYNC110 - each looks for itself when it comes
            await asyncio.sleep(0.001)
        at_once.clear()
        await asyncio.sleep(0.5)
        waiting.pop().cancel()
        await asyncio.sleep(0.1)
        assert 1 <= len(at_once) <= 0.7 / queries.LOOK_EVERY
        assert max(at_once) == 1
        began = time.monotonic()
        assert not await read_side.wait_for(6, within=10)
        assert time.monotonic() - began < 2
        await engine.apply(log.events)
        assert await asyncio.gather(*waiting) == [True] * 49

    run(database, test)


def test_a_read_side_that_was_never_made_or_is_away_is_unavailable(database: Database) -> None:
    async def test(pool: Pool) -> None:
        read_side = ReadSide(pool, many(1), [notes()])
        with pytest.raises(Unavailable):
            await read_side.rows(Query(f"SELECT 1 FROM {SCHEMA}.notes_v1"))
        assert await read_side.missing() == ("the read side cannot be reached right now",)
        async with read_side_pool(database.app_url.replace("test_", "no_such_")) as away:
            with pytest.raises(Unavailable):
                await ReadSide(away, many(1), [notes()]).rows(Query("SELECT 1"))

    run(database, test)


def test_the_log_is_followed_without_a_broker_and_without_a_hint(database: Database) -> None:
    async def test(pool: Pool) -> None:
        async with PostgresEventStore(database.app_url) as store:
            read_side = ReadSide(pool, store, discover())
            for log_url, within in ((database.app_url, 5.0), ("postgresql://nowhere.invalid/none", 5.0)):
                stop, engine = asyncio.Event(), ReadSideEngine(pool, store, discover())
                await engine.start()  # who waits for a position is told at once where no table was made yet
                following = asyncio.create_task(Follower(log_url, engine).run(stop))
                outcomes = [await store.append(an_append()) for _ in range(20)]
                assert await read_side.wait_for(outcomes[-1].position, within=within)
                stop.set()
                await following
            assert len(await rows_of(pool, audit_trail.projection.table)) == 40
            assert await read_side.missing() == ()

    run(database, test)


def test_a_file_makes_a_projection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    declaring = {f.stem for f in Path(projections.__file__).parent.glob("*.py") if "\nprojection = " in f.read_text()}
    assert {projection.name for projection in discover()} == declaring
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "__init__.py").write_text("")
    (tmp_path / "ours" / "notes.py").write_text(
        "from tests.infrastructure.read_side.samples import notes\nprojection = notes(7)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert [projection.table for projection in discover(import_module("ours"))] == ["notes_v7"]
    (tmp_path / "ours" / "others.py").write_text((tmp_path / "ours" / "notes.py").read_text())
    with pytest.raises(TypeError, match="two projections are called notes_v7"):
        discover(import_module("ours"))


def test_a_key_that_is_no_column_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match="no_such"):
        Projection("wrong", version=1, row=TagRow, key="no_such")


def test_an_event_is_folded_by_one_function() -> None:
    projection = notes()
    with pytest.raises(TypeError, match="Noted twice"):
        projection.on(Noted)(lambda row, _: row)
