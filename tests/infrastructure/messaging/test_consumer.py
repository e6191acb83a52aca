"""The consumer keeps the read side going whatever is away, says when it cannot, and never piles up in the broker."""

import asyncio
import time

import psycopg

from infrastructure.cancelling import end
from infrastructure.messaging.consumer import Consumer
from infrastructure.messaging.topology import ConsumerGroup, declare_queue
from tests.conftest import Database
from tests.infrastructure.messaging.frozen import FreezableProxy
from tests.infrastructure.messaging.house import House, eventually, house, running


async def waiting(h: House) -> int:
    """How many messages lie in the group's queue, or are with a consumer."""
    async with h.channel() as channel:
        queue = await channel.declare_queue(h.group.queue, passive=True)
        return queue.declaration_result.message_count or 0


def test_one_that_is_far_behind_purges_the_queue_and_reads_the_log_in_bulk(
    database: Database, amqp_url: str, amqp_prefix: str
) -> None:
    async def scenario() -> None:
        async with house(database.app_url, amqp_url, amqp_prefix) as h:
            async with h.channel() as channel:
                await declare_queue(channel, h.group)
            relay = h.relay(most=2)
            async with running(relay):
                await h.write(1_000)

                async def all_published() -> bool:
                    return relay.status.position == 1_000

                await eventually(all_published)
                consumer = h.consumer(far_behind=500)

                async def purged() -> bool:
                    return await waiting(h) == 0

                async with running(consumer):
                    await h.caught_up()
                    await eventually(purged)
                    assert consumer.status.received < 500
                    await h.write(10)
                    await h.caught_up()
            await h.same_as_a_replay()

    asyncio.run(scenario())


def test_one_that_falls_far_behind_while_subscribed_leaves_the_queue_and_returns(
    database: Database, amqp_url: str, amqp_prefix: str
) -> None:
    async def scenario() -> None:
        async with house(database.app_url, amqp_url, amqp_prefix) as h:
            consumer = h.consumer(far_behind=50)
            reasons: list[str] = []
            leave = consumer._leave

            def note(why: str) -> None:
                reasons.append(why)
                leave(why)

            async def left() -> bool:
                await h.write(200)
                return any(why.startswith("far behind") for why in reasons)

            consumer._leave = note  # type: ignore[method-assign]  # to see it happen, however short it is
            async with running(consumer):
                await eventually(lambda: is_on_the_queue(consumer))
                await eventually(left, within=10)
                await h.caught_up()
                await eventually(lambda: is_on_the_queue(consumer))
            await h.same_as_a_replay()

    asyncio.run(scenario())


async def is_on_the_queue(consumer: Consumer) -> bool:
    return consumer.status.off_queue is None


def test_without_a_relay_the_read_side_follows_the_log_within_a_second(
    database: Database, amqp_url: str, amqp_prefix: str
) -> None:
    async def scenario() -> None:
        async with house(database.app_url, amqp_url, amqp_prefix) as h:
            consumer = h.consumer()
            async with running(consumer):
                await eventually(lambda: is_on_the_queue(consumer))
                assert await quickest(h) < 1.5
                assert consumer.status.received == 0
            await h.same_as_a_replay()

    asyncio.run(scenario())


async def quickest(h: House) -> float:
    """Seconds until what was written is seen, the least of five: a shared machine makes any one of them slow."""
    took = []
    for _ in range(5):
        await h.write(20)
        begun = time.monotonic()
        await h.caught_up()
        took.append(time.monotonic() - begun)
    return min(took)


def test_without_a_broker_the_read_side_follows_the_log_at_once(database: Database, amqp_url: str) -> None:
    async def scenario() -> None:
        async with house(database.app_url, amqp_url, "nobody.") as h:
            consumer = Consumer("amqp://nobody@127.0.0.1:9/", h.engine)
            async with running(consumer):
                await h.caught_up()
                assert await quickest(h) < 0.7
                assert "9" in str(consumer.status.off_queue)
            await h.same_as_a_replay()

    asyncio.run(scenario())


def test_a_frozen_broker_delays_readers_by_a_second_and_is_returned_to_when_it_thaws(
    database: Database, amqp_url: str, amqp_prefix: str
) -> None:
    async def scenario() -> None:
        async with FreezableProxy(amqp_url) as proxy, house(database.app_url, amqp_url, amqp_prefix) as h:
            consumer = Consumer(proxy.url, h.engine, group=h.group)
            async with running(h.relay(), consumer):
                await eventually(lambda: is_on_the_queue(consumer))
                proxy.freeze()
                assert await quickest(h) < 1.5
                proxy.thaw()
                await eventually(lambda: is_on_the_queue(consumer))
                await h.write(20)
                await eventually(lambda: has_received(consumer, 20))
                await h.caught_up()
            await h.same_as_a_replay()

    asyncio.run(scenario())


def test_sessions_ended_by_the_database_lose_and_double_nothing(
    database: Database, amqp_url: str, amqp_prefix: str
) -> None:
    async def scenario() -> None:
        async with house(database.app_url, amqp_url, amqp_prefix) as h:
            # The tables are fed from a database session of their own; the writer's are left alone.
            async with running(h.relay(), h.consumer()):
                for _ in range(15):
                    await h.write(60)
                    end_feeding_sessions(database.admin_url)
                await h.caught_up()
            await h.same_as_a_replay()

    asyncio.run(scenario())


def end_feeding_sessions(admin_url: str) -> None:
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name <> 'rolecall log'"
        )


async def nothing_waits(h: House) -> bool:
    return await waiting(h) == 0


def test_a_message_is_acknowledged_only_when_its_event_is_in_the_database(
    database: Database, amqp_url: str, amqp_prefix: str
) -> None:
    async def scenario() -> None:
        async with house(database.app_url, amqp_url, amqp_prefix) as h:
            killed, second = h.consumer(), h.consumer()
            task = asyncio.create_task(killed.run(asyncio.Event()))
            await eventually(lambda: is_on_the_queue(killed))
            with psycopg.connect(database.app_url) as somebody, somebody.transaction():
                somebody.execute("SELECT FROM read_side.checkpoints FOR UPDATE")  # nothing can be committed now
                async with running(h.relay()):
                    await h.write(20)
                    await eventually(lambda: has_received(killed, 1))
                await asyncio.sleep(0.2)
                await end(task)
            async with running(second):
                await eventually(lambda: has_received(second, 20))
                await h.caught_up()
            await h.same_as_a_replay()

    asyncio.run(scenario())


def test_in_the_end_every_message_is_acknowledged(database: Database, amqp_url: str, amqp_prefix: str) -> None:
    async def scenario() -> None:
        async with house(database.app_url, amqp_url, amqp_prefix) as h:
            consumer = h.consumer(prefetch=10)
            async with running(h.relay(most=2), consumer):
                await eventually(lambda: is_on_the_queue(consumer))
                await h.write(100)
                await eventually(lambda: has_received(consumer, 100))
                await asyncio.sleep(0.5)  # nothing more comes; what is left unacknowledged will come back
            assert await waiting(h) == 0

    asyncio.run(scenario())


async def has_received(consumer: Consumer, messages: int) -> bool:
    return consumer.status.received >= messages


def test_a_log_that_was_set_back_is_reported_and_the_tables_are_rebuilt(
    database: Database, amqp_url: str, amqp_prefix: str
) -> None:
    async def scenario() -> None:
        async with house(database.app_url, amqp_url, amqp_prefix) as h:
            async with running(h.relay(), h.consumer()):
                await h.write(60)
                await h.caught_up()
            h.set_back(database.admin_url, to=30)
            consumer = h.consumer()
            said: set[str | None] = set()

            async def reported() -> bool:
                said.add(consumer.status.error)
                return any("test_titles_v1 has seen position 60" in (error or "") for error in said)

            async def mended() -> bool:
                return consumer.status.error is None  # the table is rebuilt before the consumer has looked again

            async with running(consumer):
                await eventually(reported)
                await h.write(50)
                async with running(h.relay()):
                    await h.caught_up()
                await eventually(mended)
            await h.same_as_a_replay()

    asyncio.run(scenario())


def test_a_dead_groups_queue_drops_its_oldest(database: Database, amqp_url: str, amqp_prefix: str) -> None:
    async def scenario() -> None:
        async with house(database.app_url, amqp_url, amqp_prefix) as h:
            dead = ConsumerGroup("dead", 3, exchange=h.group.exchange, max_messages=50)
            async with h.channel() as channel:
                await declare_queue(channel, dead)
            async with running(h.relay(most=2), h.consumer()):
                await h.write(300)
                await h.caught_up()
                await eventually(lambda: nothing_waits(h))
            async with h.channel() as channel:
                queue = await channel.declare_queue(dead.queue, passive=True)
                left = queue.declaration_result.message_count
                await channel.queue_delete(dead.queue)
            assert left == 50

    asyncio.run(scenario())


def test_groups_share_nothing_but_the_exchange() -> None:
    assert ConsumerGroup().queue == "rolecall.events.read_side.v2"
    assert ConsumerGroup("search", 2).queue == "rolecall.events.search.v2"
