"""One year for all questions: written to a log of its own, folded by every projection, served by the API."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import msgspec
import psycopg
import pytest

from application.commands import Authority
from domain.recorded import Recorded
from infrastructure.embedded.postgres import EmbeddedPostgres
from infrastructure.event_store.codec import CODEC, Metadata
from infrastructure.migrations import APPLICATION, OWNER
from infrastructure.settings import Settings
from interfaces.container import built, opened
from tests.interfaces.api.house import House, serving
from tests.year.making import year

NAME = "a_year"
SIZE = 10_000


@dataclass(frozen=True)
class Year:
    """events: all that happened, in order. settings: of the house that knows it. house: serves it."""

    events: list[Recorded[Any]]
    settings: Settings
    house: House

    @cached_property
    def postings(self) -> dict[UUID, list[Recorded[Any]]]:
        """The events of each posting, in order."""
        found: dict[UUID, list[Recorded[Any]]] = {}
        for one in self.events:
            found.setdefault(one.stream, []).append(one)
        return found

    @cached_property
    def auditor(self) -> httpx.Client:
        """Who asks."""
        return self.house.client("auditor", [Authority.AUDITOR])

    def all_of(self, path: str, **parameters: Any) -> list[dict[str, Any]]:
        """Every item of a list, page after page."""
        found: list[dict[str, Any]] = []
        cursor: dict[str, Any] = {}
        while True:
            answer = self.auditor.get(path, params={**parameters, "limit": 200, **cursor})
            assert answer.status_code == 200, answer.text
            found += answer.json()["items"]
            if answer.json()["next"] is None:
                return found
            cursor = {"cursor": answer.json()["next"]}

    def items(self, path: str, **parameters: Any) -> list[dict[str, Any]]:
        """A list that has no pages."""
        answer = self.auditor.get(path, params=parameters)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    def one(self, path: str) -> httpx.Response:
        """One answer, to an auditor."""
        return self.auditor.get(path)


@pytest.fixture(scope="session")
def a_year(
    postgres: EmbeddedPostgres, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Year]:
    """Ten thousand postings from January to December, and an API that has seen all of it."""
    postgres.create_database(NAME, template=migrated_template)
    events = year(SIZE)
    written(postgres.url(OWNER, NAME), events)
    folder: Path = tmp_path_factory.mktemp("year")
    settings = Settings(home=folder / "home", cache=folder / "cache", database_url=postgres.url(APPLICATION, NAME))
    asyncio.run(fold(settings))
    with serving(settings, fed=False) as house:
        yield Year(events, settings, house)


def written(owner_url: str, events: list[Recorded[Any]]) -> None:
    """Into the log as it stands, by its owner: the times are the year's own, which no command can choose."""
    into = (
        "COPY log.events (notification_id, originator_version, recorded_at, originator_id, event_id, command_id,"
        " command_index, topic, state, metadata, fingerprint) FROM STDIN (FORMAT BINARY)"
    )
    types = ["int8", "int8", "timestamptz", "uuid", "uuid", "uuid", "int4", "text", "bytea", "bytea", "bytea"]
    seen: dict[UUID, int] = {}
    with psycopg.connect(owner_url) as connection, connection.cursor() as cursor, cursor.copy(into) as copy:
        copy.set_types(types)
        for r in events:
            index = seen.get(r.command_id, 0)
            seen[r.command_id] = index + 1
            effective = r.effective_at if r.effective_at != r.recorded_at else None
            metadata = Metadata(r.actor, r.correlation_id, r.causation_id, r.on_behalf_of, r.reason, effective)
            topic, state = CODEC.encode(r.event)
            copy.write_row(
                (
                    r.position,
                    r.version,
                    r.recorded_at,
                    r.stream,
                    r.event_id,
                    r.command_id,
                    index,
                    topic,
                    state,
                    msgspec.json.encode(metadata),
                    b"\0" * 32 if index == 0 else None,
                )
            )


async def fold(settings: Settings) -> None:
    """Have every projection see all of it, as a follower would."""
    container = built(settings)
    async with opened(container):
        engine = await container.engine.async_()
        await engine.start()
        while await engine.follow():
            pass
