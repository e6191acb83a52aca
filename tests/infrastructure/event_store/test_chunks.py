"""What is read at once is bounded in bytes too: a log of large events is read on, a few at a time."""

import asyncio

from domain.job_posting import PostingClosed
from infrastructure.event_store.store import MOST_READ, PostgresEventStore
from tests.conftest import Database
from tests.infrastructure.event_store.appends import an_append

LARGE = "x" * (MOST_READ // 4)


def test_large_events_are_read_a_few_at_a_time_and_none_is_left_out(database: Database) -> None:
    async def read() -> list[int]:
        async with PostgresEventStore(database.app_url) as store:
            for _ in range(10):
                await store.append(an_append(None, LARGE))
            at, sizes = 0, []
            while events := await store.read(at, 1_000):
                assert [event.position for event in events] == list(range(at + 1, at + 1 + len(events)))
                at = events[-1].position
                sizes.append(len(events))
            return sizes

    sizes = asyncio.run(read())
    assert sum(sizes) == 10
    assert max(sizes) <= 5


def test_who_wants_few_of_the_large_events_still_comes_to_the_end(database: Database) -> None:
    async def read() -> list[int]:
        async with PostgresEventStore(database.app_url) as store:
            for _ in range(10):
                await store.append(an_append(None, LARGE))
            at, ends = 0, []
            while events := await store.read(at, 10 - at, only=frozenset({PostingClosed})):
                assert len(events) == 1  # none of them is wanted: the last of each chunk tells how far it went
                at = events[-1].position
                ends.append(at)
            return ends

    ends = asyncio.run(read())
    assert ends[-1] == 10
    assert 2 <= len(ends) <= 5
