"""The process beside `rolecall up` that feeds its read side: in one process, the API and it would wait for each other.

On its standard input come the database's URL, the broker's once that is there, and the end when it is to stop: so it
ends with whoever started it, however that comes.
"""

import asyncio
import os
import sys
from dataclasses import replace
from typing import Final

import uvloop

from interfaces.cli.exits import ExitCode
from interfaces.cli.supervise import keep_running
from interfaces.collector import FEEDER, collect_seldom
from interfaces.container import Container, Settings, built, opened

LAST_WORDS: Final = 5.0  # seconds that it has to stop


async def main() -> None:
    """Feed until the standard input ends."""
    lines, stop = asyncio.StreamReader(), asyncio.Event()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    database_url = await _line(lines)
    house = built(replace(Settings.from_environment(), database_url=database_url))
    house.configure_logging()
    listening = asyncio.create_task(_listen(lines, broker := loop.create_future(), stop))
    async with opened(house):
        collect_seldom(FEEDER)
        await _feed(house, broker, stop)
    await listening


async def _feed(house: Container, broker: "asyncio.Future[str]", stop: asyncio.Event) -> None:
    """Follow the log until the broker is there, then let relay and consumer take over; until `stop` is set.

    Both ways move the same checkpoints by compare-and-set: nothing is applied twice, and nothing left out in between.
    """
    hand_over = asyncio.Event()
    broker.add_done_callback(lambda _: hand_over.set())
    follower = await house.follower.async_()
    await keep_running("follower", follower.run, hand_over)
    if stop.is_set():
        return
    amqp_url = broker.result()
    relay = house.relay(amqp_url=amqp_url)
    consumer = await house.consumer.async_(amqp_url=amqp_url)
    await asyncio.gather(keep_running("relay", relay.run, stop), keep_running("consumer", consumer.run, stop))


async def _listen(lines: asyncio.StreamReader, broker: "asyncio.Future[str]", stop: asyncio.Event) -> None:
    if amqp_url := await _line(lines):
        broker.set_result(amqp_url)
        await lines.read()
    stop.set()
    broker.cancel()
    asyncio.get_running_loop().call_later(LAST_WORDS, os._exit, ExitCode.INTERRUPTED)


async def _line(lines: asyncio.StreamReader) -> str:
    """Empty where the input has ended."""
    return (await lines.readline()).decode().strip()


if __name__ == "__main__":
    uvloop.run(main())
