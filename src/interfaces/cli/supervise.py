"""Keeps a part of the house running: what fails is said and started again, not lost in silence."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from typing import Final

import structlog

FIRST_PAUSE: Final = 0.5  # seconds
LONGEST_PAUSE: Final = 30.0
_SETTLED: Final = 60.0  # a part that ran so long has recovered: its next failure is a new one

log = structlog.get_logger(__name__)


async def keep_running(part: str, work: Callable[[asyncio.Event], Awaitable[None]], stop: asyncio.Event) -> None:
    """Run `work(stop)` until `stop` is set; when it fails or ends before, log why and run it again after a pause.

    The pause doubles each time.
    """
    pause = FIRST_PAUSE
    loop = asyncio.get_running_loop()
    while not stop.is_set():
        began = loop.time()
        failure: Exception | None = None
        try:
            await work(stop)
        except Exception as raised:
            failure = raised
        if stop.is_set():
            return
        pause = FIRST_PAUSE if loop.time() - began > _SETTLED else pause
        error = "; ".join(_causes(failure)) if failure else "it ended"
        log.error("part.failed", part=part, error=error, restart_in=pause, exc_info=failure)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def _causes(failure: BaseException) -> Iterator[str]:
    """A sentence each; of a group, those of its members: that sub-exceptions were raised is no news."""
    if isinstance(failure, BaseExceptionGroup):
        for one in failure.exceptions:
            yield from _causes(one)
    else:
        yield f"{type(failure).__name__}: {failure}"
