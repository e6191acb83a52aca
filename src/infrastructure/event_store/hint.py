"""Tells listeners that the log has grown: a hint, sent after the commit, never inside it; readers poll all the same."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Final, Self

import psycopg
from psycopg.rows import TupleRow

from application.ports import Unavailable

CHANNEL: Final = "rolecall_log"
_PAUSE: Final = 0.01  # seconds: one hint serves all that was written meanwhile


class Hint:
    """At most one NOTIFY on its way; `connection` lends the connection that it goes by."""

    def __init__(
        self, connection: Callable[[], AbstractAsyncContextManager[psycopg.AsyncConnection[TupleRow]]]
    ) -> None:
        self._connection = connection
        self._news = asyncio.Event()
        self._closing = False
        self._task: asyncio.Task[None]

    def give(self) -> None:
        """Send one soon. Costs the caller nothing."""
        self._news.set()

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._send())
        return self

    async def __aexit__(self, *_: object) -> None:
        # Not cancelled: asyncio.wait_for, which the pool uses, may swallow a cancellation before Python 3.12.
        self._closing = True
        self._news.set()
        await self._task

    async def _send(self) -> None:
        while await self._news.wait() and not self._closing:
            self._news.clear()
            try:
                async with self._connection() as connection:
                    await connection.execute(f"NOTIFY {CHANNEL}")
            except Unavailable:
                continue  # whoever listens polls
            await asyncio.sleep(_PAUSE)
