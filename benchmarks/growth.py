"""What a longer log costs: the latency of an append, of a posting by its id, and of its audit."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack

from benchmarks import child, synthetic
from benchmarks.contenders import Contender, Run
from benchmarks.sample import an_append
from infrastructure.event_store.store import PostgresEventStore

SAMPLES = 2_000  # of each kind; the median counts
LENGTHS, QUICK_LENGTHS = (100_000, 10_000_000), (1_000, 20_000)


def contenders(quick: bool) -> Sequence[Contender]:
    """Once a run: ten million events take a quarter of an hour to make."""
    return [Contender("growth", lambda run: measure(run, *(QUICK_LENGTHS if quick else LENGTHS)), once=True)]


def measure(run: Run, short: int, long: int) -> child.Figures:
    """Medians in ms at both lengths, and their ratios."""
    with run.server.database(run.server.log()) as database:
        figures: child.Figures = {}
        for name, length in (("short", short), ("long", long)):
            synthetic.extend(database, length)
            database.run("CHECKPOINT")
            for kind, median in asyncio.run(_latencies(database.app, length)).items():
                figures[f"{kind}/{name}_ms"] = median
    for kind in ("append", "by-id", "audit"):
        figures[f"{kind}/ratio"] = figures[f"{kind}/long_ms"] / figures[f"{kind}/short_ms"]
    return figures


async def _latencies(url: str, length: int) -> child.Figures:
    """Medians over random postings: one appended to, one loaded, one whose whole past is read."""
    dice = random.Random(length)  # the same postings in every run
    postings = length // len(synthetic.LIFE)
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(PostgresEventStore(url))

        def anyone() -> int:
            return dice.randrange(postings)

        async def append() -> object:
            return await store.append(an_append())

        async def by_id() -> object:
            return await store.load(synthetic.stream(anyone()), up_to_version=1)

        async def audit() -> object:
            return await store.load(synthetic.stream(anyone()))

        return {"append": await _median(append), "by-id": await _median(by_id), "audit": await _median(audit)}


async def _median(act: Callable[[], Awaitable[object]]) -> float:
    taken = []
    for _ in range(SAMPLES):
        begun = time.perf_counter()
        await act()
        taken.append(time.perf_counter() - begun)
    return sorted(taken)[SAMPLES // 2] * 1e3
