"""An epoch tells two logs apart that share their first positions: what was written before keeps the epoch it had."""

import asyncio

import psycopg
import pytest

from infrastructure.event_store.epochs import begin_epoch
from infrastructure.event_store.store import PostgresEventStore
from tests.conftest import Database
from tests.infrastructure.event_store.appends import an_append


def test_events_keep_the_epoch_that_they_were_written_in(database: Database) -> None:
    async def run() -> None:
        async with PostgresEventStore(database.app_url) as store:
            first = (await store.head()).epoch
            await store.append(an_append(None, "a", "b"))
            assert [r.epoch for r in await store.read(0, 10)] == [first, first]
            unused = begin_epoch(database.owner_url, "restored")
            second = begin_epoch(database.owner_url, "restored again")
            assert len({first, unused, second}) == 3
            head = await store.head()
            assert (head.epoch, head.position) == (second, 2)
            await store.append(an_append())
            assert [(r.position, r.epoch) for r in await store.read(0, 10)] == [(1, first), (2, first), (3, second)]

    asyncio.run(run())


def test_a_log_is_created_with_an_epoch_of_its_own(database: Database) -> None:
    with psycopg.connect(database.app_url) as connection:
        rows = connection.execute("SELECT number, begun_after, reason FROM log.epochs").fetchall()
    assert rows == [(1, 0, "the log was created")]


def test_only_the_owner_begins_an_epoch(database: Database) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        begin_epoch(database.app_url, "mine")
