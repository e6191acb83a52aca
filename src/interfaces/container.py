"""The composition root, the one importer of infrastructure besides `bringing`: what is built from which settings."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib import import_module
from typing import Any, Final

from dependency_injector import containers, providers

from application.authentication import Verifier
from infrastructure.embedded.errors import EmbeddedServerError
from infrastructure.embedded.servers import of_running_instance
from infrastructure.event_store.epochs import begin_epoch
from infrastructure.event_store.store import PostgresEventStore
from infrastructure.law import load_rules
from infrastructure.logging import configure_logging
from infrastructure.migrations import migrate
from infrastructure.read_side.divergence import Diverged
from infrastructure.read_side.engine import ReadSideEngine
from infrastructure.read_side.follow import Follower
from infrastructure.read_side.operations import Operations, UnknownProjection
from infrastructure.read_side.pool import Pool, read_side_pool
from infrastructure.read_side.queries import ReadSide
from infrastructure.read_side.rebuild import AlreadyReplaying, SwapBlocked
from infrastructure.read_side.workers import WorkerFailed
from infrastructure.samples import SAMPLES
from infrastructure.settings import Settings, SettingsError
from infrastructure.tokens import DevelopmentIssuer, TokenVerifier, UnusableKeys, issuer_from_jwks
from infrastructure.tokens.secret_file import kept_secret
from interfaces.services import Services
from projections.catalogue import discover

__all__ = [
    "CANNOT_NOW",
    "NOT_RUNNING",
    "WRONG_SETTINGS",
    "Container",
    "Operations",
    "Settings",
    "SystemClock",
    "beside_a_running_house",
    "built",
    "development_issuer",
    "opened",
    "settings",
]

NOT_RUNNING: Final = (EmbeddedServerError,)
CANNOT_NOW: Final = (AlreadyReplaying, SwapBlocked, WorkerFailed, Diverged, UnknownProjection)
WRONG_SETTINGS: Final = (SettingsError, UnusableKeys)


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Aware, UTC."""
        return datetime.now(UTC)


def _late(module: str, name: str) -> Callable[..., Any]:
    """Imported when it is first called: aio-pika and the importers' expressions are a sixth of a start's imports."""

    def made(*arguments: Any, **more: Any) -> Any:
        return getattr(import_module(module), name)(*arguments, **more)

    return made


def _database_url(settings: Settings) -> str:
    if settings.database_url is None:
        raise SettingsError("no database: set ROLECALL_DATABASE_URL, or run everything with `rolecall up`")
    return settings.database_url


def _verifier(settings: Settings, development: providers.Provider[DevelopmentIssuer]) -> Verifier:
    if settings.token_issuer and settings.token_audience and settings.token_jwks:
        # A real issuer stands alone: the development key must not open a production house.
        return TokenVerifier([issuer_from_jwks(settings.token_issuer, settings.token_jwks)], settings.token_audience)
    return TokenVerifier([development().issuer])


def _cursor_key(settings: Settings) -> bytes:
    return settings.cursor_key or kept_secret(settings.home / "cursors.key", lambda: secrets.token_bytes(32))


async def _opened_store(url: str) -> AsyncIterator[PostgresEventStore]:
    async with PostgresEventStore(url) as store:
        yield store


async def _opened_pool(url: str, *, bounded: bool = False) -> AsyncIterator[Pool]:
    async with read_side_pool(url, bounded=bounded) as pool:
        yield pool


class Container(containers.DeclarativeContainer):
    """Every part by name. Override `settings` to build the same house elsewhere."""

    settings = providers.Singleton(Settings.from_environment)
    configure_logging = providers.Callable(configure_logging, settings.provided.log_level, settings.provided.log_format)
    migrate = providers.Callable(migrate, settings.provided.admin_database_url)
    begin_epoch = providers.Callable(begin_epoch, settings.provided.admin_database_url)
    database_url = providers.Callable(_database_url, settings)
    clock = providers.Singleton(SystemClock)
    development_issuer = providers.Singleton(DevelopmentIssuer, settings.provided.home)
    verifier = providers.Singleton(_verifier, settings, development_issuer.provider)
    cursor_key = providers.Singleton(_cursor_key, settings)
    decode = providers.Callable(_late("infrastructure.importers", "decode"))
    importer = providers.Callable(_late("infrastructure.importers", "importer"))
    samples = providers.Object(SAMPLES)
    event_store = providers.Resource(_opened_store, database_url)
    read_pool = providers.Resource(_opened_pool, database_url)
    projections = providers.Callable(discover)
    query_pool = providers.Resource(_opened_pool, database_url, bounded=True)
    read_side = providers.Singleton(ReadSide, query_pool, event_store, projections)
    engine = providers.Factory(ReadSideEngine, read_pool, event_store, projections)
    operations = providers.Factory(Operations, read_pool, event_store, projections, database_url)
    follower = providers.Factory(Follower, database_url, engine)
    relay = providers.Factory(
        _late("infrastructure.messaging.relay", "Relay"), database_url, amqp_url=settings.provided.amqp_url
    )
    consumer = providers.Factory(
        _late("infrastructure.messaging.consumer", "Consumer"), engine=engine, amqp_url=settings.provided.amqp_url
    )
    rules = providers.Singleton(load_rules)
    services = providers.Factory(
        Services,
        store=event_store,
        read_side=read_side,
        clock=clock,
        rules=rules,
        verifier=verifier,
        cursor_key=cursor_key,
    )


@asynccontextmanager
async def opened(container: Container) -> AsyncIterator[Services]:
    """The container's services, open; closed at the end. A database that is away does not matter yet."""
    try:
        await container.init_resources()  # type: ignore[misc]  # None only where no resource is asynchronous
        yield await container.services.async_()
    finally:
        await container.shutdown_resources()  # type: ignore[misc]  # as above


def settings() -> Settings:
    """As the environment has them. Raises SettingsError."""
    return Container().settings()


def development_issuer() -> DevelopmentIssuer:
    """The issuer behind `rolecall token`."""
    return Container().development_issuer()


def built(settings: Settings) -> Container:
    """The house with these settings instead of the environment's."""
    container = Container()
    container.settings.override(providers.Object(settings))
    return container


def beside_a_running_house() -> Container:
    """For a command of its own: with the database that is named, or that `rolecall up` runs. Raises NOT_RUNNING."""
    return built(of_running_instance(settings()))
