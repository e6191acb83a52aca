"""The API as it is served: on a socket of its own, over a fresh database, with tokens of the development issuer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from infrastructure.settings import Settings
from tests.conftest import Database
from tests.interfaces.api.house import House, serving


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    """A home of the test's own, and its database."""
    return Settings(home=tmp_path / "home", cache=tmp_path / "cache", database_url=database.app_url)


@pytest.fixture
def house(settings: Settings) -> Iterator[House]:
    """A running API and clients of it."""
    with serving(settings) as house:
        yield house
