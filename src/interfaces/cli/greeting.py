"""What `rolecall up` says once it is ready: where everything is, how to get a token, what feeds the read side."""

import asyncio
import shlex
import sys
from typing import Final

from interfaces.cli.output import say
from interfaces.cli.ports import answers
from interfaces.cli.running import Running
from interfaces.container import Servers, Settings

LOOK_SECONDS: Final = 0.05
READY_SECONDS: Final = 60.0


async def greet(settings: Settings, servers: Servers) -> None:
    """Say where everything is once the API is ready, and leave the note by which other commands find us."""
    deadline = asyncio.get_running_loop().time() + READY_SECONDS
    while not await answers(settings.host, settings.port, "/health/ready"):
        if asyncio.get_running_loop().time() > deadline:
            say(f"Not ready after {READY_SECONDS:.0f} s: {url_of(settings)}/health/ready says what is missing.")
            return
        await asyncio.sleep(LOOK_SECONDS)
    Running.ourselves(url_of(settings), settings.amqp_url).write(settings.home)
    command = shlex.quote(sys.argv[0])
    if settings.home != Settings.from_environment({}).home:
        command = f"ROLECALL_HOME={shlex.quote(str(settings.home))} {command}"
    say(f"Rolecall is ready: {url_of(settings)}")
    say(f"  Postings     curl {url_of(settings)}/v1/job-postings")
    say(f"  Explore      {url_of(settings)}/docs")
    say(f"  A token      {command} token --subject alice --role author   (or approver, auditor, operator)")
    say(f"  Data         {settings.home}")
    say(f"  Read side    {_path(settings, servers)}")
    say("Ctrl-C stops everything that was started.")


def _path(settings: Settings, servers: Servers) -> str:
    if settings.amqp_url is not None:
        return "fed by RabbitMQ, at ROLECALL_AMQP_URL"
    if servers.brings_rabbitmq:
        return "follows the log until the private RabbitMQ is up"
    return "follows the log: there is no RabbitMQ on this machine, and no ROLECALL_AMQP_URL"


def tell_of_rabbitmq(settings: Settings, amqp_url: str) -> None:
    """Say that the private node has come up and feeds the read side; the note names it from here on."""
    if settings.amqp_url is None:
        Running.ourselves(url_of(settings), amqp_url).write(settings.home)
        say("The private RabbitMQ is up: the read side is fed by it from here on.")


def url_of(settings: Settings) -> str:
    """Of the API."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}"
