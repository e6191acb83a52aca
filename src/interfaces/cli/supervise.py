"""Keeps a part of the house running: what fails is said and started again, not lost in silence."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

FIRST_PAUSE: Final = 0.5  # seconds
LONGEST_PAUSE: Final = 30.0
_SETTLED: Final = 60.0  # a part that ran so long has recovered: its next failure is a new one

log = structlog.get_logger()


async def keep_running(part: str, work: Callable[[], Awaitable[None]]) -> None:
    """Run `work`; whenever it fails or ends, log why and run it again after a pause that doubles each time.

    Ends only by being cancelled.
    """
    pause = FIRST_PAUSE
    while True:
        began = asyncio.get_running_loop().time()
        try:
            await work()
            log.error("part_ended", part=part, restart_in=pause)
        except Exception as error:
            log.error("part_failed", part=part, error=f"{type(error).__name__}: {error}", restart_in=pause)
        if asyncio.get_running_loop().time() - began > _SETTLED:
            pause = FIRST_PAUSE
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
