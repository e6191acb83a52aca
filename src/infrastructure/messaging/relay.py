"""The log on its way to RabbitMQ: to our own consumer groups, and to other systems."""

import asyncio

from infrastructure.cancelling import together
from infrastructure.messaging.publisher import Publisher
from infrastructure.messaging.topology import EXCHANGE
from infrastructure.messaging.ways import ByTopic, InBatches, Way


class Relay:
    """Any number may run: each way has one publisher at a time, which waits for no other."""

    def __init__(self, database_url: str, amqp_url: str, *, exchange: str = EXCHANGE) -> None:
        ways: tuple[Way, ...] = (InBatches(exchange), ByTopic(exchange))
        self.publishers = tuple(Publisher(database_url, amqp_url, way) for way in ways)

    async def run(self, stop: asyncio.Event) -> None:
        """Stand by, publish when elected, begin anew after trouble, until `stop` is set."""
        await together(*(publisher.run(stop) for publisher in self.publishers))
