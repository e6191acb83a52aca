"""What `rolecall up` says: where everything is, how to get a token, what feeds the read side."""

import asyncio
import shlex
import sys
from contextlib import suppress
from typing import Final

from application.ports import Unavailable
from interfaces.cli.output import say
from interfaces.cli.ports import answers
from interfaces.cli.running import Running
from interfaces.container import Settings
from interfaces.services import Services

LOOK_SECONDS: Final = 0.05
READY_SECONDS: Final = 60.0


class Announcer:
    """Tells the person at the terminal, and leaves the note by which other commands find us.

    brings_rabbitmq: whether a private node is on its way.
    """

    def __init__(self, settings: Settings, *, brings_rabbitmq: bool) -> None:
        self._settings = settings
        self._brings_rabbitmq = brings_rabbitmq
        self._amqp_url = settings.amqp_url
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        self._url = f"http://{host}:{settings.port}"

    async def greet(self, services: Services) -> None:
        """Once the API is ready, say where everything is."""
        for _ in range(int(READY_SECONDS / LOOK_SECONDS)):
            if await self._ready(services):
                self._leave_note()
                self._say_where_everything_is()
                return
            await asyncio.sleep(LOOK_SECONDS)
        say(f"Not ready after {READY_SECONDS:.0f} s: {self._url}/health/ready says what is missing.")

    def rabbitmq_is_up(self, amqp_url: str) -> None:
        """The read side is fed by it from now on."""
        self._amqp_url = amqp_url
        self._leave_note()
        if self._brings_rabbitmq:
            say("The private RabbitMQ is up: the read side is fed by it from here on.")

    async def _ready(self, services: Services) -> bool:
        # Asked inside first: the API would log a warning for every "not yet", and be ready before the samples show.
        with suppress(Unavailable):
            if all(one.problem is None and not one.lag for one in await services.read_side.status()):
                return await answers(self._settings.host, self._settings.port, "/health/ready")
        return False

    def _leave_note(self) -> None:
        Running.ourselves(self._url, self._amqp_url).write(self._settings.home)

    def _say_where_everything_is(self) -> None:
        command = shlex.quote(sys.argv[0])
        if self._settings.home != Settings.from_environment({}).home:
            command = f"ROLECALL_HOME={shlex.quote(str(self._settings.home))} {command}"
        say(f"Rolecall is ready: {self._url}")
        say(f"  Postings     curl {self._url}/v1/job-postings")
        say(f"  Explore      {self._url}/docs")
        say(f"  A token      {command} token --subject alice --role author   (or approver, auditor, operator)")
        say(f"  Data         {self._settings.home}")
        say(f"  Read side    {self._path()}")
        say("Ctrl-C stops everything that was started.")

    def _path(self) -> str:
        if self._settings.amqp_url is not None:
            return "fed by RabbitMQ, at ROLECALL_AMQP_URL"
        if self._amqp_url is not None:
            return "fed by the private RabbitMQ"
        if self._brings_rabbitmq:
            return "follows the log until the private RabbitMQ is up"
        return "follows the log: there is no RabbitMQ on this machine, and no ROLECALL_AMQP_URL"
