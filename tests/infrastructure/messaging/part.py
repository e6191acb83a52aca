"""A relay or a consumer as a process of its own, to be killed: part.py KIND DATABASE_URL AMQP_URL EXCHANGE."""

import asyncio
import sys

from psycopg_pool import AsyncConnectionPool

from infrastructure.event_store.store import PostgresEventStore
from infrastructure.messaging.consumer import Consumer
from infrastructure.messaging.publisher import Publisher
from infrastructure.messaging.topology import ConsumerGroup
from infrastructure.messaging.ways import InBatches
from infrastructure.read_side.engine import ReadSideEngine
from tests.infrastructure.messaging.house import TITLES


async def main(kind: str, database_url: str, amqp_url: str, exchange: str) -> None:
    """Run until killed."""
    never = asyncio.Event()
    if kind == "relay":
        await Publisher(database_url, amqp_url, InBatches(exchange, 10), window=100).run(never)
    pool = AsyncConnectionPool(database_url, kwargs={"autocommit": True}, min_size=1, max_size=4, open=False)
    async with PostgresEventStore(database_url) as store, pool:
        engine = ReadSideEngine(pool, store, [TITLES])
        await Consumer(amqp_url, engine, group=ConsumerGroup(exchange=exchange)).run(never)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
