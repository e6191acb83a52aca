"""The API as it is served: on a socket of its own, over a fresh database, with tokens of the development issuer."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from infrastructure.embedded.cluster import ADMIN
from infrastructure.embedded.postgres import EmbeddedPostgres
from infrastructure.migrations import APPLICATION
from infrastructure.settings import Settings
from tests.conftest import Database
from tests.interfaces.api.house import House, serving


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[House]:
    """A running API and clients of it, over a database of the test's own."""
    with serving(_settings(tmp_path, database.app_url)) as house:
        yield house


@pytest.fixture(scope="module")
def shared_house(
    request: pytest.FixtureRequest,
    postgres: EmbeddedPostgres,
    migrated_template: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    """One for all tests of a module that do not mind each other's drafts."""
    name = f"api_{request.module.__name__.rpartition('.')[2]}"
    postgres.create_database(name, template=migrated_template)
    with serving(_settings(tmp_path_factory.mktemp("house"), postgres.url(APPLICATION, name))) as house:
        yield house
    with psycopg.connect(postgres.url(ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _settings(folder: Path, url: str) -> Settings:
    return Settings(home=folder / "home", cache=folder / "cache", database_url=url)
