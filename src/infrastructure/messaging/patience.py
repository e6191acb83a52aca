"""Waiting: until asked to stop, and longer after each failure."""

import asyncio
import random


class Backoff:
    """Pauses that double from `first` to `longest` seconds, a random half of each: so that many do not come at once."""

    def __init__(self, first: float = 0.1, longest: float = 5.0) -> None:
        self._first = self._pause = first
        self._longest = longest

    def next(self) -> float:
        """The next pause, in seconds."""
        pause, self._pause = self._pause, min(2 * self._pause, self._longest)
        return pause * random.uniform(0.5, 1.0)  # noqa: S311  # spreads retries, guards no secret

    def reset(self) -> None:
        """It works again: the next failure is a first one."""
        self._pause = self._first


async def sleep_unless(stop: asyncio.Event, seconds: float) -> bool:
    """Sleep, or less when `stop` is set meanwhile; whether it is set."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return False
    return True
