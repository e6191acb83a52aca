"""The questions that people ask, over many postings: how long an answer takes, by the pool that the API uses."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from random import Random
from typing import Final

from benchmarks import child, synthetic
from benchmarks.contenders import Contender, Run
from domain.job_posting import Status
from infrastructure.event_store.store import PostgresEventStore
from infrastructure.read_side.pool import read_side_pool
from infrastructure.read_side.queries import ReadSide
from infrastructure.read_side.rebuild import rebuild
from projections import audit_trail, job_postings
from projections.catalogue import discover

SAMPLES: Final = 500  # of each question
PAGE: Final = 50


def contenders(quick: bool) -> Sequence[Contender]:
    """A million postings, once: their tables take long to make."""
    postings = 2_000 if quick else 1_000_000
    return [Contender("queries", lambda run: asyncio.run(measure(run, postings)), once=True)]


async def measure(run: Run, postings: int) -> child.Figures:
    """Median and p99 of each question, in ms, and the slowest question's p99."""
    length = postings * len(synthetic.LIFE)
    with run.server.database(synthetic.log_of(run.server, length)) as database:
        async with AsyncExitStack() as stack:
            store = await stack.enter_async_context(PostgresEventStore(database.app))
            pool = await stack.enter_async_context(read_side_pool(database.app))
            bounded = await stack.enter_async_context(read_side_pool(database.app, bounded=True))
            for projection in discover():
                await rebuild(pool, store, projection)
            database.run("VACUUM (ANALYZE)")
            figures: child.Figures = {}
            for name, question in _questions(store, ReadSide(bounded, store, discover()), postings).items():
                taken = sorted([await _milliseconds(question) for _ in range(SAMPLES)])
                figures |= {f"{name}/p50_ms": taken[SAMPLES // 2], f"{name}/p99_ms": taken[SAMPLES * 99 // 100]}
    figures["slowest/p99_ms"] = max(value for name, value in figures.items() if name.endswith("/p99_ms"))
    return figures


def _questions(store: PostgresEventStore, reads: ReadSide, postings: int) -> dict[str, Callable[[], Awaitable[object]]]:
    dice = Random(postings)  # the same questions in every run

    def anyone() -> int:
        return dice.randrange(postings)

    def filtered(**wanted: object) -> Callable[[], Awaitable[object]]:
        return lambda: reads.rows(job_postings.search(job_postings.PostingFilter(**wanted), limit=PAGE))  # type: ignore[arg-type]  # by name

    def audited(**wanted: Callable[[], object]) -> Callable[[], Awaitable[object]]:
        def ask() -> Awaitable[object]:
            values = {name: value() for name, value in wanted.items()}
            return reads.rows(audit_trail.search(audit_trail.AuditFilter(**values), limit=PAGE))  # type: ignore[arg-type]  # by name

        return ask

    def as_of() -> Awaitable[object]:
        number = anyone()
        moment = synthetic.BEGUN + timedelta(seconds=number * len(synthetic.LIFE) + 3)
        return store.load(synthetic.stream(number), as_of=moment)

    return {
        "by-id": lambda: reads.rows(job_postings.by_id(synthetic.stream(anyone()))),
        "filtered-page": filtered(status=Status.PUBLISHED, country="DE"),
        "text-search": lambda: reads.rows(
            job_postings.search(
                job_postings.PostingFilter(text=f"{dice.choice(synthetic.TRADES)} {anyone()}"), limit=PAGE
            )
        ),
        "as-of": as_of,
        "history": lambda: store.load(synthetic.stream(anyone())),
        "audit-by-actor": audited(subject=lambda: f"editor-{dice.randrange(500):04d}"),
        "audit-by-field": audited(field=lambda: "pay"),
    }


async def _milliseconds(question: Callable[[], Awaitable[object]]) -> float:
    begun = time.perf_counter()
    await question()
    return (time.perf_counter() - begun) * 1e3
