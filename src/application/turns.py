"""Commands for one stream take turns within a process: a courtesy among neighbours, on which no answer rests.

Decided side by side, all but one would be refused by the log and decided anew, the unlucky ones again and again.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final
from uuid import UUID

LONGEST_WAIT: Final = 1.0  # seconds; whoever is ahead may be waiting for a database that is away


class Turns:
    """First come, first served, for each stream."""

    def __init__(self) -> None:
        self._last: dict[UUID, asyncio.Event] = {}  # of those who came for a stream, the last one's end

    @asynccontextmanager
    async def turn(self, stream: UUID) -> AsyncIterator[None]:
        """Wait until whoever came before is done, and no longer than is polite."""
        before, over = self._last.get(stream), asyncio.Event()
        self._last[stream] = over
        try:
            if before is not None:
                await _patiently(before)
            yield
        finally:
            over.set()
            if self._last.get(stream) is over:
                del self._last[stream]


async def _patiently(event: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(LONGEST_WAIT):
            await event.wait()
