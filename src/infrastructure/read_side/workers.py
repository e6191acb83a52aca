"""Several processes that fold one table side by side, each the streams of its own share, from a checkpoint of its own.

Run as a module it is one of them. It reads its job from standard input, and ends when that is closed: with whoever
started it, however that came to its end.
"""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from dataclasses import dataclass
from typing import Final

import msgspec

from application.ports import Share
from infrastructure.event_store.store import PostgresEventStore
from infrastructure.read_side.bulk import Progress, Report, replay
from infrastructure.read_side.checkpoints import read_checkpoints
from infrastructure.read_side.log import Log
from infrastructure.read_side.pool import read_side_pool
from infrastructure.read_side.states import States
from infrastructure.read_side.tables import Connection, Target
from projections.catalogue import AnyProjection, discover
from projections.declaration import SCHEMA, Projection

LOOK_SECONDS: Final = 0.5


class WorkerFailed(Exception):
    """A worker came to an untimely end. What was written stays; the next replay goes on from there."""


@dataclass(frozen=True, slots=True)
class Crew:
    """So many workers, and the database where they find log and read side."""

    url: str
    workers: int


class _Job(msgspec.Struct):
    url: str
    projection: str
    suffix: str
    number: int
    of: int
    until: int


def divisible(projection: AnyProjection) -> bool:
    """Whether each row belongs to one stream by its key, so that no two workers can write the same."""
    return not isinstance(projection, Projection) or projection.stream in projection.key_columns


async def replay_together(connection: Connection, log: Log, side: Target, crew: Crew, report: Report) -> None:
    """Bring a side table to the log's head, as it is now. Raises WorkerFailed."""
    head = (await log.head()).position
    shares = [side.of_share(Share(number, crew.workers)) for number in range(crew.workers)]
    for share in shares:  # where an earlier run has not begun them
        await connection.execute(
            f"INSERT INTO {SCHEMA}.checkpoints (projection, epoch, position, event_id)"
            f" SELECT %s, epoch, position, event_id FROM {SCHEMA}.checkpoints WHERE projection = %s"
            " ON CONFLICT DO NOTHING",
            [share.checkpoint, side.checkpoint],
        )
    loop = asyncio.get_running_loop()
    start, began = await _positions(connection, shares), loop.time()
    running = [await _started(share, crew, head) for share in shares]
    try:
        waiting = {asyncio.create_task(process.wait()) for process in running}
        while waiting:
            ended, waiting = await asyncio.wait(waiting, timeout=LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if any(task.result() for task in ended):
                raise WorkerFailed(f"a worker ended while it replayed {side.projection.name}: see what it said")
            positions = await _positions(connection, shares)
            rate = (sum(positions) - sum(start)) / crew.workers / max(loop.time() - began, 1e-6)
            seconds = (head - min(positions)) / rate if rate else None
            report(Progress(side.projection.table, min(positions), head, rate, seconds))
    finally:
        for process in running:
            if process.returncode is None:
                process.kill()
                await process.wait()
    await _join(connection, side, shares, head)


async def _started(share: Target, crew: Crew, until: int) -> Process:
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", __name__, stdin=PIPE)
    assert process.stdin is not None  # noqa: S101  # for mypy
    assert share.share is not None  # noqa: S101  # for mypy
    job = _Job(crew.url, share.projection.name, share.suffix, share.share.number, share.share.of, until)
    process.stdin.write(msgspec.json.encode(job) + b"\n")
    return process


async def _positions(connection: Connection, shares: list[Target]) -> list[int]:
    found = await read_checkpoints(connection, [share.checkpoint for share in shares])
    return [checkpoint.position for checkpoint in found.values()]


async def _join(connection: Connection, side: Target, shares: list[Target], head: int) -> None:
    """All shares have come to the same position: from here on there is one checkpoint again."""
    names = [share.checkpoint for share in shares]
    async with connection.transaction():
        found = await read_checkpoints(connection, names, lock=True)
        if {checkpoint.position for checkpoint in found.values()} != {head}:
            raise WorkerFailed(f"the workers that replayed {side.projection.name} did not come to {head}")
        await connection.execute(
            f"UPDATE {SCHEMA}.checkpoints c SET position = s.position, epoch = s.epoch, event_id = s.event_id,"
            f" moved_at = now() FROM {SCHEMA}.checkpoints s WHERE c.projection = %s AND s.projection = %s",
            [side.checkpoint, names[0]],
        )
        await connection.execute(f"DELETE FROM {SCHEMA}.checkpoints WHERE projection = ANY(%s)", [names])


async def _work(line: bytes) -> None:
    job = msgspec.json.decode(line, type=_Job)
    [projection] = [each for each in discover() if each.name == job.projection]
    target = Target(projection, job.suffix).of_share(Share(job.number, job.of))
    async with (
        PostgresEventStore(job.url) as log,
        read_side_pool(job.url, most=1) as pool,
        pool.connection() as connection,
    ):
        await replay(connection, log, target, States.of_one_table(log), until=job.until)


async def _main() -> None:
    loop, reader = asyncio.get_running_loop(), asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    working = asyncio.create_task(_work(await reader.readline()))
    abandoned = asyncio.create_task(reader.read())
    await asyncio.wait({working, abandoned}, return_when=asyncio.FIRST_COMPLETED)
    if not working.done():
        os._exit(1)  # nobody waits for it; PostgreSQL rolls back what was not committed
    abandoned.cancel()
    await working


if __name__ == "__main__":
    asyncio.run(_main())
