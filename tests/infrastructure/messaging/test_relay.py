"""One relay at a time publishes the whole log in order; what it could not finish is published again."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from uuid import uuid4

import aio_pika
import psycopg
import pytest
from aio_pika.abc import AbstractIncomingMessage

from application.ports import Append
from domain.role.events import RolePurposeChanged, RoleTitleChanged
from infrastructure.event_store.codec import CODEC
from infrastructure.event_store.hint import CHANNEL
from infrastructure.event_store.store import PostgresEventStore
from infrastructure.messaging.batches import CONTENT_TYPE, from_body
from infrastructure.messaging.cloudevents import PREFIX
from infrastructure.messaging.outbox import Checkpoint, Outbox, Superseded
from infrastructure.messaging.publisher import Publisher
from infrastructure.messaging.relay import Relay
from infrastructure.messaging.topology import declare_exchange, declare_queue
from infrastructure.messaging.ways import ByTopic, InBatches, Way
from tests.conftest import Database
from tests.infrastructure.messaging.frozen import FreezableProxy
from tests.infrastructure.messaging.house import ALICE, House, eventually, house, running


@pytest.fixture(params=[InBatches, ByTopic])
def way(request: pytest.FixtureRequest, amqp_prefix: str) -> Way:
    """Each of the two, over the house's exchanges."""
    of_house: Way = request.param(f"{amqp_prefix}events")
    return of_house


async def make_queue(h: House, way: Way, key: str = "#") -> None:
    """A queue as an outside subscriber would bind it."""
    async with h.channel() as channel:
        queue = await channel.declare_queue(f"{h.group.exchange}.outside", durable=True)
        await queue.bind(await declare_exchange(channel, way.exchange, way.kind), key)


async def published(h: House) -> list[AbstractIncomingMessage]:
    """What the outside subscriber got; its queue is gone then."""
    async with h.channel() as channel:
        queue = await channel.get_queue(f"{h.group.exchange}.outside")
        found: list[AbstractIncomingMessage] = []
        while message := await queue.get(no_ack=True, fail=False):
            found.append(message)
        await queue.delete(if_unused=False, if_empty=False)
    return found


def events_of(messages: Sequence[AbstractIncomingMessage]) -> list[tuple[int, str]]:
    """Position and id of each event that they tell of."""
    found = []
    for message in messages:
        if message.content_type == CONTENT_TYPE:
            found += [(one.position, str(one.event_id)) for one in from_body(message.body) or ()]
        else:
            found.append((int(str(message.headers[PREFIX + "position"])), str(message.message_id)))
    return found


def positions(messages: Sequence[AbstractIncomingMessage]) -> list[int]:
    return [position for position, _ in events_of(messages)]


async def published_up_to(relays: Sequence[Publisher], position: int) -> None:
    async def there() -> bool:
        return max(relay.status.position for relay in relays) >= position

    await eventually(there)


def test_every_event_is_published_once_in_order_and_persistently(
    way: Way, database: Database, amqp_url: str, amqp_prefix: str
) -> None:
    async def scenario() -> None:
        async with house(database.app_url, amqp_url, amqp_prefix) as h:
            await make_queue(h, way)
            await h.write(120)
            relay = h.publisher(way, window=50)
            async with running(relay):
                await published_up_to([relay], 120)
                await h.write(30)
                await published_up_to([relay], 150)
            messages = await published(h)
            raws = await h.store.read_raw(0, 1_000)
            assert events_of(messages) == [(raw.position, str(raw.event_id)) for raw in raws]
            assert positions(messages) == list(range(1, 151))
            assert {message.delivery_mode for message in messages} == {aio_pika.DeliveryMode.PERSISTENT}

    asyncio.run(scenario())


def test_other_systems_are_told_of_each_event_by_its_name_from_when_they_bind_it(
    database: Database, amqp_url: str, amqp_prefix: str
) -> None:
    async def scenario() -> None:
        async with house(database.app_url, amqp_url, amqp_prefix) as h:
            relay, group = Relay(h.database_url, h.amqp_url, exchange=h.group.exchange), h.consumer()

            async def all_published() -> bool:
                head = (await h.store.head()).position
                return {publisher.status.position for publisher in relay.publishers} == {head}

            async with running(relay, group):
                await h.write(30)
                await eventually(all_published)
                await make_queue(h, ByTopic(h.group.exchange), "role.#")
                for _ in range(3):
                    await h.write(30)
                await eventually(all_published)
                await h.caught_up()  # and ours by the other way
            messages = await published(h)
            raws = await h.store.read_raw(30, 1_000)
            assert [message.body for message in messages] == [raw.state for raw in raws]
            assert {message.routing_key for message in messages} == {"role.title_changed.v1"}

    asyncio.run(scenario())


def test_any_number_stand_by_and_another_takes_over_when_the_elected_one_ends(
    way: Way, database: Database, amqp_url: str, amqp_prefix: str
) -> None:
    async def scenario() -> None:
        async with house(database.app_url, amqp_url, amqp_prefix) as h, AsyncExitStack() as ended:
            await make_queue(h, way)
            relays = {h.publisher(way): AsyncExitStack() for _ in range(3)}
            for relay, stack in relays.items():
                await stack.enter_async_context(running(relay))
                ended.push_async_exit(stack)
            for position in (20, 40, 60):
                await h.write(20)
                await published_up_to(list(relays), position)
                [elected] = [relay for relay in relays if relay.status.active]
                await relays[elected].aclose()
                del relays[elected]
            assert positions(await published(h)) == list(range(1, 61))

    asyncio.run(scenario())


def test_the_election_ends_with_the_connection_and_the_next_goes_on_from_the_checkpoint(
    way: Way, database: Database, amqp_url: str, amqp_prefix: str
) -> None:
    async def scenario() -> None:
        async with house(database.app_url, amqp_url, amqp_prefix) as h:
            await make_queue(h, way)
            relays = [h.publisher(way), h.publisher(way)]
            async with running(*relays):
                for round_ in range(1, 4):
                    await h.write(20)
                    await published_up_to(relays, 20 * round_)
                    assert [relay.status.active for relay in relays].count(True) == 1
                    end_elected_session(database.admin_url)
            assert positions(await published(h)) == list(range(1, 61))

    asyncio.run(scenario())


def end_elected_session(admin_url: str) -> None:
    with psycopg.connect(admin_url, autocommit=True) as admin:
        ended = admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        ).fetchall()
    assert ended == [(True,)]


def test_a_relay_that_lost_its_election_without_noticing_cannot_move_the_checkpoint(database: Database) -> None:
    async def scenario() -> None:
        async with (
            Outbox.opened(database.app_url, "zombie") as zombie,
            Outbox.opened(database.app_url, "zombie") as elected,
        ):
            assert (await zombie.elect(), await elected.elect()) == (True, False)
            start = await zombie.checkpoint()
            there = Checkpoint(start.epoch, 5, start.epoch)
            await elected.move(start, there)
            try:
                await zombie.move(start, Checkpoint(start.epoch, 3, start.epoch))
            except Superseded:
                assert await elected.checkpoint() == there
                return
        raise AssertionError("the checkpoint went back")

    asyncio.run(scenario())


def test_hints_do_not_pile_up_where_nobody_waits_for_them(database: Database) -> None:
    """Neither at a relay that stands by, nor at one that always finds rows."""

    async def scenario() -> None:
        async with (
            Outbox.opened(database.app_url, "hints") as elected,
            Outbox.opened(database.app_url, "hints") as standby,
            await psycopg.AsyncConnection.connect(database.app_url, autocommit=True) as writer,
        ):
            assert (await elected.elect(), await standby.elect()) == (True, False)
            for _ in range(10):
                for _ in range(20):
                    await writer.execute(f"NOTIFY {CHANNEL}")
                await elected.news(0)
                await standby.elect()
            assert waiting(standby) == 0
            assert waiting(elected) <= 20
            await writer.execute(f"NOTIFY {CHANNEL}")
            await asyncio.wait_for(elected.news(60), 5)  # it still hears them

    asyncio.run(scenario())


def waiting(outbox: Outbox) -> int:
    """How many notifications psycopg keeps for the relay."""
    backlog = outbox._connection._notifies_backlog  # there is no public way to count them
    assert backlog is not None
    return len(backlog)


def test_of_types_that_nobody_wants_the_first_event_is_read_and_the_last_of_all(database: Database) -> None:
    title = RoleTitleChanged(old="Baker", new="Master baker", by=(ALICE,))
    purpose = RolePurposeChanged(old=None, new="Bread", by=(ALICE,))
    events = (title, purpose, title, purpose, purpose, title)

    async def scenario() -> None:
        async with PostgresEventStore(database.app_url) as store, Outbox.opened(database.app_url, "wanted") as outbox:
            role, command = uuid4(), uuid4()
            await store.append(
                Append(
                    command_id=command,
                    fingerprint=bytes(32),
                    primary=role,
                    conditions={role: 0},
                    events={role: events},
                    actor=ALICE,
                    correlation_id=command,
                )
            )

            async def read(after: int, limit: int, wanted: set[str] | None) -> list[int]:
                return [row.position for row in await outbox.rows(after, limit, wanted)]

            assert await read(0, 10, None) == [1, 2, 3, 4, 5, 6]
            assert await read(2, 3, None) == [3, 4, 5]
            assert await read(0, 10, {"role.title_changed.v1"}) == [1, 2, 3, 6]
            assert await read(0, 10, {"role.purpose_changed.v1"}) == [1, 2, 4, 5, 6]
            assert await read(0, 10, set()) == [1, 2, 6]
            assert await read(2, 3, set()) == [3, 4, 5]
            assert await read(6, 3, set()) == []
            assert await outbox.rows(0, 10, set(CODEC.topics_beside(set()))) == await outbox.rows(0, 10)

    asyncio.run(scenario())


class Died(Exception):
    """Nobody catches this."""


class DiesBeforeTheCheckpoint(Outbox):
    """A relay killed between the broker's confirms and its checkpoint."""

    async def move(self, before: Checkpoint, after: Checkpoint) -> None:
        raise Died


def test_what_was_published_but_not_checkpointed_is_published_again_and_applied_once(
    database: Database, amqp_url: str, amqp_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        async with house(database.app_url, amqp_url, amqp_prefix) as h:
            async with h.channel() as channel:
                await declare_queue(channel, h.group)
            await h.write(50)
            with monkeypatch.context() as dying:
                dying.setattr("infrastructure.messaging.publisher.Outbox", DiesBeforeTheCheckpoint)
                with pytest.raises(Died):
                    await h.relay().run(asyncio.Event())
            relay, consumer = h.relay(), h.consumer()
            async with running(relay):
                await published_up_to([relay], 50)
            async with running(consumer):

                async def all_taken() -> bool:
                    return consumer.status.received == 100

                await eventually(all_taken)
            await h.same_as_a_replay()

    asyncio.run(scenario())


def test_a_frozen_broker_is_given_up_in_time_and_hurts_nobody_else(
    way: Way, database: Database, amqp_url: str, amqp_prefix: str
) -> None:
    """aio-pika by itself would wait for ever."""

    async def scenario() -> None:
        async with FreezableProxy(amqp_url) as proxy, house(database.app_url, amqp_url, amqp_prefix) as h:
            await make_queue(h, way)
            relay = Publisher(database.app_url, proxy.url, way, confirm_seconds=1)
            async with running(relay):
                await h.write(20)
                await published_up_to([relay], 20)
                proxy.freeze()
                await asyncio.wait_for(h.write(20), 2)

                async def gave_up() -> bool:
                    return not relay.status.active and "no confirms within 1 s" in str(relay.status.error)

                await eventually(gave_up, within=5)
                proxy.thaw()
                await published_up_to([relay], 40)
            found = positions(await published(h))
            assert list(dict.fromkeys(found)) == list(range(1, 41))

    asyncio.run(scenario())


def test_a_relay_whose_log_was_set_back_says_so_and_publishes_it_anew(
    way: Way, database: Database, amqp_url: str, amqp_prefix: str
) -> None:
    async def scenario() -> None:
        async with house(database.app_url, amqp_url, amqp_prefix) as h:
            await make_queue(h, way)
            await h.write(40)
            relay = h.publisher(way)
            async with running(relay):
                await published_up_to([relay], 40)
            h.set_back(database.admin_url, to=30)
            await h.write(20)
            relay = h.publisher(way)
            async with running(relay):
                await published_up_to([relay], 50)
            last = events_of(await published(h))[-50:]
            raws = await h.store.read_raw(0, 100)
            assert last == [(raw.position, str(raw.event_id)) for raw in raws]

    asyncio.run(scenario())
