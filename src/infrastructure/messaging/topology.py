"""What stands in the broker: two durable exchanges, and one bounded queue for each consumer group.

Only what RabbitMQ 3.10 and 4.x both have. Everything is declared by whoever needs it, as often as it connects, so a
wiped broker comes back by itself.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractExchange, AbstractQueue
from aio_pika.exceptions import CONNECTION_EXCEPTIONS

EXCHANGE = "rolecall.events"
RPC_SECONDS = 5.0  # how long the broker may take to answer anything
_CLOSE_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class ConsumerGroup:
    """Processes that share one queue, of which one at a time is fed.

    version: part of the queue's name, since a queue's bounds and bindings stay; raise it together with them.
    max_messages, max_bytes: beyond either the oldest messages are dropped. That costs nothing (the log has them), and
    a group that has died cannot fill the broker.
    """

    name: str = "read_side"
    version: int = 2
    exchange: str = EXCHANGE
    max_messages: int = 10_000
    max_bytes: int = 128 * 1024 * 1024

    @property
    def queue(self) -> str:
        """The queue's name."""
        return f"{self.exchange}.{self.name}.v{self.version}"


class BrokerAway(Exception):
    """The broker cannot be reached, does not answer in time or has closed what we used; begin anew, a little later."""


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[AbstractConnection]:
    """A connection for as long as the block runs; whatever goes wrong with the broker leaves the block as BrokerAway.

    Not a robust connection: those do not restore a consumer whose queue was deleted (aio-pika #334, #632), so we begin
    anew at the first trouble, and everything is declared again.
    """
    connection: AbstractConnection | None = None
    try:
        connection = await aio_pika.connect(url, timeout=RPC_SECONDS)
        yield connection
    except CONNECTION_EXCEPTIONS as error:
        raise BrokerAway(f"{type(error).__name__}: {error}") from error
    except asyncio.CancelledError as error:
        # aiormq also wakes whoever waits on a lost connection in this way, though nobody cancelled the task.
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        raise BrokerAway("the connection was lost") from error
    finally:
        if connection is not None:
            await _close(connection)


def batches_of(exchange: str) -> str:
    """The name of the exchange for our own consumer groups, beside the topic exchange for others."""
    return f"{exchange}.batches"


async def declare_exchange(channel: AbstractChannel, name: str, kind: aio_pika.ExchangeType) -> AbstractExchange:
    """The exchange that every event goes to: by its stored name as routing key, or in batches to all groups."""
    return await channel.declare_exchange(name, kind, durable=True, timeout=RPC_SECONDS)


async def declare_queue(channel: AbstractChannel, group: ConsumerGroup) -> AbstractQueue:
    """The group's queue, bound to what goes out in batches."""
    exchange = await declare_exchange(channel, batches_of(group.exchange), aio_pika.ExchangeType.FANOUT)
    queue = await channel.declare_queue(
        group.queue,
        durable=True,
        arguments={
            "x-queue-type": "quorum",
            "x-single-active-consumer": True,
            "x-max-length": group.max_messages,
            "x-max-length-bytes": group.max_bytes,
            "x-overflow": "drop-head",
        },
        timeout=RPC_SECONDS,
    )
    await queue.bind(exchange, timeout=RPC_SECONDS)
    return queue


async def _close(connection: AbstractConnection) -> None:
    # A broker in an alarm or behind a partition does not read, not even our good-bye.
    with suppress(*CONNECTION_EXCEPTIONS):
        async with asyncio.timeout(_CLOSE_SECONDS):
            await connection.close()
