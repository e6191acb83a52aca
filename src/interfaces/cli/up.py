"""`rolecall up`: everything in one process tree, until Ctrl-C, which stops everything that it started."""

import asyncio
from functools import partial
from importlib import import_module
from typing import Any

from interfaces.bringing import Servers, Settings, configure_logging, until_stopped
from interfaces.cli.daemon import run_until_told_to_stop
from interfaces.cli.importing import garbage_let_be
from interfaces.cli.output import say
from interfaces.cli.ports import refuse_taken_port


def up() -> None:
    """Start everything and serve until Ctrl-C: PostgreSQL and RabbitMQ, where no setting names real ones, the API,
    the read side and the reactions.

    ROLECALL_PORT (8000) and ROLECALL_HOME (in your data folder) let several run side by side. ROLECALL_DATABASE_URL and
    ROLECALL_AMQP_URL name real servers.
    """
    settings = Settings.from_environment()
    configure_logging(settings.log_level, settings.log_format)
    refuse_taken_port(settings.host, settings.port)
    run_until_told_to_stop(partial(_run, Servers(settings)))
    say("Stopped, with everything that was started.")


async def _run(servers: Servers, stop: asyncio.Event) -> None:
    async with servers:
        begun = await until_stopped(stop, _begin(servers))
        if begun is not None:
            settings, house = begun
            await house.live(settings, servers, stop)


async def _begin(servers: Servers) -> tuple[Settings, Any]:
    """The settings, with the database started; and the module of the house, four fifths of all imports, meanwhile."""
    importing = asyncio.to_thread(import_module, "interfaces.cli.house")
    with garbage_let_be():
        return await asyncio.gather(servers.start_database(), importing)
