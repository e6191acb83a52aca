"""A read side that is fed by a process of its own while commands come, as where a house runs."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.synchronize import Event

import uvloop

from infrastructure.event_store.store import PostgresEventStore
from infrastructure.read_side.engine import ReadSideEngine
from infrastructure.read_side.pool import read_side_pool
from projections.catalogue import discover


@contextmanager
def fed(url: str) -> Iterator[None]:
    """Every projection follows the log from now on; at the end all of them have seen all of it."""
    processes = get_context("spawn")  # a forked one would share our connections
    enough = processes.Event()
    process = processes.Process(target=_feed, args=(url, enough))
    process.start()
    try:
        yield
    finally:
        enough.set()
        process.join()
    assert process.exitcode == 0


def _feed(url: str, enough: Event) -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as loop:
        loop.run(follow(url, url, enough))


async def follow(log: str, tables: str, enough: Event | None = None) -> int:
    """Feed the tables from the log, until its end once that is `enough`; answer the position reached."""
    async with PostgresEventStore(log) as store, read_side_pool(tables) as pool:
        engine = ReadSideEngine(pool, store, discover())
        await engine.start()
        while True:
            over = enough is None or enough.is_set()
            if not await engine.follow():
                if over:
                    return (await engine.position()).position
                await asyncio.sleep(0.1)
