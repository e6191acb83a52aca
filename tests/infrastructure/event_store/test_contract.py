"""The store in memory and the one of production keep the same promises."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

import pytest

from application.ports import EventStore
from infrastructure.event_store.memory import MemoryEventStore
from infrastructure.event_store.store import PostgresEventStore
from tests.conftest import Database
from tests.infrastructure.event_store.contract import CONTRACT, Scenario


@asynccontextmanager
async def opened(kind: Literal["memory", "postgres"], url: str) -> AsyncIterator[EventStore]:
    if kind == "memory":
        yield MemoryEventStore()
    else:
        async with PostgresEventStore(url) as store:
            yield store


@pytest.mark.parametrize("kind", ["memory", "postgres"])
@pytest.mark.parametrize("scenario", CONTRACT, ids=lambda scenario: scenario.__name__)
def test_every_store_promises_that(kind: Literal["memory", "postgres"], scenario: Scenario, database: Database) -> None:
    async def run() -> None:
        async with opened(kind, database.app_url) as store:
            await scenario(store)

    asyncio.run(run())
