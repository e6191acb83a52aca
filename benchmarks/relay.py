"""From a commit to the read model, and RabbitMQ's part of the way: ours beside aio-pika alone, on one private node."""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any, Final

import aio_pika
import psycopg
import uvloop
from aio_pika.abc import AbstractIncomingMessage

from benchmarks import broker, child, synthetic
from benchmarks.commands import Commands
from benchmarks.contenders import Contender, Run
from benchmarks.published import WINDOW
from infrastructure.event_store.store import PostgresEventStore
from infrastructure.messaging.topology import ConsumerGroup
from projections.declaration import SCHEMA

COMMANDS_A_SECOND: Final = 1_000
LOOK_EVERY: Final = 0.004  # seconds: what is visible is seen so late at most; every 2 ms, it took a tenth of a core
WARM_UP: Final = 2.0  # seconds: connections, prepared statements, caches, and what has piled up meanwhile
AHEAD: Final = 4_000  # events that writers may be ahead of the read side: well below what makes it leave the queue
Position = Callable[[], Awaitable[int]]


def contenders(quick: bool) -> Sequence[Contender]:
    """Far behind means half a million events; a fiftieth when quick, and then for all projections only."""
    backlog = 10_001 if quick else 500_000
    alone = Contender(
        "relay/job_postings-caught-up",
        lambda run: {"per_second": _with(run, lambda parts: _caught_up(parts, backlog, "job_postings"), backlog)},
        once=True,
    )
    return [
        Contender("visible/embedded", lambda run: _with(run, lambda parts: _visible(parts, parts.following))),
        Contender("visible/rabbitmq", lambda run: _with(run, lambda parts: _visible(parts, parts.relaying))),
        Contender("relay/aio-pika", lambda run: {"per_second": uvloop.run(_aio_pika(run.seconds))}),
        Contender("relay/rolecall", lambda run: _with(run, _sustained)),
        Contender(
            "relay/catch-up",
            lambda run: {"per_second": _with(run, lambda parts: _caught_up(parts, backlog), backlog)},
            once=True,
        ),
        *([] if quick else [alone]),
    ]


class Parts:
    """One instance over a database of its own, and how long to measure it."""

    def __init__(self, url: str, seconds: float) -> None:
        self.url, self.seconds = url, seconds

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """Fed from the log by the process that `rolecall up` has beside it, as where there is no broker."""
        with _feeder(self.url):  # which ends when its standard input does
            yield

    @asynccontextmanager
    async def relaying(self, *projections: str) -> AsyncIterator[child.Figures]:
        """Fed through RabbitMQ by a relay and a consumer; what the consumer tells is there in the end."""
        figures: child.Figures = {}
        exchange = broker.fresh_name()
        job = {"url": self.url, "amqp_url": broker.url(), "exchange": exchange, "projections": projections}
        processes = [child.start("feeding", {**job, "part": part}) for part in ("relay", "consumer")]
        try:
            yield figures
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                figures.update(await asyncio.to_thread(child.result, process))
            async with await aio_pika.connect(broker.url()) as connection:
                await (await connection.channel()).queue_delete(ConsumerGroup(exchange=exchange).queue)

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[Position]:
        """A function that answers the position of the hindmost projection; -1 where there is none yet."""
        async with await psycopg.AsyncConnection.connect(self.url, autocommit=True) as connection:

            async def position() -> int:
                with suppress(psycopg.errors.UndefinedTable):
                    rows = await connection.execute(f"SELECT min(position) FROM {SCHEMA}.checkpoints", prepare=True)
                    [(found,)] = await rows.fetchall()
                    return -1 if found is None else int(found)
                return -1

            yield position


def _feeder(url: str) -> subprocess.Popen[bytes]:
    feeder = subprocess.Popen([sys.executable, "-m", "interfaces.cli.feeder"], stdin=subprocess.PIPE)
    assert feeder.stdin is not None  # noqa: S101  # for mypy
    feeder.stdin.write(f"{url}\n".encode())
    feeder.stdin.flush()
    child.tell("feeder", {}, feeder.pid)
    return feeder


def _with(run: Run, measure: Callable[[Parts], Any], backlog: int = 0) -> Any:
    template = synthetic.log_of(run.server, backlog) if backlog else run.server.log()
    with run.server.database(template) as database:
        return uvloop.run(measure(Parts(database.app, run.seconds)))


async def _visible(parts: Parts, fed: Callable[[], Any]) -> child.Figures:
    """1,000 commands a second; for each, the time from its answer until every projection has seen it."""
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(PostgresEventStore(parts.url))
        await stack.enter_async_context(fed())
        position = await stack.enter_async_context(parts.looking())
        commands, answered, waits = Commands(store), dict[int, float](), list[float]()
        first = await commands.begin()
        while await position() < first:  # noqa: ASYNC110  # what is watched is a database: there is no event to wait for
            await asyncio.sleep(LOOK_EVERY)
        begun, over = time.perf_counter(), asyncio.Event()

        async def command() -> None:
            at = await commands.next()
            answered[at] = time.perf_counter()

        async def watch() -> None:
            while answered or not over.is_set():
                at, now = await position(), time.perf_counter()
                for done in [one for one in answered if one <= at]:
                    when = answered.pop(done)
                    if when > begun + WARM_UP:
                        waits.append(now - when)
                await asyncio.sleep(LOOK_EVERY)

        watching, tasks = asyncio.create_task(watch()), []
        for number in range(round(COMMANDS_A_SECOND * (WARM_UP + parts.seconds))):
            await asyncio.sleep(max(0.0, begun + number / COMMANDS_A_SECOND - time.perf_counter()))
            tasks.append(asyncio.create_task(command()))
        await asyncio.gather(*tasks)
        over.set()
        await watching
    waits.sort()
    return {"p50_ms": waits[len(waits) // 2] * 1e3, "p99_ms": waits[len(waits) * 99 // 100] * 1e3}


async def _sustained(parts: Parts) -> child.Figures:
    """Events a second through log, relay, queue, consumer and all projections.

    Written in appends of a whole life, so that the two cores are the path's; through_queue: of all events, by messages,
    of which ours hold many events and aio-pika's one.
    """
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(PostgresEventStore(parts.url))
        figures = await stack.enter_async_context(parts.relaying())
        position = await stack.enter_async_context(parts.looking())
        commands, begun, begun_at, at = Commands(store), 0.0, 0, 0
        head = await commands.life()
        while await position() < head:  # noqa: ASYNC110  # as above
            await asyncio.sleep(LOOK_EVERY)
        # However short: the hindmost table moves by thousands of events at a time, and must be seen to move.
        while not begun or time.perf_counter() < begun + parts.seconds or at < begun_at + AHEAD:
            at = await position()
            if not begun and at > AHEAD:
                begun, begun_at = time.perf_counter(), at
            if head - max(at, 0) < AHEAD:
                head = max(await asyncio.gather(*(commands.life() for _ in range(16))))
            else:
                await asyncio.sleep(LOOK_EVERY)
        rate = (await position() - begun_at) / (time.perf_counter() - begun)
    async with parts.looking() as position:  # what still waits in the queue counts on neither side
        return {"per_second": rate, "through_queue": figures["received"] / await position()}


async def _caught_up(parts: Parts, last: int, *projections: str) -> float:
    """Events a second of a group, of all projections or of some, that begins with the whole log before it."""
    async with parts.relaying(*projections), parts.looking() as position:
        while await position() < 0:  # noqa: ASYNC110  # as above
            await asyncio.sleep(LOOK_EVERY)
        begun = time.perf_counter()
        while await position() < last:  # noqa: ASYNC110  # as above
            await asyncio.sleep(10 * LOOK_EVERY)
        return last / (time.perf_counter() - begun)


async def _aio_pika(seconds: float) -> float:
    """Messages a second, published by one process to a quorum queue, delivered to another and acknowledged."""
    name = broker.fresh_name()
    async with await aio_pika.connect(broker.url()) as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(name, durable=True, arguments={"x-queue-type": "quorum"})
        await channel.set_qos(prefetch_count=2 * WINDOW)
        times: list[float] = []

        async def take(message: AbstractIncomingMessage) -> None:
            times.append(time.perf_counter())
            if len(times) % WINDOW == 0:
                await message.channel.basic_ack(message.delivery_tag or 0, multiple=True)

        await queue.consume(take)
        publishing = child.start("published", {"amqp_url": broker.url(), "queue": name, "seconds": seconds})
        published = (await asyncio.to_thread(child.result, publishing))["published"]
        while len(times) < published:  # noqa: ASYNC110  # an event would be set for each of thousands of messages
            await asyncio.sleep(LOOK_EVERY)
        await queue.delete(if_unused=False, if_empty=False)
        return len(times) / (times[-1] - times[0])
