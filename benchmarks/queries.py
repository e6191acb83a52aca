"""The questions that people ask, over a million postings: how long an answer takes at the database, and over HTTP."""

import asyncio
import os
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from functools import partial
from http.client import HTTPConnection
from itertools import cycle
from operator import itemgetter
from pathlib import Path
from random import Random
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import psycopg

from application import audit
from application.commands import Authority
from benchmarks import child, multiplied
from benchmarks.contenders import Contender, Run
from benchmarks.http import serving
from benchmarks.lives import COMMON, TRADES
from benchmarks.questions import Known, Question, questions
from benchmarks.report import PROFILES
from benchmarks.server import Database
from domain.job_posting import JOB_POSTING, Status
from infrastructure.event_store.store import PostgresEventStore
from infrastructure.read_side.pool import READERS, read_side_pool
from infrastructure.read_side.queries import ReadSide
from infrastructure.tokens import DevelopmentIssuer
from projections import job_postings
from projections.catalogue import discover
from projections.declaration import SCHEMA, Query

SAMPLES, QUICK_SAMPLES, WARM_UP = 600, 50, 20  # of each kind of question
T = TypeVar("T")
Slow = tuple[float, str, Query]  # milliseconds, label
_READ_TABLES = f"""
    SELECT sum(pg_total_relation_size(oid)) FROM pg_class
    WHERE relnamespace = '{SCHEMA}'::regnamespace AND relkind = 'r'
"""


def contenders(quick: bool) -> Sequence[Contender]:
    """A million postings, once: their tables take long to make."""
    copies = 10 if quick else 2_500
    return [Contender("queries", lambda run: measure(run, copies), once=True)]


def measure(run: Run, copies: int) -> child.Figures:
    """Median and p99 of each kind of question, in ms, and those of the slowest kind; at the database and over HTTP."""
    samples = QUICK_SAMPLES if run.quick else SAMPLES
    with run.server.database(multiplied.original(run.server)) as database:
        events = multiplied.fill(database.admin, copies=copies)
        database.run("CHECKPOINT")
        os.sync()  # gigabytes that are still on their way to the disk made every answer take two to three times as long
        known = Known.of(database.app)
        at_the_database, slowest = asyncio.run(_at_the_database(database, known, samples))
        if not run.quick:
            explain(database, slowest, PROFILES / "queries.txt")
        return {
            "disk/log_bytes_an_event": database.value(f"SELECT pg_total_relation_size('{multiplied.LOG}')") / events,
            "disk/read_bytes_an_event": database.value(_READ_TABLES) / events,
            **_told("database", at_the_database),
            **_told("http", _over_http(database, known, samples)),
        }


def _told(where: str, taken: dict[str, list[float]]) -> child.Figures:
    figures: child.Figures = {}
    for kind, milliseconds in taken.items():
        milliseconds.sort()
        figures[f"{where}/{kind}/p50_ms"] = milliseconds[len(milliseconds) // 2]
        figures[f"{where}/{kind}/p99_ms"] = milliseconds[len(milliseconds) * 99 // 100]
    figures[f"{where}/slowest/p99_ms"] = max(figures[f"{where}/{kind}/p99_ms"] for kind in taken)
    return figures


def explain(database: Database, slowest: Mapping[str, Slow], path: Path) -> None:
    """Write down what PostgreSQL did for the slowest question of each kind, asked once more."""
    lines = ["The slowest question of each kind, asked once more after all others: EXPLAIN (ANALYZE, BUFFERS)."]
    with psycopg.connect(database.app, autocommit=True, options=f"-c timezone=UTC {READERS}") as connection:
        for kind, (milliseconds, label, query) in slowest.items():
            asked = f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {query.sql}"
            lines += ["", f"{kind}: {label}, {milliseconds:.1f} ms when it was measured", ""]
            lines += [f"  {line}" for (line,) in connection.execute(asked, query.parameters).fetchall()]
    path.write_text("\n".join(lines) + "\n")


def kinds(known: Known) -> dict[str, dict[str, Question]]:
    """The kinds of question that the read side answers, each in all its variations."""
    asked = questions(known)
    texts = [label for label in asked if label.startswith("job_postings.search ") and "word" in label]
    pages = [label for label in asked if label.startswith("job_postings.search") and label not in texts]
    chosen = {
        "by-id": ["job_postings.by_id", "job_postings.by_id, public"],
        "filtered-page": pages,
        "text-search": texts,
        "audit-by-actor": ["audit_trail.search subject", "audit_trail.search subject, deep"],
        "audit-by-field": ["audit_trail.search field", "audit_trail.search field, deep"],
    }
    return {kind: {label: asked[label] for label in labels} for kind, labels in chosen.items()}


async def _at_the_database(
    database: Database, known: Known, samples: int
) -> tuple[dict[str, list[float]], dict[str, Slow]]:
    """By the store and the pool that the API uses, one question after the other; and the slowest query of each kind."""
    slowest: dict[str, Slow] = {}
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(PostgresEventStore(database.app))
        pool = await stack.enter_async_context(read_side_pool(database.app, bounded=True))
        reads = ReadSide(pool, store, discover())

        def as_of(somebody: tuple[Any, Any]) -> Awaitable[object]:
            return audit.snapshot(store, JOB_POSTING, somebody[0], as_of=somebody[1])

        def history(somebody: tuple[Any, Any]) -> Awaitable[object]:
            return audit.history(store, JOB_POSTING, somebody[0])

        anybody = {"": partial(_somebody, known)}
        taken = {
            "as-of": [each[0] for each in await _timed(anybody, as_of, samples)],
            "history": [each[0] for each in await _timed(anybody, history, samples)],
        }
        for kind, asked in kinds(known).items():
            answered = await _timed(asked, reads.rows, samples)
            taken[kind], slowest[kind] = [each[0] for each in answered], max(answered, key=itemgetter(0))
    return taken, slowest


def _over_http(database: Database, known: Known, samples: int) -> dict[str, list[float]]:
    """By the API as it is served, on one connection: the first pages, by the filters that people use most."""
    with tempfile.TemporaryDirectory(prefix="rolecall-http-") as home:
        token = DevelopmentIssuer(Path(home)).mint("editor-0042", tuple(Authority))
        with serving("rolecall", database.app, Path(home)) as (port, _):
            connection = HTTPConnection("127.0.0.1", port)
            taken = {
                kind: [_get(connection, token, path()) for _ in range(samples)] for kind, path in _paths(known).items()
            }
            connection.close()
    return taken


def _paths(known: Known) -> dict[str, Callable[[], str]]:
    dice = Random(2)
    values: dict[str, Callable[[], Any]] = {
        "status": lambda: dice.choice([status.value for status in Status if status is not Status.NONE]),
        "country": lambda: dice.choice(known.any("job_postings", "countries")),
        "role": lambda: known.any("job_postings", "role_id"),
        "salary_at_least": lambda: dice.randrange(0, 90_000),
        "employment_type": lambda: known.any("job_postings", "employment_type"),
    }

    def filtered() -> str:
        name = dice.choice(list(values))
        return f"/v1/job-postings?{urlencode({name: values[name](), 'sort': dice.choice(list(job_postings.SORTS))})}"

    def as_of() -> str:
        stream, moment = _somebody(known)
        return f"/v1/job-postings/{stream}?as_of={quote(moment.isoformat())}"

    words: tuple[Callable[[], str], ...] = (
        lambda: COMMON,
        lambda: dice.choice(TRADES),
        lambda: dice.choice(known.any("job_postings", "searched").split()[3:]),
        lambda: known.any("job_postings", "title"),
    )
    return {
        "by-id": lambda: f"/v1/job-postings/{known.any('job_postings', 'posting_id')}",
        "filtered-page": filtered,
        "text-search": lambda: f"/v1/job-postings?{urlencode({'text': dice.choice(words)()})}",
        "as-of": as_of,
        "history": lambda: f"/v1/job-postings/{_somebody(known)[0]}/history",
        "audit-by-actor": lambda: f"/v1/audit?{urlencode({'actor': known.any('audit_trail', 'subject')})}",
        "audit-by-field": lambda: f"/v1/audit?field={dice.choice(['pay', 'title', 'status'])}",
    }


def _somebody(known: Known) -> tuple[Any, Any]:
    """A posting, and a moment of its life."""
    row = known.dice.choice([row for row in known.rows["audit_trail"] if row["kind"] == "job_posting"])
    return row["stream"], row["recorded_at"]


async def _timed(
    asked: Mapping[str, Callable[[], T]], ask: Callable[[T], Awaitable[object]], samples: int
) -> list[tuple[float, str, T]]:
    """Milliseconds, label and question of each answer, in turn; the first few warm the caches and are not counted.

    Nor is what it takes to draw a question: up to a millisecond.
    """
    taken = []
    for (label, draw), _ in zip(cycle(asked.items()), range(WARM_UP + samples), strict=False):
        question = draw()
        begun = time.perf_counter()
        await ask(question)
        taken.append(((time.perf_counter() - begun) * 1e3, label, question))
    return taken[WARM_UP:]


def _get(connection: HTTPConnection, token: str, path: str) -> float:
    begun = time.perf_counter()
    connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
    answer = connection.getresponse()
    said = answer.read()
    taken = (time.perf_counter() - begun) * 1e3
    if answer.status != 200:
        raise AssertionError(f"{path}: {answer.status} {said[:300]!r}")
    return taken
