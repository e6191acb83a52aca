"""A rebuild by several processes ends as one process would have ended, whoever is killed on the way."""

import asyncio
import signal
from asyncio.subprocess import Process
from random import Random

import pytest

from application.ports import Append, Share
from infrastructure.event_store.store import PostgresEventStore
from infrastructure.read_side import workers
from infrastructure.read_side.checkpoints import read_checkpoints
from infrastructure.read_side.parking import parked_events
from infrastructure.read_side.pool import Pool, read_side_pool
from infrastructure.read_side.rebuild import rebuild
from infrastructure.read_side.tables import Target
from infrastructure.read_side.workers import Crew, WorkerFailed, divisible
from projections import audit_trail, career_paths, job_postings, pay_ranges
from projections.catalogue import AnyProjection, discover
from projections.declaration import SCHEMA
from tests.conftest import Database
from tests.infrastructure.read_side.samples import shared
from tests.projections.histories import PEOPLE, history
from tests.projections.tables import rows_of, run

POSTINGS = job_postings.projection


async def written(store: PostgresEventStore, seed: int = 5) -> int:
    """The log of a history, and its length."""
    position = 0
    for one in history(Random(seed), steps=120).events:
        append = Append(
            command_id=one.command_id,
            fingerprint=b"\1" * 32,
            primary=one.stream,
            conditions={one.stream: one.version - 1},
            events={one.stream: (one.event,)},
            actor=PEOPLE[0],
            correlation_id=one.correlation_id,
        )
        position = (await store.append(append)).position
    return position


async def checkpoints(pool: Pool) -> list[str]:
    async with pool.connection() as connection:
        rows = await connection.execute(f"SELECT projection FROM {SCHEMA}.checkpoints ORDER BY 1")
        return [projection async for (projection,) in rows]


@pytest.mark.parametrize(
    "projection", [POSTINGS, audit_trail.projection, pay_ranges.projection, career_paths.projection]
)
def test_three_workers_make_what_one_makes(database: Database, projection: AnyProjection) -> None:
    async def test(pool: Pool) -> None:
        async with PostgresEventStore(database.app_url) as store:
            length = await written(store)
            assert await rebuild(pool, store, projection) == length
            alone = await rows_of(pool, projection.table)
            assert await rebuild(pool, store, projection, crew=Crew(database.app_url, 3)) == length
        assert await rows_of(pool, projection.table) == alone
        assert alone, [one.error for one in await parked_events(pool, [projection.table])][:3]
        assert await checkpoints(pool) == [projection.table]

    run(database, test)


@pytest.mark.parametrize("workers_after", [2, 1, 3])
def test_when_a_worker_was_killed_the_next_replay_still_comes_out_right(
    database: Database, monkeypatch: pytest.MonkeyPatch, workers_after: int
) -> None:
    started = workers._started  # to kill what it starts

    async def killed(share: Target, crew: Crew, until: int) -> Process:
        process = await started(share, crew, until)
        if share.share == Share(1, 2):
            process.send_signal(signal.SIGSTOP)  # or it may be done before it is killed
            async with PostgresEventStore(database.app_url) as log, read_side_pool(database.app_url) as pool:
                other = share.checkpoint.replace("1-of", "0-of")
                while await position(pool, other) < (await log.head()).position:  # noqa: ASYNC110  # it is another process
                    await asyncio.sleep(0.05)  # so that they have come to different places
            process.kill()
        return process

    async def position(pool: Pool, checkpoint: str) -> int:
        async with pool.connection() as connection:
            return (await read_checkpoints(connection, [checkpoint]))[checkpoint].position

    async def test(pool: Pool) -> None:
        async with PostgresEventStore(database.app_url) as store:
            length = await written(store)
            await rebuild(pool, store, POSTINGS)
            alone = await rows_of(pool, POSTINGS.table)
            with monkeypatch.context() as dying:
                dying.setattr(workers, "_started", killed)
                with pytest.raises(WorkerFailed):
                    await rebuild(pool, store, POSTINGS, crew=Crew(database.app_url, 2))
            assert await rows_of(pool, POSTINGS.table) == alone
            assert await rebuild(pool, store, POSTINGS, crew=Crew(database.app_url, workers_after)) == length
        assert await rows_of(pool, POSTINGS.table) == alone
        assert await checkpoints(pool) == [POSTINGS.table]

    run(database, test)


def test_a_worker_ends_with_whoever_started_it(database: Database) -> None:
    async def test(pool: Pool) -> None:
        async with PostgresEventStore(database.app_url) as store:
            length = await written(store)
        process = await workers._started(  # one alone
            Target(POSTINGS, "__rebuild").of_share(Share(0, 2)), Crew(database.app_url, 2), length
        )
        assert process.stdin
        process.stdin.close()
        assert await asyncio.wait_for(process.wait(), 30) == 1

    run(database, test)


def test_two_workers_never_write_the_same_row() -> None:
    assert all(divisible(projection) for projection in discover())
    assert not divisible(shared())
