"""A running API for tests, and people who call it."""

import asyncio
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Thread
from typing import Any

import httpx
from dependency_injector import providers

from application.commands import COMMANDS, Authority, CommandType
from application.ports import Clock
from infrastructure.settings import Settings
from infrastructure.tokens import DevelopmentIssuer
from interfaces.api.commands import path
from interfaces.api.schemas import example_of
from interfaces.api.serve import serve
from interfaces.container import built, opened

READY_WITHIN = 20.0  # seconds


class House:
    """url: where it is served. issuer: signs tokens that it believes. feed: has the read side follow the log."""

    def __init__(self, url: str, issuer: DevelopmentIssuer, stack: ExitStack, feed: Callable[[], None]) -> None:
        self.url = url
        self.feed = feed
        self.issuer = issuer
        self._stack = stack
        self.anyone = self.client(None)
        self.alice = self.client("alice", [Authority.AUTHOR])
        self.bob = self.client("bob", [Authority.APPROVER])
        self.olga = self.client("olga", [Authority.OPERATOR])
        self.everyone = self.client("eve")

    def ready(self) -> None:
        """Wait until it says that it is."""
        deadline = time.monotonic() + READY_WITHIN
        while self.anyone.get("/health/ready").status_code != 200:
            assert time.monotonic() < deadline, self.anyone.get("/health/ready").text
            time.sleep(0.05)

    def client(self, subject: str | None, roles: Iterable[Authority] = tuple(Authority)) -> httpx.Client:
        """Someone who calls the API; None: without a token."""
        headers = {"Authorization": f"Bearer {self.issuer.mint(subject, roles)}"} if subject else {}
        return self._stack.enter_context(httpx.Client(base_url=self.url, headers=headers, timeout=20))


@contextmanager
def serving(
    settings: Settings, *, fed: bool = True, feeder: Settings | None = None, clock: Clock | None = None
) -> Iterator[House]:
    """The API on a free port, in a thread with an event loop of its own.

    fed: the read side follows the log at once. feeder: settings of whatever feeds it, where they are others.
    clock: what it tells the time by, if not by the machine's.
    """
    container = built(settings)
    if clock is not None:
        container.clock.override(providers.Object(clock))
    port = _free_port()
    loop = asyncio.new_event_loop()
    task = loop.create_task(serve(container, "127.0.0.1", port))
    feeding: list[asyncio.Task[None]] = []
    enough = asyncio.Event()

    def feed() -> None:
        loop.call_soon_threadsafe(lambda: feeding.append(loop.create_task(_feed(feeder or settings, enough))))

    thread = Thread(target=_run, args=(loop, task))
    thread.start()
    try:
        _wait_until_live(f"http://127.0.0.1:{port}", task)
        with ExitStack() as stack:
            if fed:
                feed()
            yield House(f"http://127.0.0.1:{port}", DevelopmentIssuer(settings.home), stack, feed)
    finally:
        loop.call_soon_threadsafe(enough.set)
        loop.call_soon_threadsafe(task.cancel)
        thread.join()
        for one in feeding:
            loop.run_until_complete(one)
        loop.close()


def line(name: str) -> CommandType:
    """The command whose class has this name."""
    return next(kind for kind in COMMANDS if kind.command.__name__ == name)


def path_of(kind: CommandType, stream: str | None = None) -> str:
    """Where a command is sent."""
    return path(kind, None if kind.creates else stream)


def example(name: str, /, **changes: Any) -> Any:
    """A command's example, with some of its members changed."""
    return {**example_of(line(name)), **changes}


async def _feed(settings: Settings, enough: asyncio.Event) -> None:
    container = built(settings)
    async with opened(container):
        follower = await container.follower.async_()
        await follower.run(enough)


def _run(loop: asyncio.AbstractEventLoop, task: "asyncio.Task[None]") -> None:
    with suppress(asyncio.CancelledError):
        loop.run_until_complete(task)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _wait_until_live(url: str, task: "asyncio.Task[None]") -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and not task.done():
        try:
            httpx.get(f"{url}/openapi.json")
        except httpx.TransportError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError(f"the API did not start: {task}")
