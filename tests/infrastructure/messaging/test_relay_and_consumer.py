"""Whatever happens to the broker, its queue and its messages: the read side ends equal to a replay."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import aio_pika
import msgspec
import pytest
from aio_pika.abc import AbstractChannel

from infrastructure.embedded.rabbitmq import PrivateRabbitMQ
from infrastructure.event_store.epochs import begin_epoch
from infrastructure.event_store.raw import RawEvent
from infrastructure.messaging.batches import CONTENT_TYPE
from infrastructure.messaging.consumer import Consumer
from infrastructure.messaging.publisher import Publisher
from infrastructure.messaging.topology import batches_of
from tests.conftest import Database
from tests.infrastructure.messaging.house import House, eventually, house, message_of, running


@asynccontextmanager
async def at_work(database: Database, amqp_url: str, prefix: str) -> AsyncIterator[tuple[House, Publisher, Consumer]]:
    """A house with a relay and a consumer that is fed by its queue; afterwards the read side must equal a replay."""
    async with house(database.app_url, amqp_url, prefix) as h:
        relay, consumer = h.relay(confirm_seconds=5), h.consumer()
        async with running(relay, consumer):
            await fed_by_the_queue(h, consumer)
            yield h, relay, consumer
            await h.caught_up()
        await h.same_as_a_replay()


async def fed_by_the_queue(h: House, consumer: Consumer) -> None:
    """Write until something has come through the queue, and the consumer stays on it."""
    before = consumer.status.received

    async def fed() -> bool:
        await h.write(5)
        await asyncio.sleep(0.1)
        return consumer.status.received > before and consumer.status.off_queue is None

    await eventually(fed)


async def purge(h: House, channel: AbstractChannel) -> None:
    await (await channel.get_queue(h.group.queue)).purge()


async def delete_queue(h: House, channel: AbstractChannel) -> None:
    await channel.queue_delete(h.group.queue)


async def delete_exchange(h: House, channel: AbstractChannel) -> None:
    await channel.exchange_delete(batches_of(h.group.exchange))


async def wipe(h: House, channel: AbstractChannel) -> None:
    await delete_queue(h, channel)
    await delete_exchange(h, channel)


async def unbind(h: House, channel: AbstractChannel) -> None:
    queue = await channel.get_queue(h.group.queue)
    await queue.unbind(batches_of(h.group.exchange))


@pytest.mark.parametrize("harm", [purge, delete_queue, delete_exchange, wipe, unbind])
def test_harm_done_to_the_broker_under_load_is_healed(
    harm: Callable[[House, AbstractChannel], Awaitable[None]], database: Database, amqp_url: str, amqp_prefix: str
) -> None:
    async def scenario() -> None:
        async with at_work(database, amqp_url, amqp_prefix) as (h, _, consumer):
            writing = asyncio.create_task(h.write(600))
            for _ in range(3):
                await asyncio.sleep(0.1)
                async with h.channel() as channel:
                    await harm(h, channel)
            await writing
            await h.caught_up()  # by the queue or beside it
            await fed_by_the_queue(h, consumer)

    asyncio.run(scenario())


def test_a_killed_and_restarted_broker_is_waited_out(
    database: Database, rabbitmq: PrivateRabbitMQ, amqp_prefix: str
) -> None:
    async def scenario() -> None:
        async with at_work(database, rabbitmq.url, amqp_prefix) as (h, relay, consumer):
            writing = asyncio.create_task(h.write(500))
            rabbitmq.kill()
            await writing  # who writes does not notice
            await h.caught_up()  # nor, but for a moment, who reads
            assert consumer.status.off_queue
            await asyncio.to_thread(rabbitmq.start)
            await fed_by_the_queue(h, consumer)
            assert (relay.status.active, relay.status.error) == (True, None)

    asyncio.run(scenario())


def test_duplicated_and_shuffled_deliveries_change_nothing(database: Database, amqp_url: str, amqp_prefix: str) -> None:
    chance = random.Random(7)  # a shuffle that can be repeated

    async def scenario() -> None:
        async with house(database.app_url, amqp_url, amqp_prefix) as h:
            consumer = h.consumer(prefetch=20)
            async with running(consumer):
                await subscribed(consumer)
                for _ in range(10):
                    before = (await h.store.head()).position
                    await h.write(60)
                    fresh = list(await h.store.read_raw(max(before - 30, 0), 100))
                    shuffled = chance.sample(fresh * 3, k=len(fresh) * 3)
                    await h.publish(message_of(some) for some in torn(shuffled, chance))
                await h.caught_up()
                await received(consumer, 10 * 60 * 3)
            await h.same_as_a_replay()

    asyncio.run(scenario())


def torn(events: Sequence[RawEvent], chance: random.Random) -> Iterator[Sequence[RawEvent]]:
    """In pieces of one to five."""
    first = 0
    while first < len(events):
        yield events[first : (first := first + chance.randint(1, 5))]


def test_what_cannot_be_read_of_a_message_is_read_from_the_log(
    database: Database, amqp_url: str, amqp_prefix: str
) -> None:
    async def scenario() -> None:
        async with house(database.app_url, amqp_url, amqp_prefix) as h:
            consumer = h.consumer()
            async with running(consumer):
                await subscribed(consumer)
                for garble in GARBLES:
                    await h.write(20)
                    raws = await h.store.read_raw(await h.position(), 100)
                    body = garble(msgspec.json.decode(message_of(raws).body))
                    await h.publish([aio_pika.Message(body, content_type=CONTENT_TYPE)])
                    await h.caught_up()
                await h.write(20)
                await h.publish([message_of(await h.store.read_raw(await h.position(), 100))])
                await received(consumer, 20)  # of that one; what cannot be read is not counted
                assert consumer.status.error is None
                assert consumer.status.off_queue is None
            await h.same_as_a_replay()

    asyncio.run(scenario())


Garble = Callable[[list[dict[str, Any]]], bytes]


def bytes_of(content: bytes) -> Garble:
    """Another body altogether."""
    return lambda _: content


def each(name: str, value: Any) -> Garble:
    """Every event of the message says something else there."""
    return lambda events: msgspec.json.encode([event | {name: value} for event in events])


def one(name: str, value: Any) -> Garble:
    """One event in the middle of the message does."""
    return lambda events: msgspec.json.encode([*events[:9], events[9] | {name: value}, *events[10:]])


ATTRIBUTES = (
    ("position", "99999999999999999999"),
    ("position", "-1"),
    ("position", "9" * 5_000),
    ("position", {"nested": [1, None]}),
    ("id", str(uuid4())),
    ("id", "no uuid"),
    ("epoch", str(uuid4())),
    ("type", "role.never_heard_of.v9"),
    ("metadata", "{"),
    ("metadata", None),
    ("version", "first"),
    ("time", 1),
    ("time", "2026-03-01T12:30:00"),
    ("data", {"old": 1}),
)
GARBLES: tuple[Garble, ...] = (
    *map(bytes_of, (b"hello", b"", b"[]", b"{}", b"\xff\x00{", b"[" * 10_000, b'[{"data":{"x":}}]')),
    lambda events: msgspec.json.encode(events)[:-100],
    lambda events: msgspec.json.encode(events[1:]),  # a hole before it
    lambda events: msgspec.json.encode(events[:9] + events[10:]),  # and in it
    *(garble(name, value) for name, value in ATTRIBUTES for garble in (each, one)),
)


@pytest.mark.parametrize("declared", [True, False])
def test_a_message_from_before_the_log_was_set_back_is_not_believed(
    declared: bool, database: Database, amqp_url: str, amqp_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It fits: the very next position, and the epoch that the read side's last event is of.

    declared: whether whoever restored the log began a new epoch, or forgot.
    """
    # Believed, it would be found out and the table rebuilt a second later; here that must not be needed.
    monkeypatch.setattr("infrastructure.messaging.consumer.upkeep", lambda *_: asyncio.sleep(0))

    async def scenario() -> None:
        async with house(database.app_url, amqp_url, amqp_prefix) as h:
            consumer = h.consumer()
            async with running(consumer):
                await subscribed(consumer)
                await h.write(20)
                await h.caught_up()
                async with consumer._applying:  # so that the message comes before the log is followed
                    if declared:
                        begin_epoch(database.owner_url, "restored from a backup")
                    await h.write(20)
                    [old, true] = await h.store.read_raw(19, 2)
                    assert (old.epoch != true.epoch) is declared
                    state = true.state.replace(b"Engineer", b"Enemy")
                    await h.publish([message_of([true._replace(epoch=old.epoch, event_id=uuid4(), state=state)])])
                    await received(consumer, 1)
                await h.caught_up()
            await h.same_as_a_replay()

    asyncio.run(scenario())


async def subscribed(consumer: Consumer) -> None:
    async def on_the_queue() -> bool:
        return consumer.status.off_queue is None

    await eventually(on_the_queue)


async def received(consumer: Consumer, messages: int) -> None:
    async def enough() -> bool:
        return consumer.status.received >= messages

    await eventually(enough)
