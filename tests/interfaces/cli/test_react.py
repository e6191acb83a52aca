"""The house closes by itself what has come to its end: once, in its own name, as of the hour it was due."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from dependency_injector import providers

from application import audit
from application.commands import command_type
from application.handle import Envelope, command_id, handle
from application.reactions import REACTOR
from domain.aggregates import TOPICS
from domain.job_posting import JOB_POSTING, ShortenDeadline
from domain.recorded import Actor
from interfaces.cli.react import react_once
from interfaces.cli.samples import AUTHOR, load_samples
from interfaces.container import Container, Settings, built, opened
from interfaces.services import Services
from projections.job_postings import PostingFilter, search
from tests.conftest import Database


class Later:
    """A clock that is some days ahead."""

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(days=3)


def test_a_published_posting_is_closed_once_its_last_day_is_over(database: Database, tmp_path: Path) -> None:
    asyncio.run(_closed_once(built(Settings(home=tmp_path, cache=tmp_path, database_url=database.app_url))))


async def _closed_once(house: Container) -> None:
    async with opened(house) as services:
        await load_samples(house, services)
        engine = await house.engine.async_()
        await engine.start()
        await engine.follow()
        await engine.settle()
        [posting] = await services.read_side.rows(search(PostingFilter(), limit=10))
        await _set_last_day_to_tomorrow(services, posting["posting_id"])
        await engine.follow()
        await engine.settle()
        [posting] = await services.read_side.rows(search(PostingFilter(), limit=10))
        assert await react_once(services) == 0

        house.clock.override(providers.Object(Later()))
        later = await house.services.async_()
        assert await react_once(later) == 1
        assert await react_once(later) == 1  # the read side has not seen it yet: sent again, answered as the first time
        await engine.follow()
        await engine.settle()
        assert await react_once(later) == 0

        events = await audit.history(services.store, JOB_POSTING, posting["posting_id"])
        closed = [entry.recorded for entry in events if TOPICS[type(entry.recorded.event)] == "job_posting.closed.v1"]
        assert [(one.actor, one.event.reason) for one in closed] == [(REACTOR, "expired")]
        assert closed[0].effective_at == posting["expires_at"]


async def _set_last_day_to_tomorrow(services: Services, posting: UUID) -> None:
    author = Actor("rolecall-development", AUTHOR)
    command: Any = ShortenDeadline((datetime.now(UTC) + timedelta(days=1)).date(), "Enough applications.")
    name = command_id(author, "shorten")
    envelope = Envelope(
        type=command_type(ShortenDeadline),
        command=command,
        stream=posting,
        command_id=name,
        fingerprint=bytes(32),
        actor=author,
        correlation_id=name,
    )
    await handle(envelope, services)
