"""Real servers for the tests: one PostgreSQL and one RabbitMQ a session, a fresh database a test."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings

from infrastructure.embedded.cluster import ADMIN
from infrastructure.embedded.postgres import EmbeddedPostgres
from infrastructure.migrations import APPLICATION, OWNER, migrate

# No deadline: two cores shared with two servers make single examples slow, not wrong.
settings.register_profile("rolecall", deadline=None)
settings.load_profile("rolecall")

TEMPLATE = "migrated"
_names = (f"test_{number}" for number in count(1))


@dataclass(frozen=True, slots=True)
class Database:
    """A migrated database of a test's own, by the three roles that may enter it."""

    app_url: str
    owner_url: str
    admin_url: str


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A running server, with the settings of production except that a power cut may lose data."""
    folder: Path = tmp_path_factory.mktemp("postgres")
    with EmbeddedPostgres(folder / "server", settings={"fsync": "off", "max_connections": "200"}) as server:
        yield server


@pytest.fixture(scope="session")
def migrated_template(postgres: EmbeddedPostgres) -> str:
    """The name of a migrated database to copy: copying takes 30 ms, migrating more."""
    postgres.create_database(TEMPLATE)
    migrate(postgres.url(OWNER, TEMPLATE))
    return TEMPLATE


@pytest.fixture
def database(postgres: EmbeddedPostgres, migrated_template: str) -> Iterator[Database]:
    """A fresh database, dropped afterwards together with whoever is still connected."""
    name = next(_names)
    postgres.create_database(name, template=migrated_template)
    yield Database(postgres.url(APPLICATION, name), postgres.url(OWNER, name), postgres.url(ADMIN, name))
    with psycopg.connect(postgres.url(ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
