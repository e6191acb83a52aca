"""Serves the API over HTTP, with bounds on everything that a client can make it hold."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import uvicorn

from interfaces.api.app import create_app
from interfaces.api.protocol import GuardedProtocol
from interfaces.collector import collect_seldom
from interfaces.container import Container

MOST_CONNECTIONS: Final = 4096
KEEP_ALIVE: Final = 15  # seconds
LAST_ANSWERS: Final = 10  # seconds for requests under way when we are told to stop


class _Server(uvicorn.Server):
    """Signals belong to whoever runs us, who may run more than an API."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to serve; the garbage collector leaves alone what was made until now."""
        await super().startup(sockets)
        collect_seldom()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


async def serve(container: Container, host: str, port: int) -> None:
    """Serve until cancelled; then stop accepting, finish what is under way, and close the container.

    Raises OSError where the address cannot be had, RuntimeError where the container cannot be opened (it is logged).
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, backlog=2048) as listening:
        # asyncio's own loop, unlike uvloop, leaves Nagle's delay on for sockets made so: 40 ms an answer.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        server = _Server(
            uvicorn.Config(
                create_app(container),
                http=GuardedProtocol,
                ws="none",
                lifespan="on",
                log_config=None,
                log_level="warning",  # that it starts and stops is said by whoever started it
                access_log=False,
                server_header=False,
                proxy_headers=False,
                limit_concurrency=MOST_CONNECTIONS,
                timeout_keep_alive=KEEP_ALIVE,
                timeout_graceful_shutdown=LAST_ANSWERS,
            )
        )
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            await asyncio.shield(serving)
        except asyncio.CancelledError:
            server.should_exit = True
            await serving
            raise
        if not server.started:
            raise RuntimeError("the API could not be started: its log says why")
