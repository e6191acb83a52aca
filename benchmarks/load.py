"""Our own load: so many writers in one process appending through the event store, as `rolecall serve` would.

Job: url, writers, seconds, and hot: whether 80% go to 100 streams that everybody writes and a fifth are retries.
stock: appends that are made before, for each second of writing: what is measured is the log, and what pgbench writes
for others costs no client either.
Its figures tell from when to when it counted, in seconds since 1970, for who runs several at once.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid5

import uvloop

from application.ports import Append, Outcome, VersionConflict
from benchmarks import child
from benchmarks.sample import EVENT, an_append
from infrastructure.event_store.store import PostgresEventStore
from interfaces.collector import collect_seldom

WARM_UP: Final = 0.5  # seconds: connections, prepared statements, caches
HOT: Final = tuple(uuid5(UUID(int=0), str(number)) for number in range(100))


@dataclass(slots=True)
class Writers:
    """What the writers of a process share. versions: of the hot streams, as far as this process knows."""

    store: PostgresEventStore
    counting: bool = False
    stopping: bool = False  # a cancellation may be swallowed before Python 3.12, by what the pool uses
    latencies: list[float] = field(default_factory=list)
    conflicts: int = 0
    retries: int = 0
    versions: dict[UUID, int] = field(default_factory=dict)
    stock: list[Append] = field(default_factory=list)  # fresh ones, ready to be appended

    def made(self, stream: UUID | None = None) -> Append:
        """The next one of the stock, to a stream of its own, or to this one at the version that it has come to."""
        append = self.stock.pop() if self.stock else an_append()
        if stream is not None:
            append.primary, append.conditions = stream, {stream: self.versions.get(stream, 0)}
            append.events = {stream: (EVENT,)}
        return append

    async def timed(self, append: Append) -> Outcome:
        begun = time.perf_counter()
        outcome = await self.store.append(append)
        if self.counting:
            self.latencies.append(time.perf_counter() - begun)
        return outcome

    async def fresh(self) -> None:
        """Write until told to stop, each event to a stream of its own."""
        while not self.stopping:
            await self.timed(self.made())

    async def hot(self) -> None:
        """Write until told to stop: 80% on streams that others write too; a fifth asks again what was answered."""
        asked, answered = self.made(), None
        while not self.stopping:
            if answered is not None and random.random() < 0.2:  # dice, no secret
                if await self.timed(asked) != answered:
                    raise AssertionError("a retry was answered otherwise than the first time")
                self.retries += self.counting
                continue
            stream = random.choice(HOT) if random.random() < 0.8 else None  # as above
            if stream is None:
                asked = self.made()
                answered = await self.timed(asked)
                continue
            asked = self.made(stream)
            try:
                answered = await self.timed(asked)
                self.versions[stream] = max(self.versions.get(stream, 0), answered.version)
            except VersionConflict:  # a true one: another writer was first, and has said so
                answered = None
                self.conflicts += self.counting


async def main() -> None:
    job = child.job()
    async with PostgresEventStore(job["url"]) as store:
        writers = Writers(store)
        writers.stock = [an_append() for _ in range(int(job["stock"] * (WARM_UP + job["seconds"])))]
        collect_seldom()
        work: Callable[[], Awaitable[None]] = writers.hot if job.get("hot") else writers.fresh
        tasks = [asyncio.ensure_future(work()) for _ in range(job["writers"])]
        await asyncio.sleep(WARM_UP)
        writers.counting, begun, at = True, time.perf_counter(), time.time()
        await asyncio.wait(tasks, timeout=job["seconds"], return_when=asyncio.FIRST_EXCEPTION)
        writers.counting, seconds = False, time.perf_counter() - begun
        writers.stopping = True
        await asyncio.gather(*tasks)
    latencies = sorted(writers.latencies)
    child.answer(
        {
            "per_second": len(latencies) / seconds,
            "p50_ms": latencies[len(latencies) // 2] * 1e3,
            "p99_ms": latencies[len(latencies) * 99 // 100] * 1e3,
            "conflicts": writers.conflicts / seconds,
            "retries": writers.retries / seconds,
            "from": at,
            "to": at + seconds,
        }
    )


if __name__ == "__main__":
    uvloop.run(main())
