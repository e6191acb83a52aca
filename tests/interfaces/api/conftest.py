"""The API as it is served: on a socket of its own, over a fresh database, with tokens of the development issuer."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from infrastructure.embedded.postgres import EmbeddedPostgres
from infrastructure.logging import configure_logging
from infrastructure.migrations import APPLICATION
from infrastructure.settings import Settings
from tests.conftest import Database
from tests.interfaces.api.house import House, serving


@pytest.fixture(scope="session", autouse=True)
def log_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the API logs: as in production, a JSON object a line."""
    file = tmp_path_factory.mktemp("log") / "api.log"
    with file.open("w", buffering=1) as stream:
        configure_logging("info", "json", stream)
        yield file
        logging.getLogger().handlers.clear()


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    """A home and a database of the test's own."""
    return _settings(tmp_path, database.app_url)


@pytest.fixture
def house(settings: Settings) -> Iterator[House]:
    """A running API and clients of it, over a database of the test's own."""
    with serving(settings) as house:
        yield house


@pytest.fixture(scope="session")
def shared_house(
    postgres: EmbeddedPostgres, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """One for all tests that do not mind each other's drafts."""
    postgres.create_database("shared_house", template=migrated_template)
    url = postgres.url(APPLICATION, "shared_house")
    with serving(_settings(tmp_path_factory.mktemp("house"), url)) as house:
        house.ready()  # its tables are made beside it, and whoever asks before hears 503
        yield house


def _settings(folder: Path, url: str) -> Settings:
    return Settings(home=folder / "home", cache=folder / "cache", database_url=url)
