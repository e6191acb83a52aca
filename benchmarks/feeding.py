"""A relay or a consumer in a process of its own, as `rolecall relay` and `rolecall consume` run them.

Job: part ("relay" or "consumer"), url, amqp_url, exchange, projections (their names; empty: all). Ends with SIGTERM.
"""

import asyncio
import signal
from typing import Any

import uvloop

from benchmarks import child
from infrastructure.event_store.store import PostgresEventStore
from infrastructure.logging import configure_logging
from infrastructure.messaging.consumer import Consumer
from infrastructure.messaging.relay import Relay
from infrastructure.messaging.topology import ConsumerGroup
from infrastructure.read_side.engine import ReadSideEngine
from infrastructure.read_side.pool import read_side_pool
from interfaces.collector import FEEDER, collect_seldom
from projections.catalogue import discover


async def main() -> None:
    configure_logging("warning", "json")
    collect_seldom(FEEDER)
    job, stop = child.job(), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    if job["part"] == "relay":
        await Relay(job["url"], job["amqp_url"], exchange=job["exchange"]).run(stop)
        child.answer({})
    else:
        child.answer(await _consume(job, stop))


async def _consume(job: Any, stop: asyncio.Event) -> child.Figures:
    async with PostgresEventStore(job["url"]) as store, read_side_pool(job["url"]) as pool:
        chosen = [one for one in discover() if one.name in job["projections"] or not job["projections"]]
        consumer = Consumer(
            job["amqp_url"], ReadSideEngine(pool, store, chosen), group=ConsumerGroup(exchange=job["exchange"])
        )
        await consumer.run(stop)
        return {"received": float(consumer.status.received)}


if __name__ == "__main__":
    uvloop.run(main())
