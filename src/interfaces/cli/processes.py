"""`rolecall serve`, `relay` and `consume`: the parts of the house as processes of their own, as many as wanted."""

import asyncio
from dataclasses import replace

from interfaces.api.serve import serve
from interfaces.bringing import until_stopped
from interfaces.cli.daemon import run_until_told_to_stop
from interfaces.cli.exits import Away
from interfaces.cli.output import say
from interfaces.cli.running import Running
from interfaces.cli.supervise import keep_running
from interfaces.container import Container, beside_a_running_house, built, opened


def serve_command() -> None:
    """Serve the API at ROLECALL_HOST and ROLECALL_PORT, until Ctrl-C."""
    house = beside_a_running_house()
    house.configure_logging()
    settings = house.settings()
    say(f"Serving http://{settings.host}:{settings.port}; Ctrl-C stops.")
    run_until_told_to_stop(lambda stop: until_stopped(stop, serve(house, settings.host, settings.port)))


def relay_command() -> None:
    """Publish the log to RabbitMQ, until Ctrl-C: one relay at a time works, the others stand by."""
    house = _with_broker()

    async def work(stop: asyncio.Event) -> None:
        say("Relaying the log to RabbitMQ; Ctrl-C stops.")
        await keep_running("relay", house.relay().run, stop)

    run_until_told_to_stop(work)


def consume_command() -> None:
    """Feed the read side from RabbitMQ, and from the log whatever RabbitMQ does not bring; until Ctrl-C."""
    house = _with_broker()

    async def work(stop: asyncio.Event) -> None:
        async with opened(house):
            consumer = await house.consumer.async_()
            say("Feeding the read side from RabbitMQ; Ctrl-C stops.")
            await keep_running("consumer", consumer.run, stop)

    run_until_told_to_stop(work)


def _with_broker() -> Container:
    """The house, with the broker that is named or that `rolecall up` runs. Raises Away, and what is not running."""
    house = beside_a_running_house()
    house.configure_logging()
    settings = house.settings()
    if settings.amqp_url is None:
        running = Running.found_in(settings.home)
        if running is None or running.amqp_url is None:
            raise Away("no RabbitMQ is known here: set ROLECALL_AMQP_URL")
        return built(replace(settings, amqp_url=running.amqp_url))
    return house
