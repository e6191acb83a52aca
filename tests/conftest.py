"""Real servers for the tests: one PostgreSQL and one RabbitMQ a session, a fresh database a test."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from hypothesis import settings as hypothesis_settings

from infrastructure.embedded.cluster import ADMIN
from infrastructure.embedded.postgres import EmbeddedPostgres
from infrastructure.embedded.rabbitmq import PrivateRabbitMQ
from infrastructure.embedded.rabbitmq_programs import RabbitMQPrograms, download_rabbitmq, find_rabbitmq
from infrastructure.migrations import APPLICATION, OWNER, migrate
from infrastructure.settings import Settings

# No deadline: two cores shared with two servers make single examples slow, not wrong.
hypothesis_settings.register_profile("rolecall", deadline=None)
hypothesis_settings.load_profile("rolecall")

LONGEST = (
    *("tests/histories/test_radar.py", "tests/year/", "tests/benchmarks/test_plans.py"),
    *("tests/infrastructure/messaging/", "tests/end_to_end/"),
)
TEMPLATE = "migrated"
_names = (f"test_{number}" for number in count(1))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: else one process is still busy with it when the others are long done."""
    items.sort(
        key=lambda item: next((n for n, path in enumerate(LONGEST) if item.nodeid.startswith(path)), len(LONGEST))
    )


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


@pytest.fixture(scope="session")
def rabbitmq_programs() -> RabbitMQPrograms:
    """RabbitMQ as installed on the machine, else the distribution's packages in the user's cache folder."""
    return find_rabbitmq() or download_rabbitmq(Settings.from_environment().cache)


@pytest.fixture(scope="session")
def amqp_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A broker for all tests: ROLECALL_AMQP_URL if it is set, else a private node. Declare names with `amqp_prefix`."""
    given = Settings.from_environment().amqp_url
    if given is not None:
        yield given
        return
    programs: RabbitMQPrograms = request.getfixturevalue("rabbitmq_programs")
    with PrivateRabbitMQ(tmp_path_factory.mktemp("rabbitmq") / "node", programs) as node:
        yield node.url


@pytest.fixture
def rabbitmq(rabbitmq_programs: RabbitMQPrograms, tmp_path: Path) -> Iterator[PrivateRabbitMQ]:
    """A node of the test's own, started, to be killed and stopped at will."""
    with PrivateRabbitMQ(tmp_path / "node", rabbitmq_programs) as node:
        yield node


@pytest.fixture
def amqp_prefix() -> str:
    """What the names of a test's exchanges and queues begin with: AMQP alone cannot make virtual hosts."""
    return f"test-{uuid4().hex[:12]}."
