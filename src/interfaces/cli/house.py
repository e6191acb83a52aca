"""The house that `rolecall up` runs in one process: the API, what feeds the read side, and the reactions."""

import asyncio
from contextlib import suppress
from typing import Final

from application.ports import Unavailable
from interfaces.api.serve import serve
from interfaces.bringing import Servers, Settings, until_stopped
from interfaces.cli.feeding import keep_fed
from interfaces.cli.greeting import Announcer
from interfaces.cli.react import keep_reacting
from interfaces.cli.running import Running
from interfaces.cli.samples import ensure_samples
from interfaces.cli.supervise import keep_running
from interfaces.container import built, opened
from interfaces.services import Services

LAST_WORDS: Final = 10.0  # seconds that the background parts have to end


async def live(settings: Settings, servers: Servers, stop: asyncio.Event) -> None:
    """Run all parts until `stop` is set. settings: with the database that `servers` have started."""
    servers.begin_starting_rabbitmq()
    house = built(settings)
    async with opened(house) as services:
        if servers.brings_database:  # a database that somebody named is not ours to fill
            await ensure_samples(house, services)
        announcer = Announcer(settings, brings_rabbitmq=servers.brings_rabbitmq)
        over = asyncio.Event()
        greeting = asyncio.create_task(announcer.greet(services))

        async def feed(stop: asyncio.Event) -> None:
            if await _whole(services):  # it is ready as it stands: another process's imports would only delay that
                await until_stopped(stop, asyncio.wait([greeting]))
            await keep_fed(house.database_url(), servers.amqp_url, announcer.rabbitmq_is_up, stop)

        async def react(stop: asyncio.Event) -> None:
            await until_stopped(stop, asyncio.wait([greeting]))  # before, the tables it reads may not be made yet
            await keep_reacting(services, stop)

        parts = [
            asyncio.create_task(keep_running("feeding", feed, over)),
            asyncio.create_task(keep_running("reactions", react, over)),
            greeting,
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


async def _whole(services: Services) -> bool:
    """Whether the read side has seen all that the log holds."""
    with suppress(Unavailable):
        return all(one.problem is None and not one.lag for one in await services.read_side.status())
    return False
