"""From a commit to the read model, and RabbitMQ's part of the way: ours beside aio-pika alone, on a private node."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import aio_pika
import psycopg
import uvloop
from aio_pika.abc import AbstractIncomingMessage

from benchmarks import child, synthetic
from benchmarks.contenders import Contender, Run
from benchmarks.sample import an_append, stored
from infrastructure.embedded.rabbitmq import PrivateRabbitMQ
from infrastructure.embedded.rabbitmq_programs import download_rabbitmq, find_rabbitmq
from infrastructure.event_store.store import PostgresEventStore
from infrastructure.messaging.consumer import Consumer
from infrastructure.messaging.relay import WINDOW, Relay
from infrastructure.read_side.engine import ReadSideEngine
from infrastructure.read_side.follow import Follower
from infrastructure.read_side.pool import read_side_pool
from infrastructure.settings import Settings
from projections.catalogue import discover

COMMANDS_A_SECOND: Final = 1_000
LOOK_EVERY: Final = 0.001  # seconds: what is visible is seen so late at most


def contenders(quick: bool) -> Sequence[Contender]:
    """Far behind means half a million events; a fiftieth when quick."""
    backlog = 10_000 if quick else 500_000
    return [
        Contender("visible/embedded", lambda run: _with(run, _visible)),
        Contender("visible/rabbitmq", lambda run: _with(run, _visible, broker=True)),
        Contender("relay/aio-pika", lambda run: {"per_second": _with(run, _aio_pika, broker=True)}),
        Contender("relay/rolecall", lambda run: {"per_second": _with(run, _sustained, broker=True)}),
        Contender(
            "relay/catch-up", lambda run: {"per_second": _with(run, _catch_up, broker=True, backlog=backlog)}, once=True
        ),
    ]


class Parts:
    """What a measurement is given: the log, the fed read side, the broker's address, how long to measure."""

    def __init__(self, url: str, amqp_url: str | None, seconds: float) -> None:
        self.url, self.amqp_url, self.seconds = url, amqp_url, seconds

    @asynccontextmanager
    async def fed(self) -> AsyncIterator[tuple[PostgresEventStore, Callable[[], Any]]]:
        """The store, and a function that answers the hindmost projection's position."""
        async with AsyncExitStack() as stack:
            store = await stack.enter_async_context(PostgresEventStore(self.url))
            pool = await stack.enter_async_context(read_side_pool(self.url))
            engine = ReadSideEngine(pool, store, discover())
            stop = asyncio.Event()
            if self.amqp_url is None:
                running = [asyncio.create_task(Follower(self.url, engine).run(stop))]
            else:
                running = [asyncio.create_task(Relay(self.url, self.amqp_url).run(stop))]
                running.append(asyncio.create_task(Consumer(self.amqp_url, engine).run(stop)))
            try:
                yield store, engine.position
            finally:
                stop.set()
                await asyncio.gather(*running)


def _with(run: Run, measure: Callable[[Parts], Any], *, broker: bool = False, backlog: int = 0) -> Any:
    template = synthetic.log_of(run.server, backlog) if backlog else run.server.log()
    with run.server.database(template) as database, _broker(broker) as amqp_url:
        return uvloop.run(measure(Parts(database.app, amqp_url, run.seconds)))


@contextmanager
def _broker(wanted: bool) -> Any:
    if not wanted:
        yield None
        return
    programs = find_rabbitmq() or download_rabbitmq(Settings.from_environment().cache)
    with (
        TemporaryDirectory(prefix="rolecall-rabbit-") as folder,
        PrivateRabbitMQ(Path(folder) / "node", programs) as node,
    ):
        yield node.url


async def _visible(parts: Parts) -> child.Figures:
    """1,000 commands a second; for each, the time from its answer until every projection has seen it."""
    waits: list[float] = []
    async with parts.fed() as (store, position):
        answered: dict[int, float] = {}
        await _seen(position, (await store.append(an_append())).position)  # tables are made, the first event seen

        async def command() -> None:
            outcome = await store.append(an_append())
            answered[outcome.position] = time.perf_counter()

        async def watch() -> None:
            while True:
                at = (await position()).position
                now = time.perf_counter()
                for done in [one for one in answered if one <= at]:
                    waits.append(now - answered.pop(done))
                await asyncio.sleep(LOOK_EVERY)

        watching = asyncio.create_task(watch())
        begun, tasks = time.perf_counter(), []
        for number in range(round(COMMANDS_A_SECOND * parts.seconds)):
            await asyncio.sleep(max(0.0, begun + number / COMMANDS_A_SECOND - time.perf_counter()))
            tasks.append(asyncio.create_task(command()))
        await asyncio.gather(*tasks)
        while answered:  # noqa: ASYNC110  # what is watched is a database: there is no event to wait for
            await asyncio.sleep(LOOK_EVERY)
        watching.cancel()
    waits.sort()
    return {"p50_ms": waits[len(waits) // 2] * 1e3, "p99_ms": waits[len(waits) * 99 // 100] * 1e3}


async def _sustained(parts: Parts) -> float:
    """Events a second through log, relay, queue, consumer and all projections, while 64 writers write."""
    async with parts.fed() as (store, position):
        first = (await store.append(an_append())).position
        await _seen(position, first)
        stop = False

        async def write() -> None:
            while not stop:
                await store.append(an_append())

        writers = [asyncio.create_task(write()) for _ in range(64)]
        begun = time.perf_counter()
        await asyncio.sleep(parts.seconds)
        stop = True
        await asyncio.gather(*writers)
        last = (await store.head()).position
        await _seen(position, last)
        return (last - first) / (time.perf_counter() - begun)


async def _catch_up(parts: Parts) -> float:
    """Events a second of a group that begins with the whole log before it."""
    async with parts.fed() as (store, position):
        last = (await store.head()).position
        begun = time.perf_counter()
        await _seen(position, last)
        return last / (time.perf_counter() - begun)


async def _aio_pika(parts: Parts) -> float:
    """Messages a second of our size: persistent, to a quorum queue, with confirms, delivered and acknowledged."""
    assert parts.amqp_url is not None  # noqa: S101  # for mypy
    _, state, metadata = stored()
    body, delivered, acked = state + metadata, 0, asyncio.Event()
    async with (
        await aio_pika.connect(parts.amqp_url) as publishing,
        await aio_pika.connect(parts.amqp_url) as consuming,
    ):
        channel, other = await publishing.channel(publisher_confirms=True), await consuming.channel()
        queue = await other.declare_queue("bench", durable=True, arguments={"x-queue-type": "quorum"})
        await other.set_qos(prefetch_count=2 * WINDOW)

        async def take(message: AbstractIncomingMessage) -> None:
            nonlocal delivered
            delivered += 1
            if delivered % WINDOW == 0:
                await message.channel.basic_ack(message.delivery_tag or 0, multiple=True)
                acked.set()

        await queue.consume(take)
        published, begun = 0, time.perf_counter()
        while time.perf_counter() < begun + parts.seconds:
            message = [aio_pika.Message(body, delivery_mode=aio_pika.DeliveryMode.PERSISTENT) for _ in range(WINDOW)]
            await asyncio.gather(*(channel.default_exchange.publish(one, "bench") for one in message))
            published += WINDOW
        while delivered < published:
            acked.clear()
            await acked.wait()
        return published / (time.perf_counter() - begun)


async def _seen(position: Callable[[], Any], wanted: int) -> None:
    while True:
        try:
            if (await position()).position >= wanted:
                return
        except (psycopg.errors.UndefinedTable, ValueError):  # the tables, or their checkpoints, are being made
            await asyncio.sleep(0.1)
        await asyncio.sleep(LOOK_EVERY)
