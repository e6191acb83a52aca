"""Durable appends, one event each: ours, the peers' and PostgreSQL's own, by number of writers."""

from collections.abc import Callable, Sequence
from functools import partial
from threading import Event, Thread

import psycopg

from benchmarks import child
from benchmarks.contenders import Contender, Run
from benchmarks.peers import crud_sql, emmett, eventsourcing, limits, message_db, npm
from benchmarks.server import Database, Server

PROCESSES = 4
STOCK = 40_000  # a second: more than anybody writes


def contenders(quick: bool) -> Sequence[Contender]:
    """Ours where the targets look, the peers where their best may be; when quick, where it usually is."""
    listed = [_ours(writers) for writers in (1, 32, 256)]
    listed += [] if quick else [_ours(writers, series="appends/rolecall") for writers in (4, 16, 64, 1_024)]
    listed += [Contender("appends/insert/1", lambda run: {"per_second": limits.inserts(run.server, 1, run.seconds)})]
    listed += _peer("insert", limits.inserts, (16,) if quick else (4, 16, 32, 64, 128, 256))
    listed += _peer("crud", crud_sql.updates, (16,) if quick else (1, 4, 16, 32, 64))
    listed += _peer("eventsourcing", eventsourcing.appends, (1,) if quick else (1, 2, 4, 16, 32))
    if npm.why_not() is None:
        listed += _peer("emmett", emmett.appends, (4,) if quick else (1, 4, 16, 32))
        listed += _peer("message-db", message_db.writes, (4,) if quick else (1, 2, 4, 8, 16, 32))
    listed += [
        Contender("appends/rolecall-hot/32", lambda run: rolecall(run.server, 32, run.seconds, hot=True)),
        Contender("appends-2ms/rolecall/32", lambda run: rolecall(run.server, 32, run.seconds, slow_commit=True)),
    ]
    # 1,024: 256 in each process, as many as one alone is measured with; and one alone with as many as all four.
    listed += [_processes(writers) for writers in ((256,) if quick else (256, 1_024))]
    slow = partial(eventsourcing.appends, slow_commit=True)
    listed += _peer("eventsourcing", slow, (32,) if quick else (1, 4, 32), family="appends-2ms")
    return listed


def rolecall(
    server: Server, writers: int, seconds: float, *, hot: bool = False, slow_commit: bool = False
) -> child.Figures:
    """Our appends by the whole contract: a condition, a command id, a fingerprint, metadata."""
    with server.database(server.log(), slow_commit=slow_commit) as database:
        job = {"url": database.app, "writers": writers, "seconds": seconds, "hot": hot, "stock": STOCK}
        figures = child.run("load", job)
        _dense(database)
        del figures["from"], figures["to"]
        return figures


def four_processes(server: Server, writers: int, seconds: float) -> child.Figures:
    """So many writers in four processes, and a reader that follows: what they write is dense, and all is seen."""
    with server.database(server.log()) as database:
        seen, stop = [0], Event()
        reader = Thread(target=_follow, args=(database, seen, stop))
        reader.start()
        each = {"writers": writers // PROCESSES, "stock": STOCK // PROCESSES}
        job = {"url": database.app, "seconds": seconds, **each}
        processes = [child.start("load", job) for _ in range(PROCESSES)]
        results = [child.result(process) for process in processes]
        stop.set()
        reader.join()
        if seen[0] != _dense(database):
            raise AssertionError(f"the log ends at {_dense(database)}, and its reader saw {seen[0]} events")
        first, last = max(result["from"] for result in results), min(result["to"] for result in results)
        if first >= last:
            raise RuntimeError("there was no time in which all four wrote")
        # Each counts from when it has started: only what was written while all four did is what four do.
        counted = database.value(
            f"SELECT count(*) FROM log.events WHERE recorded_at BETWEEN to_timestamp({first}) AND to_timestamp({last})"
        )
        return {"per_second": counted / (last - first)}


def _follow(database: Database, seen: list[int], stop: Event) -> None:
    """Read the log in order as it grows, as projections do; seen[0]: how many events, each at the next position."""
    with psycopg.connect(database.app, autocommit=True) as connection:
        while True:
            last_look = stop.is_set()
            # No more than what is looked at: what the reader takes of two full cores, one process alone does not pay.
            rows: list[tuple[int]] = connection.execute(
                "SELECT notification_id FROM log.events WHERE notification_id > %s ORDER BY 1 LIMIT 5000",
                [seen[0]],
            ).fetchall()
            for (position,) in rows:
                if position != seen[0] + 1:
                    raise AssertionError(f"after position {seen[0]} the reader saw {position}")
                seen[0] = position
            if not rows and last_look:
                return
            stop.wait(0.05 if len(rows) < 5000 else 0)


def _dense(database: Database) -> int:
    """The last position. Raises AssertionError where that is not the number of events."""
    last = database.value("SELECT coalesce(max(notification_id), 0) FROM log.events")
    if last != database.value("SELECT count(*) FROM log.events"):
        raise AssertionError("positions are not dense")
    return last


def _ours(writers: int, series: str | None = None) -> Contender:
    return Contender(
        f"appends/rolecall/{writers}", lambda run: rolecall(run.server, writers, run.seconds), series=series
    )


def _processes(writers: int) -> Contender:
    return Contender(
        f"appends/rolecall-4-processes/{writers}", lambda run: four_processes(run.server, writers, run.seconds)
    )


def _peer(
    who: str, measure: Callable[[Server, int, float], float], writers: Sequence[int], family: str = "appends"
) -> list[Contender]:
    def at(count: int) -> Callable[[Run], child.Figures]:
        return lambda run: {"per_second": measure(run.server, count, run.seconds)}

    return [Contender(f"{family}/{who}/{count}", at(count), series=f"{family}/{who}") for count in writers]
