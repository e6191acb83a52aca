"""Commands for one stream take turns within a process: a courtesy among neighbours, on which no answer rests.

Decided side by side, all but one would be refused by the log and decided anew, the unlucky ones again and again.
"""

import asyncio
from contextlib import suppress
from typing import Final
from uuid import UUID

LONGEST_WAIT: Final = 1.0  # seconds; whoever is ahead may be waiting for a database that is away


class Turns:
    """First come, first served, for each stream."""

    def __init__(self) -> None:
        self._last: dict[UUID, asyncio.Event] = {}  # of those who came for a stream, the last one's end

    def turn(self, stream: UUID) -> "Turn":
        """A turn of one's own: `async with` it."""
        return Turn(self._last, stream)


class Turn:
    """Waits until whoever came before is done, and no longer than is polite."""

    def __init__(self, last: dict[UUID, asyncio.Event], stream: UUID) -> None:
        self._last = last
        self._stream = stream
        self._over = asyncio.Event()

    async def __aenter__(self) -> None:
        before = self._last.get(self._stream)
        self._last[self._stream] = self._over
        if before is None:
            return
        try:
            await _patiently(before)
        except BaseException:
            self._end()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._end()

    def _end(self) -> None:
        self._over.set()
        if self._last.get(self._stream) is self._over:
            del self._last[self._stream]


async def _patiently(event: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(LONGEST_WAIT):
            await event.wait()
