"""`rolecall up`: everything in one process tree, until Ctrl-C, which stops everything that it started."""

import asyncio
from functools import partial
from typing import Final

from interfaces.api.serve import serve
from interfaces.cli.daemon import run_until_told_to_stop, until_stopped
from interfaces.cli.feeding import keep_fed
from interfaces.cli.greeting import Announcer
from interfaces.cli.output import say
from interfaces.cli.ports import refuse_taken_port
from interfaces.cli.react import keep_reacting
from interfaces.cli.running import Running
from interfaces.cli.samples import ensure_samples
from interfaces.cli.supervise import keep_running
from interfaces.container import Container, Servers, built, opened

LAST_WORDS: Final = 10.0  # seconds that the background parts have to end


def up() -> None:
    """Start everything and serve until Ctrl-C: PostgreSQL and RabbitMQ, where no setting names real ones, the API,
    the read side and the reactions.

    ROLECALL_PORT (8000) and ROLECALL_HOME (in your data folder) let several run side by side. ROLECALL_DATABASE_URL and
    ROLECALL_AMQP_URL name real servers.
    """
    house = Container()
    settings = house.settings()
    house.configure_logging()
    refuse_taken_port(settings.host, settings.port)
    run_until_told_to_stop(partial(_run, house.servers()))
    say("Stopped, with everything that was started.")


async def _run(servers: Servers, stop: asyncio.Event) -> None:
    async with servers:
        settings = await until_stopped(stop, servers.start_database())
        if settings is None:
            return
        servers.begin_starting_rabbitmq()
        house = built(settings)
        async with opened(house) as services:
            if servers.brings_database:  # a database that somebody named is not ours to fill
                await ensure_samples(house, services)
            announcer = Announcer(settings, brings_rabbitmq=servers.brings_rabbitmq)
            feed = partial(keep_fed, house, servers.amqp_url, announcer.rabbitmq_is_up)
            over = asyncio.Event()
            parts = [
                asyncio.create_task(keep_running("feeding", feed, over)),
                asyncio.create_task(keep_running("reactions", partial(keep_reacting, services), over)),
                asyncio.create_task(announcer.greet(services)),
            ]
            try:
                # A house of its own: the API closes what it opened while the parts above are still at work.
                await until_stopped(stop, serve(built(settings), settings.host, settings.port))
            finally:
                over.set()
                await asyncio.wait(parts, timeout=LAST_WORDS)
                for part in parts:
                    part.cancel()
                await asyncio.gather(*parts, return_exceptions=True)
                Running.remove_ours(settings.home)
