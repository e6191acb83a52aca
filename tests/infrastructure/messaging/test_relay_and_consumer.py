"""Whatever happens to the broker, its queue and its messages: the read side ends equal to a replay."""

import asyncio

from tests.conftest import Database
from tests.infrastructure.messaging.house import house, running


def test_what_is_written_arrives_through_the_queue(database: Database, amqp_url: str, amqp_prefix: str) -> None:
    async def scenario() -> None:
        async with house(database.app_url, amqp_url, amqp_prefix) as h:
            consumer = h.consumer()
            async with running(h.relay(), consumer):
                await h.write(3000)
                await h.caught_up()
                assert consumer.status.off_queue is None
            await h.same_as_a_replay()

    asyncio.run(scenario())
