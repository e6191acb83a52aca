"""A log, a broker and a read side in one test: events to write, a projection that forgives nothing, and a replay."""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import aio_pika
import psycopg
from aio_pika.abc import AbstractChannel
from psycopg_pool import AsyncConnectionPool

from application.ports import Append
from domain.recorded import Actor, Recorded
from domain.role.events import RoleTitleChanged
from infrastructure.event_store.raw import RawEvent
from infrastructure.event_store.store import PostgresEventStore
from infrastructure.messaging.batches import CONTENT_TYPE, MOST_EVENTS, to_body
from infrastructure.messaging.consumer import Consumer
from infrastructure.messaging.publisher import Publisher
from infrastructure.messaging.relay import Relay
from infrastructure.messaging.topology import ConsumerGroup, batches_of
from infrastructure.messaging.ways import InBatches, Way
from infrastructure.read_side.engine import ReadSideEngine
from projections.declaration import Projection

ALICE = Actor("test", "alice")


@dataclass(frozen=True, slots=True)
class Title:
    """chain: a digest over every event of the stream in order; one lost, doubled or misplaced changes it."""

    stream: UUID
    title: str
    events: int
    chain: str


TITLES: Projection[Title] = Projection("test_titles", version=1, row=Title, key="stream")


@TITLES.on_each(RoleTitleChanged, keys=lambda recorded: ((recorded.stream,),))
def retitled(row: Title | None, recorded: Recorded[RoleTitleChanged], _key: tuple[Any, ...]) -> Title:
    before = row or Title(recorded.stream, "", 0, "")
    link = f"{before.chain}{recorded.event_id}{recorded.position}{recorded.version}{recorded.epoch}{recorded.actor}"
    chain = hashlib.sha256(link.encode()).hexdigest()
    return Title(recorded.stream, recorded.event.new, before.events + 1, chain)


@dataclass
class House:
    """The parts of one instance, and what a test does to them."""

    database_url: str
    amqp_url: str
    group: ConsumerGroup
    store: PostgresEventStore
    engine: ReadSideEngine
    versions: dict[UUID, int] = field(default_factory=dict)
    text: str = "Engineer"

    async def write(self, events: int, streams: int = 20) -> None:
        """Append so many events, each a command of its own, spread over that many streams."""
        while len(self.versions) < streams:
            self.versions[uuid4()] = 0
        chosen = list(self.versions)[-streams:]
        for done in range(0, events, streams):
            await asyncio.gather(*(self._append(stream) for stream in chosen[: events - done]))

    async def _append(self, stream: UUID) -> None:
        version = self.versions[stream]
        event = RoleTitleChanged(old=f"{self.text} {version}", new=f"{self.text} {version + 1}", by=(ALICE,))
        await self.store.append(
            Append(
                command_id=uuid4(),
                fingerprint=bytes(32),
                primary=stream,
                conditions={stream: version},
                events={stream: [event]},
                actor=ALICE,
                correlation_id=uuid4(),
                reason="a test",
            )
        )
        self.versions[stream] = version + 1

    def set_back(self, admin_url: str, to: int) -> None:
        """What restoring an old backup does: later events are gone, and the operator begins a new epoch."""
        with psycopg.connect(admin_url) as admin:
            admin.execute("ALTER TABLE log.events DISABLE TRIGGER append_only")
            admin.execute("DELETE FROM log.events WHERE notification_id > %s", [to])
            admin.execute("ALTER TABLE log.events ENABLE ALWAYS TRIGGER append_only")
            admin.execute("SELECT log.begin_epoch('restored from a backup')")
        self.versions.clear()
        self.text = "Enemy"

    def relay(self, most: int = MOST_EVENTS, **options: Any) -> Publisher:
        """What feeds the consumers. most: events in a message."""
        return self.publisher(InBatches(self.group.exchange, most), **options)

    def publisher(self, way: Way, **options: Any) -> Publisher:
        """What publishes the log that way."""
        return Publisher(self.database_url, self.amqp_url, way, **options)

    def consumer(self, **options: Any) -> Consumer:
        return Consumer(self.amqp_url, self.engine, group=self.group, **options)

    async def position(self) -> int:
        return (await self.engine.position()).position

    async def caught_up(self, within: float = 30.0) -> None:
        """Wait until the read side stands at the log's head."""
        head = (await self.store.head()).position

        async def there() -> bool:
            with suppress(psycopg.OperationalError):  # the test may have ended this session
                return await self.position() >= head
            return False

        await eventually(there, within)

    async def same_as_a_replay(self) -> None:
        """Every row of the table is what a pure fold over the log gives, and there is no other."""
        replayed: dict[UUID, Title | None] = {}
        at = 0
        while events := await self.store.read(at, 5_000):
            for recorded in events:
                replayed[recorded.stream] = retitled(replayed.get(recorded.stream), recorded, ())
            at = events[-1].position
        async with self.engine.pool.connection() as connection:
            rows = await connection.execute("SELECT stream, title, events, chain FROM read_side.test_titles_v1")
            table = {row[0]: Title(*row) async for row in rows}
        assert table == replayed

    @asynccontextmanager
    async def channel(self) -> AsyncIterator[AbstractChannel]:
        """A channel of the test's own, to do harm with."""
        async with await aio_pika.connect(self.amqp_url) as connection:
            yield await connection.channel()

    async def publish(self, messages: Iterable[aio_pika.Message]) -> None:
        """Send messages of the test's own making to the consumers, past the relay."""
        async with self.channel() as channel:
            exchange = await channel.get_exchange(batches_of(self.group.exchange))
            await asyncio.gather(*(exchange.publish(message, "") for message in messages))


def message_of(raws: Sequence[RawEvent]) -> aio_pika.Message:
    """What the relay publishes of some events, to be published by aio-pika."""
    return aio_pika.Message(to_body(raws), content_type=CONTENT_TYPE, delivery_mode=aio_pika.DeliveryMode.PERSISTENT)


@asynccontextmanager
async def house(database_url: str, amqp_url: str, prefix: str) -> AsyncIterator[House]:
    """A house with nothing running in it yet."""
    group = ConsumerGroup(exchange=f"{prefix}events")
    pool = AsyncConnectionPool(database_url, kwargs={"autocommit": True}, min_size=1, max_size=4, open=False)
    async with PostgresEventStore(database_url) as store, pool:
        engine = ReadSideEngine(pool, store, [TITLES])
        await engine.start()
        built = House(database_url, amqp_url, group, store, engine)
        yield built
        async with built.channel() as channel:
            await channel.queue_delete(group.queue)
            for exchange in (group.exchange, batches_of(group.exchange)):
                await channel.exchange_delete(exchange)


@asynccontextmanager
async def running(*parts: Publisher | Relay | Consumer) -> AsyncIterator[None]:
    """Run relays and consumers beside the block, and end them in good order after it."""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        for part in parts:
            tasks.create_task(part.run(stop))
        try:
            yield
        finally:
            stop.set()


async def eventually(holds: Callable[[], Awaitable[bool]], within: float = 30.0) -> None:
    """Wait until it holds. Raises AssertionError when it does not in time."""
    deadline = time.monotonic() + within
    while not await holds():
        assert time.monotonic() < deadline, "it did not come to hold in time"
        await asyncio.sleep(0.02)
