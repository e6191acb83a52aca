"""What a feeder remembers of its rows never outlives their change by anybody else."""

from random import Random
from typing import Any
from uuid import UUID

import pytest

from infrastructure.read_side import engine as engines
from infrastructure.read_side.folding import Change, Folding, Parked
from infrastructure.read_side.known import KEPT, remember
from infrastructure.read_side.parking import retry_parked
from infrastructure.read_side.pool import Pool
from infrastructure.read_side.rebuild import rebuild
from infrastructure.read_side.tables import Target
from projections.catalogue import AnyProjection, discover
from projections.declaration import SCHEMA, Ledger
from tests.conftest import Database
from tests.infrastructure.read_side.samples import A, Noted, notes
from tests.projections.histories import MemoryLog, history
from tests.projections.tables import applied, engine_for, rows_of, run

LEDGERS = [each for each in discover() if isinstance(each, Ledger)]


def written(*texts: str) -> MemoryLog:
    """Notes, all in one stream."""
    log = MemoryLog()
    for text in texts:
        log.record(A, Noted(text))
    return log


async def seen(pool: Pool) -> list[str]:
    async with pool.connection() as connection:
        rows = await connection.execute(f"SELECT seen FROM {SCHEMA}.notes_v1 WHERE note_id = %s", [A])
        [(texts,)] = await rows.fetchall()
        return list(texts)


def test_feeders_that_take_turns_build_on_each_others_rows(database: Database) -> None:
    log = written("1", "2", "3", "4", "5", "6")

    async def test(pool: Pool) -> None:
        feeders = [await engine_for(pool, log, notes()) for _ in range(2)]
        for number, event in enumerate(log.events):
            await feeders[number % 2].apply([event])
        assert await seen(pool) == ["1", "2", "3", "4", "5", "6"]

    run(database, test)


def test_a_row_that_a_rebuild_has_mended_is_folded_on(database: Database) -> None:
    log = written("1", "2", "3")

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, notes())
        await engine.apply(log.events[:1])
        async with pool.connection() as connection:
            await connection.execute(f"UPDATE {SCHEMA}.notes_v1 SET seen = '{{damaged}}'")
            other = await engine_for(pool, log, notes())
            await other.apply(log.events[1:2])
        assert await seen(pool) == ["damaged", "2"]
        full, log.events = log.events, log.events[:2]
        await rebuild(pool, log, notes())
        log.events = full
        await other.apply(log.events)
        assert await seen(pool) == ["1", "2", "3"]

    run(database, test)


def test_what_a_retry_has_folded_is_folded_on(database: Database) -> None:
    log = written("1", "poison", "3", "4")

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, notes())
        for event in log.events[:3]:
            await engine.apply([event])
        assert await seen(pool) == ["1"]
        assert await retry_parked(pool, log, [Target(notes(poison=None))]) == 0
        await engine.apply(log.events)
        assert await seen(pool) == ["1", "poison", "3", "4"]

    run(database, test)


async def nothing(_keys: Any) -> dict[Any, Any]:
    return {}


def test_what_was_touched_last_is_kept_and_no_more_than_so_much() -> None:
    known: dict[Any, Any] = {}
    for number in (*range(KEPT), 0, KEPT):
        folding = Folding(Parked(frozenset()), nothing)
        folding.touched_keys[UUID(int=number),] = Change((UUID(int=number),), lambda _key, state: state, state=number)
        remember(known, folding)
    assert len(known) == KEPT
    assert (UUID(int=0),) in known
    assert (UUID(int=1),) not in known


@pytest.mark.parametrize("projection", LEDGERS, ids=lambda each: each.name)
def test_of_a_stream_that_a_ledger_was_told_of_from_its_beginning_it_looks_up_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch, projection: AnyProjection
) -> None:
    log, looked_up = history(Random(7)), list[Any]()

    async def observed(_connection: Any, _target: Any, keys: Any) -> dict[Any, Any]:
        looked_up.extend(keys)
        return {}

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, projection)
        monkeypatch.setattr(engines, "load_rows", observed)
        for event in log.events:
            await engine.apply([event])
        assert looked_up == []
        assert await rows_of(pool, projection.table) == await applied(pool, log, projection, [log.events])

    run(database, test)
