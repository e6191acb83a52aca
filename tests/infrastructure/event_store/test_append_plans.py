"""log.append keeps its plans from call to call: none of them may grow with the log."""

import asyncio

import psycopg

from infrastructure.event_store.store import PostgresEventStore
from tests.conftest import Database
from tests.infrastructure.event_store.appends import an_append
from tests.infrastructure.processes import eventually


def test_an_append_planned_over_a_tiny_log_never_scans_the_large_one(database: Database) -> None:
    with psycopg.connect(database.owner_url, autocommit=True) as owner:

        async def write() -> int:
            async with PostgresEventStore(database.app_url) as store:
                await store.append(an_append())
                owner.execute("ANALYZE log.events")  # now the planner knows that it fits on a page
                before = count(owner, "seq_scan")
                for _ in range(10):  # more than the five calls after which PostgreSQL keeps a plan of its own accord
                    await asyncio.gather(store.append(an_append()), store.append(an_append()))
            return before

        before = asyncio.run(write())  # a server process says what it did when it ends
        assert eventually(lambda: count(owner, "n_tup_ins") == 21)
        assert count(owner, "seq_scan") == before


def count(connection: psycopg.Connection, of: str) -> int:
    """seq_scan: how often the events were read from the first to the last. n_tup_ins: how many were written."""
    connection.execute("SELECT pg_stat_force_next_flush()")
    row = connection.execute(f"SELECT {of} FROM pg_stat_user_tables WHERE relname = 'events'").fetchone()
    assert row is not None
    return int(row[0])
