"""Replay: our rebuild of every projection over a long log, and what bounds it: COPY out, reading and decoding alone."""

import asyncio
import time
from collections.abc import Callable, Sequence

import psycopg

from benchmarks import child, synthetic
from benchmarks.contenders import Contender, Run
from benchmarks.peers import eventsourcing_projection
from benchmarks.server import Database
from infrastructure.event_store.store import PostgresEventStore
from infrastructure.read_side.bulk import few_collections
from projections.catalogue import discover

CHUNK = 5_000  # events a read, as the read side's
LENGTH, QUICK_LENGTH = 1_000_000, 20_000  # events


def contenders(quick: bool) -> Sequence[Contender]:
    """A million events; a fiftieth of that when quick. Of shorter logs `job_postings` only, for the plot."""
    length = QUICK_LENGTH if quick else LENGTH
    shorter = (2_000, 5_000) if quick else (10_000, 100_000)
    return [
        Contender("replay/copy-to", lambda run: {"per_second": copy_out(run, length)}),
        Contender("replay/decode", lambda run: {"per_second": decode(run, length)}),
        Contender("replay/job_postings/1", lambda run: rebuilt(run, length, "job_postings")),
        Contender(
            "replay/job_postings/2",
            lambda run: {"per_second": rebuilt(run, length, "job_postings", workers=2)["per_second"]},
        ),
        Contender("replay/eventsourcing", lambda run: {"per_second": projection_runner(run, quick)}),
        *(Contender(f"replay-by-length/job_postings/{size}", _by_length(size)) for size in shorter),
        Contender("replay", lambda run: every_projection(run, shorter[-1] if quick else length), once=True),
    ]


def copy_out(run: Run, length: int) -> float:
    """Rows a second that PostgreSQL itself gives away."""
    log = run.server.original(synthetic.log_of(run.server, length))
    with psycopg.connect(log.app) as reader:
        begun = time.perf_counter()
        with reader.cursor().copy("COPY (SELECT * FROM log.events) TO STDOUT (FORMAT binary)") as copy:
            for _ in copy:
                pass
        return length / (time.perf_counter() - begun)


def decode(run: Run, length: int) -> float:
    """Events a second that the event store reads in order and decodes, and that nobody folds."""

    async def read(url: str) -> float:
        async with PostgresEventStore(url) as store:
            position, begun = 0, time.perf_counter()
            while events := await store.read(position, CHUNK):
                position = events[-1].position
            if position != length:
                raise AssertionError(f"read to {position} of {length}")
            return length / (time.perf_counter() - begun)

    log = run.server.original(synthetic.log_of(run.server, length))
    with few_collections():  # as a replay has it: what is compared is the folding
        return asyncio.run(read(log.app))


def rebuilt(run: Run, length: int, projection: str, workers: int = 1) -> child.Figures:
    """One projection rebuilt in a process of its own: events a second, its processor time an event, its peak in MiB."""
    with run.server.database(synthetic.log_of(run.server, length)) as database:
        return rebuilt_in(database, length, projection, workers)


def rebuilt_in(database: Database, length: int, projection: str, workers: int = 1) -> child.Figures:
    """The same in a database whose log is so long."""
    job = {"url": database.app, "projections": [projection], "events": length, "workers": workers}
    return {name.removeprefix(f"{projection}/"): value for name, value in child.run("rebuilding", job).items()}


def every_projection(run: Run, length: int) -> child.Figures:
    """Each projection's replay, one after another over one log, and the slowest of them."""
    with run.server.database(synthetic.log_of(run.server, length)) as database:
        job = {"url": database.app, "projections": [each.name for each in discover()], "events": length}
        told = child.run("rebuilding", job)
    rates = {f"every/{name}": value for name, value in told.items() if name.endswith("/per_second")}
    return {**rates, "slowest/per_second": min(rates.values())}


def projection_runner(run: Run, quick: bool) -> float:
    """The library's ProjectionRunner over a log of its own; it commits once an event, so a short one will do."""
    return eventsourcing_projection.replay(run.server, 500 if quick else 5_000)


def _by_length(size: int) -> Callable[[Run], child.Figures]:
    return lambda run: {"per_second": rebuilt(run, size, "job_postings")["per_second"]}
