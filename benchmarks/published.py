"""aio-pika alone: messages of our size, persistent, confirmed in windows, each with its own publish.

Job: amqp_url, queue, seconds. Answers how many were published.
"""

import asyncio
import time
from typing import Final

import aio_pika
import uvloop

from benchmarks import child
from benchmarks.sample import stored

WINDOW: Final = 1_000  # messages whose confirms are waited for together


async def main() -> None:
    job = child.job()
    _, state, metadata = stored()
    body = state + metadata
    async with await aio_pika.connect(job["amqp_url"]) as connection:
        channel = await connection.channel(publisher_confirms=True)
        published, begun = 0, time.perf_counter()
        while time.perf_counter() < begun + job["seconds"]:
            messages = [aio_pika.Message(body, delivery_mode=aio_pika.DeliveryMode.PERSISTENT) for _ in range(WINDOW)]
            await asyncio.gather(*(channel.default_exchange.publish(one, job["queue"]) for one in messages))
            published += WINDOW
    child.answer({"published": published})


if __name__ == "__main__":
    uvloop.run(main())
