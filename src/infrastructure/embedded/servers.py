"""The servers that `rolecall up` brings along where no setting names real ones: started together, stopped in order."""

import asyncio
from contextlib import suppress
from dataclasses import replace

import structlog

from infrastructure.embedded.errors import EmbeddedServerError
from infrastructure.embedded.folder import FolderLock, private_folder
from infrastructure.embedded.postgres import EmbeddedPostgres
from infrastructure.embedded.rabbitmq import PrivateRabbitMQ
from infrastructure.embedded.rabbitmq_programs import find_rabbitmq
from infrastructure.migrations import APPLICATION, OWNER, migrate
from infrastructure.settings import Settings

_log = structlog.get_logger(__name__)


def of_running_instance(settings: Settings) -> Settings:
    """The settings with the database that `rolecall up` runs in this home, where none is named. Raises NotRunning."""
    if settings.database_url is not None:
        return settings
    postgres = EmbeddedPostgres(settings.home / "postgres")
    return replace(settings, database_url=postgres.url(APPLICATION), admin_database_url=postgres.url(OWNER))


class Servers:
    """`settings` as the environment has them; each start returns them with one more part in place.

    Use it as an asynchronous context manager: at its end everything that it started is stopped.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = FolderLock(settings.home)
        self._postgres = EmbeddedPostgres(settings.home / "postgres") if settings.database_url is None else None
        programs = find_rabbitmq() if settings.amqp_url is None else None
        self._rabbitmq = PrivateRabbitMQ(settings.home / "rabbitmq", programs) if programs else None
        self._starting: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Servers":
        private_folder(self._settings.home)
        self._lock.acquire()
        return self

    async def __aexit__(self, *_: object) -> None:
        try:
            await asyncio.gather(self._stop_rabbitmq(), self._stop_postgres())
        finally:
            self._lock.release()

    @property
    def brings_database(self) -> bool:
        """Whether the database is our own, not one that the settings name."""
        return self._postgres is not None

    @property
    def brings_rabbitmq(self) -> bool:
        """Whether a private node is to be started."""
        return self._rabbitmq is not None

    async def start_database(self) -> Settings:
        """The settings with a migrated database. Raises EmbeddedServerError, psycopg.Error."""
        settings = self._settings
        if self._postgres is not None:
            await asyncio.to_thread(self._postgres.start)
            settings = replace(
                settings, database_url=self._postgres.url(APPLICATION), admin_database_url=self._postgres.url(OWNER)
            )
        if settings.admin_database_url is not None:
            await asyncio.to_thread(migrate, settings.admin_database_url)
        return settings

    def begin_starting_rabbitmq(self) -> None:
        """Start the private node, if there is to be one, without waiting: nothing else needs it to begin."""
        if self._rabbitmq is not None:
            self._starting = asyncio.create_task(asyncio.to_thread(self._rabbitmq.start))

    async def amqp_url(self) -> str | None:
        """Where the broker is, waited for; None where there is none, or where it does not come up (which is logged)."""
        if self._rabbitmq is None or self._starting is None:
            return self._settings.amqp_url
        try:
            await asyncio.shield(self._starting)
        except EmbeddedServerError as error:
            _log.error("rabbitmq.not_started", error=str(error))
            return None
        return self._rabbitmq.url

    async def _stop_postgres(self) -> None:
        if self._postgres is not None:
            await asyncio.to_thread(self._postgres.stop)

    async def _stop_rabbitmq(self) -> None:
        if self._rabbitmq is None or self._starting is None:
            return
        while not self._starting.done():  # a start under way is not waited for, but ended
            self._rabbitmq.kill()
            await asyncio.wait([self._starting], timeout=0.1)
        with suppress(EmbeddedServerError):
            self._starting.result()
        await asyncio.to_thread(self._rabbitmq.stop)
