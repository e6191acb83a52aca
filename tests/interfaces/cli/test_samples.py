"""The samples of a first start: complete after any number of broken starts, and never loaded twice."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from application.ports import Append, Outcome
from domain.job_posting import PostingDrafted, PostingPublished
from domain.recorded import Recorded
from domain.role import RoleDrafted, SubmitRoleForApproval
from infrastructure.event_store.memory import MemoryEventStore
from interfaces.cli.samples import ensure_samples, load_samples
from interfaces.container import Container, Settings, built, opened
from interfaces.services import Services
from tests.application.commanding import Office
from tests.conftest import Database


class Killed(BaseException):
    """The process ends here."""


class DiesAfter(MemoryEventStore):
    """Takes so many appends; the next one never comes to be."""

    left = 0

    async def append(self, append: Append) -> Outcome:
        met = [len(await self.load(stream)) == version for stream, version in append.conditions.items()]
        if all(met) and not self.left:
            raise Killed
        outcome = await super().append(append)  # what was decided on a state that has moved on is not taken
        self.left -= 1
        return outcome


def house_of(database: Database, folder: Path) -> Container:
    return built(Settings(home=folder, cache=folder, database_url=database.app_url))


def kinds(events: Sequence[Recorded[Any]]) -> list[type]:
    return [type(recorded.event) for recorded in events]


def test_a_start_broken_off_anywhere_is_completed_by_the_next(database: Database, tmp_path: Path) -> None:
    async def scenario() -> None:
        house = house_of(database, tmp_path)
        async with opened(house) as services:
            whole = MemoryEventStore()
            await load_samples(house, replace(services, store=whole))
            store, starts = DiesAfter(), 0
            while not await started(house, replace(services, store=store)):
                store.left = 1
                starts += 1
            assert starts == 11
            events = await store.read(0, 100)
            assert kinds(events) == kinds(await whole.read(0, 100))
            assert kinds(events).count(RoleDrafted) == 2
            assert kinds(events).count(PostingDrafted) == kinds(events).count(PostingPublished) == 1

            store.left = 0
            await ensure_samples(house, replace(services, store=store))  # a second start appends nothing

    asyncio.run(scenario())


async def started(house: Container, services: Services) -> bool:
    try:
        await ensure_samples(house, services)
    except Killed:
        return False
    return True


def test_a_sample_that_somebody_went_on_with_does_not_keep_the_house_from_starting(
    database: Database, tmp_path: Path
) -> None:
    async def scenario() -> None:
        house = house_of(database, tmp_path)
        async with opened(house) as services:
            store = DiesAfter()
            store.left = 3
            with pytest.raises(Killed):
                await ensure_samples(house, replace(services, store=store))
            store.left = 100
            [drafted, *_] = [one for one in await store.read(0, 100) if isinstance(one.event, RoleDrafted)]
            await asyncio.to_thread(Office(store).send, SubmitRoleForApproval(), drafted.stream)
            await ensure_samples(house, replace(services, store=store))

    asyncio.run(scenario())
