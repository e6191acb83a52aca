"""What a hundred times as long a log costs: the latency of an append, of a posting by its id, of its audit; replay."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from functools import partial
from statistics import median
from typing import Final

from benchmarks import child, multiplied, replay
from benchmarks.contenders import Contender, Run
from benchmarks.questions import Known, Question, asking, questions
from benchmarks.sample import an_append
from benchmarks.server import Database
from infrastructure.event_store.store import PostgresEventStore
from infrastructure.read_side.pool import read_side_pool
from infrastructure.read_side.queries import ReadSide
from projections import audit_trail
from projections.catalogue import discover

ROUNDS, SAMPLES, QUICK_SAMPLES = 5, 200, 40  # of each kind, at each length; the median counts
EVENTS: Final = 2_900  # of one copy, or nearly
ASKED: Final = {
    "by-id": "job_postings.by_id",
    "audit-by-actor": "audit_trail.search subject",
    "audit-by-field": "audit_trail.search field",
}


def contenders(quick: bool) -> Sequence[Contender]:
    """Once a run: ten million events take minutes to make."""
    lengths = (3_000, 30_000) if quick else (100_000, 10_000_000)
    return [Contender("growth", partial(measure, lengths=lengths), once=True)]


def measure(run: Run, lengths: tuple[int, int]) -> child.Figures:
    """Medians in ms at both lengths, in turn, and their ratios; events a second of a replay at both."""
    copies = [max(1, round(length / EVENTS)) for length in lengths]
    original = multiplied.original(run.server)
    with run.server.database(original) as short, run.server.database(original) as long:
        databases = {"short": short, "long": long}
        events = {
            # job_postings is what the replay makes
            name: multiplied.fill(database.admin, copies=count, tables=(audit_trail.projection,), appended_to=True)
            for count, (name, database) in zip(copies, databases.items(), strict=True)
        }
        figures: child.Figures = {}
        for name, database in databases.items():
            rebuilt = replay.rebuilt_in(database, events[name], "job_postings")
            figures[f"replay/{name}_per_second"] = rebuilt["per_second"]
            database.run("CHECKPOINT")
        latencies = asyncio.run(_alternating(databases, QUICK_SAMPLES if run.quick else SAMPLES))
    for kind in ("append", *ASKED):
        for name in databases:
            figures[f"{kind}/{name}_ms"] = median(latencies[name, kind])
        figures[f"{kind}/ratio"] = figures[f"{kind}/long_ms"] / figures[f"{kind}/short_ms"]
    figures["replay/ratio"] = figures["replay/long_per_second"] / figures["replay/short_per_second"]
    return figures


async def _alternating(databases: dict[str, Database], samples: int) -> dict[tuple[str, str], list[float]]:
    """(length, kind) -> milliseconds; what else the machine does in the meantime meets both alike."""
    taken: dict[tuple[str, str], list[float]] = {}
    async with AsyncExitStack() as stack:
        acts: dict[tuple[str, str], Callable[[], Awaitable[object]]] = {}
        for name, database in databases.items():
            store = await stack.enter_async_context(PostgresEventStore(database.app))
            pool = await stack.enter_async_context(read_side_pool(database.app, bounded=True))
            reads = ReadSide(pool, store, discover())
            asked: dict[str, Question] = questions(Known.of(database.app))
            acts[name, "append"] = asking(store.append, an_append)
            acts |= {(name, kind): asking(reads.rows, asked[label]) for kind, label in ASKED.items()}
        for turn in range(ROUNDS + 1):
            for what, act in acts.items():
                for _ in range(samples):
                    begun = time.perf_counter()
                    await act()
                    if turn:  # the first warms caches
                        taken.setdefault(what, []).append((time.perf_counter() - begun) * 1e3)
    return taken
