"""The store in memory and the one of production keep the same promises."""

import asyncio

import pytest

from infrastructure.event_store.memory import MemoryEventStore
from infrastructure.event_store.store import PostgresEventStore
from tests.conftest import Database
from tests.infrastructure.event_store.contract import CONTRACT, Scenario


@pytest.mark.parametrize("scenario", CONTRACT, ids=lambda scenario: scenario.__name__)
def test_the_store_in_memory_promises_that(scenario: Scenario) -> None:
    asyncio.run(scenario(MemoryEventStore()))


@pytest.mark.parametrize("scenario", CONTRACT, ids=lambda scenario: scenario.__name__)
def test_the_store_of_production_promises_that(scenario: Scenario, database: Database) -> None:
    async def run() -> None:
        async with PostgresEventStore(database.app_url) as store:
            await scenario(store)

    asyncio.run(run())
