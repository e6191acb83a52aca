"""A live batch is written in one message, on what its feeder knows; whatever that did not know undoes all of it."""

import asyncio
from typing import Any

import psycopg
import pytest
from structlog.testing import capture_logs

from application.ports import Head
from infrastructure.read_side import engine as engines
from infrastructure.read_side.checkpoints import Checkpoint
from infrastructure.read_side.engine import ReadSideEngine
from infrastructure.read_side.live import Ahead, write_ahead
from infrastructure.read_side.parking import retry_parked
from infrastructure.read_side.pool import Pool, read_side_pool
from infrastructure.read_side.rebuild import rebuild
from infrastructure.read_side.tables import Target
from infrastructure.read_side.upkeep import rebuild_diverged
from infrastructure.read_side.writing import load_rows
from projections.declaration import SCHEMA
from tests.conftest import Database
from tests.infrastructure.event_store.proxy import Proxy, proxied
from tests.infrastructure.read_side.samples import TOO_LONG, A, B, Noted, notes, tags
from tests.projections.histories import MemoryLog
from tests.projections.tables import applied, engine_for, parked_of, rows_of, run

TABLES = ("notes_v1", "tags_v1")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, bool]]:
    """The last position of each batch that was sent in one message, and whether it took effect."""
    seen: list[tuple[int, bool]] = []

    async def observed(connection: Any, ahead: Ahead, at: Checkpoint) -> dict[str, Checkpoint]:
        seen.append((ahead.events[-1].position, False))
        moved = await write_ahead(connection, ahead, at)
        seen[-1] = ahead.events[-1].position, True
        return moved

    monkeypatch.setattr(engines, "write_ahead", observed)
    return seen


def many(count: int, kinds: int = 3) -> MemoryLog:
    """Notes with tags, in two streams."""
    log = MemoryLog()
    for number in range(count):
        log.record((A, B)[number % 2], Noted(f"note {number}", ("one", f"tag-{number % kinds}")))
    return log


async def as_rebuilt(pool: Pool, log: MemoryLog) -> list[list[str]]:
    """The rows of both tables, made anew from the log."""
    return [await applied(pool, log, projection, [log.events]) for projection in (notes(), tags())]


async def as_they_are(pool: Pool) -> list[list[str]]:
    return [await rows_of(pool, table) for table in TABLES]


async def follow_to_the_end(engine: ReadSideEngine) -> None:
    while await engine.follow():
        pass


def test_after_a_rollback_on_its_connection_a_feeder_prepares_its_statements_anew(
    database: Database, written: list[tuple[int, bool]]
) -> None:
    log = many(12)

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, notes(), tags())
        for start in range(0, 6, 3):
            await engine.apply(log.events[start : start + 3])
        async with pool.connection() as connection:
            await connection.execute("SELECT 1", prepare=True)
            await connection.execute("BEGIN")
            await connection.execute("ROLLBACK")
            await connection.execute("SELECT 1")  # now psycopg deallocates
        for start in range(6, 12, 3):
            await engine.apply(log.events[start : start + 3])
        assert written == [(6, True), (9, False), (12, True)]
        assert await as_they_are(pool) == await as_rebuilt(pool, log)

    run(database, test)


def test_after_the_first_batch_each_is_one_message(database: Database, written: list[tuple[int, bool]]) -> None:
    log = many(9)

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, notes(), tags())
        for start in range(0, 9, 3):
            await engine.apply(log.events[start : start + 3])
        assert written == [(6, True), (9, True)]
        live = await as_they_are(pool)
        assert live == await as_rebuilt(pool, log)

    run(database, test)


def test_two_feeders_race_and_every_event_counts_once(database: Database, written: list[tuple[int, bool]]) -> None:
    full = many(300).events
    log = MemoryLog()

    async def feed(engine: ReadSideEngine) -> None:
        while len(log.events) < len(full):
            await engine.follow()
            await asyncio.sleep(0)
        await follow_to_the_end(engine)

    async def write() -> None:
        while len(log.events) < len(full):
            log.events = full[: len(log.events) + 2]
            await asyncio.sleep(0.002)

    async def test(pool: Pool) -> None:
        feeders = [await engine_for(pool, log, notes(), tags()) for _ in range(2)]
        await asyncio.gather(write(), *map(feed, feeders))
        taken = [position for position, took_effect in written if took_effect]
        assert written
        assert len(taken) == len(set(taken))
        live = await as_they_are(pool)
        assert live == await as_rebuilt(pool, log)

    run(database, test)


def test_a_stream_that_somebody_parked_waits(database: Database, written: list[tuple[int, bool]]) -> None:
    log = many(6)

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, notes(), tags())
        await engine.apply(log.events[:4])
        async with pool.connection() as connection:
            await connection.execute(
                f"INSERT INTO {SCHEMA}.parked VALUES ('notes_v1', %s, '{{}}', 3, %s, 'elsewhere')",
                [A, log.events[2].event_id],
            )
        await engine.apply(log.events[4:])
        assert written == [(6, False)]
        assert await parked_of(pool, "notes_v1") == [(3, []), (5, [])]
        assert (await engine.position()).position == 6

    run(database, test)


def test_a_row_that_a_retry_mends_after_it_was_read_is_folded_on_as_mended(
    database: Database, written: list[tuple[int, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    log = MemoryLog()
    for number, text in enumerate(("a1", "b1", "poison", "b2", "a3", "b3", "b4")):
        log.record(B if text.startswith("b") else A, Noted(text, (f"tag {number}",)))

    async def read_and_then_mended(connection: Any, target: Target, keys: Any) -> Any:
        found = await load_rows(connection, target, keys)
        assert await retry_parked(pool_of[0], log, [Target(notes(poison=None))]) == 0
        return found

    pool_of: list[Pool] = []

    async def test(pool: Pool) -> None:
        pool_of.append(pool)
        engine = await engine_for(pool, log, notes())
        await engine.apply(log.events[:6])
        await engine.apply(log.events[6:])
        monkeypatch.setattr(engines, "load_rows", read_and_then_mended)
        await engine.apply([log.record(A, Noted("a4"))])
        assert written == [(7, True), (8, False)]
        async with pool.connection() as connection:
            rows = await connection.execute(f"SELECT seen FROM {SCHEMA}.notes_v1 WHERE note_id = %s", [A])
            assert await rows.fetchall() == [(["a1", "poison", "a3", "a4"],)]

    run(database, test)


@pytest.mark.parametrize("bad", ["poison", TOO_LONG, "a NUL \0"], ids=["fold", "too-long", "nul"])
def test_what_cannot_be_written_is_parked_and_what_was_folded_on_it_is_folded_anew(
    database: Database, bad: str
) -> None:
    log = MemoryLog()
    texts = ("a1", "b1", "a2", "b2", bad, "b3", "a4", "b4", "a5", "b5")
    for number, text in enumerate(texts):
        log.record((A, B)[number % 2], Noted(text, ("one",)))

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, notes(), tags())
        full, log.events = log.events, []
        for end in range(2, 11, 2):  # each is read and folded while the one before it is being written
            log.events = full[:end]
            await engine.follow()
        await follow_to_the_end(engine)
        assert [position for position, _ in await parked_of(pool, "notes_v1")] == [5, 7, 9]
        async with pool.connection() as connection:
            rows = await connection.execute(f"SELECT seen FROM {SCHEMA}.notes_v1 ORDER BY note_id")
            assert await rows.fetchall() == [(["a1", "a2"],), (["b1", "b2", "b3", "b4", "b5"],)]
        assert (await rows_of(pool, "tags_v1"))[0] == f"({A},one,5)"

    run(database, test)


def test_a_table_that_was_swapped_meanwhile_is_folded_on_as_it_is(database: Database) -> None:
    log = many(8)

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, notes(), tags())
        full, log.events = log.events, log.events[:4]
        await engine.apply(full[:2])
        await engine.apply(full[2:4])
        await rebuild(pool, log, notes())
        log.events = full
        await engine.apply(full[4:6])
        await engine.apply(full[6:])
        live = await as_they_are(pool)
        assert live == await as_rebuilt(pool, log)

    run(database, test)


@pytest.mark.parametrize("carried_out", [True, False])
def test_after_a_lost_connection_nothing_is_done_twice_and_nothing_left_out(
    database: Database, written: list[tuple[int, bool]], carried_out: bool
) -> None:
    log = many(8, kinds=1)  # so that no other row has to be asked for

    async def feed(proxy: Proxy, url: str) -> None:
        async with read_side_pool(url) as pool:
            engine = await engine_for(pool, log, notes(), tags())
            await engine.apply(log.events[:2])
            await engine.apply(log.events[2:4])
            if carried_out:
                proxy.cut = 1
            else:
                with psycopg.connect(database.admin_url, autocommit=True) as admin:
                    admin.execute(
                        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )
            await engine.apply(log.events[4:6])
            assert proxy.cut == 0
            assert written == [(4, True), (6, False)]
            await engine.apply(log.events[6:])

    async def test(pool: Pool) -> None:
        live = await as_they_are(pool)
        assert live == await as_rebuilt(pool, log)

    with proxied(database.app_url) as (proxy, url):
        proxy.call, proxy.answer = b"rolecall_0", b"Z\x00\x00\x00\x05I"  # all that was sent together is committed
        asyncio.run(feed(proxy, url))
    run(database, test)


def test_a_table_that_is_fed_while_it_is_compared_with_the_log_is_not_taken_for_diverged(database: Database) -> None:
    log = many(4)

    class Growing(MemoryLog):
        """A log that grows, and is applied, at each of the first looks at its head."""

        async def head(self) -> Head:
            seen = await super().head()
            if len(self.events) < 7:
                await feeder[0].apply([self.record(A, Noted("more"))])
            return seen

    feeder: list[ReadSideEngine] = []

    async def test(pool: Pool) -> None:
        feeder.append(await engine_for(pool, log, notes()))
        await feeder[0].apply(log.events)
        growing = Growing(log.events, log.epoch)
        engine = ReadSideEngine(pool, growing, [notes()])
        with capture_logs() as said:
            await rebuild_diverged(engine)
            await engine.start()
        assert (await engine.position()).position > 4
        assert [one for one in said if one["event"] == "read_side.diverged"] == []

    run(database, test)
