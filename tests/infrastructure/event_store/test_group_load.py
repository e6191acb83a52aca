"""Streams that wait together are read together, each by a query that began after it was asked for."""

import asyncio
from collections.abc import Sequence
from operator import attrgetter
from uuid import UUID, uuid4

import pytest

from application.ports import Unavailable
from infrastructure.event_store.group_load import AT_ONCE, MOST_STREAMS, GroupLoad
from infrastructure.event_store.raw import RawEvent
from infrastructure.event_store.store import PostgresEventStore
from tests.conftest import Database
from tests.infrastructure.event_store.appends import an_append


def test_each_gets_its_own_stream_whole_and_in_order(database: Database) -> None:
    async def run() -> None:
        async with PostgresEventStore(database.app_url) as store:
            appends = [an_append(None, *"abc"[: 1 + number % 3]) for number in range(3 * MOST_STREAMS)]
            await asyncio.gather(*(store.append(append) for append in appends))
            streams = [append.primary for append in appends]
            nowhere = uuid4()
            found = await asyncio.gather(*(store.load(stream) for stream in [*streams, nowhere, streams[0]]))
            for append, events in zip(appends, found, strict=False):
                assert [one.version for one in events] == list(range(1, len(append.events[append.primary]) + 1))
                assert {one.stream for one in events} == {append.primary}
                assert [one.event for one in events] == list(append.events[append.primary])
            assert (found[-2], found[-1]) == ([], found[0])

    asyncio.run(run())


class Queries:
    """Queries that end when they are let go."""

    def __init__(self) -> None:
        self.asked: list[list[UUID]] = []
        self.go = asyncio.Semaphore(0)
        self.error: Exception | None = None

    async def __call__(self, streams: list[UUID]) -> Sequence[RawEvent]:
        self.asked.append(streams)
        await self.go.acquire()
        if self.error is not None:
            raise self.error
        return []


@pytest.mark.parametrize("steps", range(6))
def test_who_asks_in_the_moment_in_which_all_queries_end_is_answered_too(steps: int) -> None:
    async def run() -> None:
        queries = Queries()
        loads = GroupLoad[RawEvent](queries, attrgetter("stream"))
        asked = []
        for number in range(AT_ONCE):
            asked.append(asyncio.create_task(loads.load(UUID(int=number))))
            await asyncio.sleep(0.01)
        assert len(queries.asked) == AT_ONCE
        for _ in range(AT_ONCE):
            queries.go.release()
        queries.go.release()
        for _ in range(steps):  # after some of which each has ended, and the loop has told nobody yet
            await asyncio.sleep(0)
        await asyncio.wait_for(loads.load(uuid4()), 5)
        await asyncio.gather(*asked)

    asyncio.run(run())


def test_who_asks_during_a_query_is_answered_by_a_later_one() -> None:
    async def run() -> None:
        queries = Queries()
        loads = GroupLoad[RawEvent](queries, attrgetter("stream"))
        asked = [asyncio.create_task(loads.load(UUID(int=1)))]
        await asyncio.sleep(0.01)
        asked += [asyncio.create_task(loads.load(UUID(int=number))) for number in (1, 2, 2, 3)]
        await asyncio.sleep(0.01)
        assert len(queries.asked) <= AT_ONCE
        for _ in range(9):
            queries.go.release()
        await asyncio.gather(*asked)
        assert [stream.int for streams in queries.asked for stream in streams] == [1, 1, 2, 3]

    asyncio.run(run())


def test_who_gave_up_disturbs_nobody_and_all_of_a_query_hear_of_its_failure() -> None:
    async def run() -> None:
        queries = Queries()
        queries.error = Unavailable("the log")
        loads = GroupLoad[RawEvent](queries, attrgetter("stream"))
        gone, first, second = (asyncio.create_task(loads.load(UUID(int=number))) for number in (1, 1, 2))
        await asyncio.sleep(0.01)
        gone.cancel()
        for _ in range(3):
            queries.go.release()
        for left in (first, second):
            with pytest.raises(Unavailable):
                await left
        queries.error = None
        queries.go.release()
        assert await loads.load(UUID(int=1)) == []

    asyncio.run(run())
