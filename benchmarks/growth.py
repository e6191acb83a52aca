"""What a hundred times as long a log costs: the latency of an append, of a posting by its id, of its audit; replay."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from functools import partial
from statistics import median
from typing import Final

from benchmarks import child, multiplied
from benchmarks.contenders import Contender, Run
from benchmarks.questions import Known, Question, asking, questions
from benchmarks.sample import an_append
from benchmarks.server import Database
from infrastructure.event_store.store import PostgresEventStore
from infrastructure.read_side.pool import read_side_pool
from infrastructure.read_side.queries import ReadSide
from infrastructure.read_side.rebuild import rebuild
from infrastructure.read_side.tables import Target
from projections import audit_trail, job_postings
from projections.catalogue import discover
from projections.declaration import SCHEMA

ROUNDS, SAMPLES, QUICK_SAMPLES = 5, 200, 40  # of each kind, at each length; the median counts
EVENTS: Final = 2_900  # of one copy, or nearly
SHARE: Final = 10  # of the long log's copies, the last tenth is replayed
_COPIED: Final = f"SELECT min(position) FROM {SCHEMA}.checkpoints"  # what is appended or replayed later is beyond it
_ROWS: Final = f"SELECT count(*) FROM {audit_trail.projection.source} WHERE position <= ({_COPIED})"
ASKED: Final = {
    "by-id": "job_postings.by_id",
    "audit-by-actor": "audit_trail.search subject",
    "audit-by-field": "audit_trail.search field",
}


def contenders(quick: bool) -> Sequence[Contender]:
    """Once a run: ten million events take minutes to make. Who replays comes last, and takes away what is asked."""
    lengths = (3_000, 30_000) if quick else (100_000, 10_000_000)
    return [
        Contender("growth", partial(latencies, lengths=lengths), once=True),
        Contender("growth/replay", partial(replays, lengths=lengths), once=True),
    ]


def latencies(run: Run, lengths: tuple[int, int]) -> child.Figures:
    """Medians in ms at both lengths, in turn, and their ratios."""
    databases = {name: _filled(run, length) for name, length in zip(("short", "long"), lengths, strict=True)}
    for database in databases.values():
        _indexes_in_memory(database)
    taken = asyncio.run(_alternating(databases, QUICK_SAMPLES if run.quick else SAMPLES))
    figures: child.Figures = {}
    for kind in ("append", *ASKED):
        for name in databases:
            figures[f"{kind}/{name}_ms"] = median(taken[name, kind])
        figures[f"{kind}/ratio"] = figures[f"{kind}/long_ms"] / figures[f"{kind}/short_ms"]
    return figures


def replays(run: Run, lengths: tuple[int, int]) -> child.Figures:
    """Events a second of a replay of the audit trail at both lengths, indexes included; it has a row for each event.

    Of the long log the last tenth is replayed, as by one who was stopped before it: its rows follow those that are
    there, and the indexes are made of all. The former nine tenths are reckoned at the last one's pace.
    """
    short, long = (_filled(run, length) for length in lengths)
    before = asyncio.run(_replayed(short))
    rows = long.value(_ROWS)
    at = _stop_before_the_last(long, lengths[1])
    tail, tail_seconds, tail_indexing = asyncio.run(_replayed(long, at))
    if (now := long.value(_ROWS)) != rows:
        raise AssertionError(f"{now} rows where there had been {rows}")
    # The short one before and after the long one: the machine's pace in between is that of both.
    events, seconds, indexing = map(sum, zip(before, asyncio.run(_replayed(short)), strict=True))
    figures = {
        "short_per_second": events / (seconds + indexing),
        "long_per_second": (at + tail) / (tail_seconds * (at + tail) / tail + tail_indexing),
        "short_without_indexes_per_second": events / seconds,
        "long_without_indexes_per_second": tail / tail_seconds,
    }
    return figures | {"ratio": figures["long_per_second"] / figures["short_per_second"]}


def _filled(run: Run, length: int) -> Database:
    """A log of about that length and the tables that are asked, made once a run."""

    def fill(database: Database) -> None:
        tables = (audit_trail.projection, job_postings.projection)
        multiplied.fill(database.admin, copies=_copies(length), tables=tables, logged=True)

    return run.server.original(run.server.template(f"growth_{length}", fill, of=multiplied.original(run.server)))


def _indexes_in_memory(database: Database) -> None:
    """As a house has them that has run for a day. Tables are left where copying left them.

    Cold, an append to the long log read a page of each of two indexes from the disk, 0.35 of the 0.96 ms that it took.
    """
    tables = ", ".join((multiplied.LOG, audit_trail.projection.source, job_postings.projection.source))
    database.run("CREATE EXTENSION pg_prewarm")
    database.run(
        "SELECT pg_prewarm(indexrelid::regclass, 'read') FROM pg_index"
        f" WHERE indrelid = ANY ('{{{tables}}}'::regclass[])"
    )


def _copies(length: int) -> int:
    return max(1, round(length / EVENTS))


def _stop_before_the_last(database: Database, length: int) -> int:
    """Leave the audit trail as a rebuild leaves it that was stopped before the last tenth; where that was."""
    copies = _copies(length)
    position = database.value(_COPIED) * (copies - copies // SHARE) // copies
    live, side = Target(audit_trail.projection), Target(audit_trail.projection, "__rebuild")
    database.run(f"ALTER TABLE {live.name} RENAME TO {side.table}")
    database.run(
        "DO $$ DECLARE index regclass; BEGIN FOR index IN SELECT indexrelid FROM pg_index"
        f" WHERE indrelid = '{side.name}'::regclass AND NOT indisprimary"
        " LOOP EXECUTE 'DROP INDEX ' || index; END LOOP; END $$"
    )
    database.run(f"DELETE FROM {side.name} WHERE position > {position}")
    database.run(f"VACUUM {side.name}")
    database.run(
        f"INSERT INTO {SCHEMA}.checkpoints (projection, epoch, position, event_id) SELECT '{side.table}',"
        f" (SELECT epoch FROM log.epochs), notification_id, event_id FROM log.events WHERE notification_id = {position}"
    )
    database.run("CHECKPOINT")
    return position


async def _replayed(database: Database, after: int = 0) -> tuple[int, float, float]:
    """How many events from there on, the seconds that they took, and those that the indexes took."""
    written: list[float] = []
    async with PostgresEventStore(database.app) as store, read_side_pool(database.app) as pool:
        begun = time.perf_counter()
        position = await rebuild(pool, store, audit_trail.projection, lambda _: written.append(time.perf_counter()))
        ended = time.perf_counter()
    if position != database.value(f"SELECT max(notification_id) FROM {multiplied.LOG}"):
        raise AssertionError(f"the replay ended at {position}")
    if left := database.value(f"SELECT count(*) FROM {SCHEMA}.parked"):
        raise AssertionError(f"{left} parked")
    return position - after, written[-1] - begun, ended - written[-1]


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
