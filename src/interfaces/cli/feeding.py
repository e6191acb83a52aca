"""What keeps the read side up to date inside `rolecall up`: RabbitMQ once it is there, the log itself until then."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from interfaces.bringing import until_stopped
from interfaces.cli.supervise import keep_running
from interfaces.container import Container


async def keep_fed(
    house: Container,
    broker: Callable[[], Coroutine[Any, Any, str | None]],
    on_broker: Callable[[str], None],
    stop: asyncio.Event,
) -> None:
    """Follow the log until the broker is there, tell its URL, and let relay and consumer take over.

    Until `stop` is set. Both ways move the same checkpoints by compare-and-set: nothing is applied twice, and
    nothing is left out in between.
    """
    hand_over = asyncio.Event()
    follower = await house.follower.async_()
    following = asyncio.create_task(keep_running("follower", follower.run, hand_over))
    amqp_url = await until_stopped(stop, broker())
    if amqp_url is None:
        await stop.wait()
    hand_over.set()
    await following
    if amqp_url is not None:
        on_broker(amqp_url)
        relay = house.relay(amqp_url=amqp_url)
        consumer = await house.consumer.async_(amqp_url=amqp_url)
        await asyncio.gather(
            keep_running("relay", relay.run, stop),
            keep_running("consumer", consumer.run, stop),
        )
