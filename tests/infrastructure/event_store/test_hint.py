"""Listeners hear that the log has grown, without the append having to wait for it."""

import asyncio

import psycopg

from infrastructure.event_store.hint import CHANNEL
from infrastructure.event_store.store import PostgresEventStore
from tests.conftest import Database
from tests.infrastructure.event_store.appends import an_append


def test_a_listener_hears_of_news_after_the_commit_and_not_once_for_each(database: Database) -> None:
    with psycopg.connect(database.app_url, autocommit=True) as listener:
        listener.execute(f"LISTEN {CHANNEL}")

        async def run() -> None:
            async with PostgresEventStore(database.app_url) as store:
                await asyncio.gather(*(store.append(an_append()) for _ in range(300)))
                [_] = await asyncio.to_thread(lambda: list(listener.notifies(timeout=10, stop_after=1)))
                assert (await store.head()).position > 0

        asyncio.run(run())
        assert len(list(listener.notifies(timeout=0.2))) < 300


def test_no_notification_is_queued_inside_the_append(database: Database) -> None:
    with psycopg.connect(database.admin_url) as admin:
        source = admin.execute("SELECT prosrc FROM pg_proc WHERE oid = 'log.append'::regproc").fetchone()
    assert source is not None
    assert "notify" not in source[0].lower()
