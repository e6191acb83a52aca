"""What keeps the read side up to date inside `rolecall up`: a process of its own, told what servers there are."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Final

from interfaces.bringing import until_stopped

LAST_WORDS: Final = 6.0  # seconds that it has to stop, one more than it gives itself


class FeederEnded(Exception):
    """The process ended, though nobody told it to."""


async def keep_fed(
    database_url: str,
    broker: Callable[[], Coroutine[Any, Any, str | None]],
    on_broker: Callable[[str], None],
    stop: asyncio.Event,
) -> None:
    """Have the read side fed until `stop` is set: from the log, and through the broker once that is there.

    on_broker: told its URL then. Raises FeederEnded.
    """
    # A session of its own: Ctrl-C reaches us alone, and we stop things in order.
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "interfaces.cli.feeder", stdin=PIPE, start_new_session=True
    )
    telling = asyncio.create_task(_tell(process, database_url, broker, on_broker))
    try:
        code = await until_stopped(stop, process.wait())
        if code is not None and not stop.is_set():
            raise FeederEnded(f"with {code}")
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
        await _end(process)


async def _tell(
    process: asyncio.subprocess.Process,
    database_url: str,
    broker: Callable[[], Coroutine[Any, Any, str | None]],
    on_broker: Callable[[str], None],
) -> None:
    assert process.stdin is not None  # noqa: S101  # for mypy
    process.stdin.write(f"{database_url}\n".encode())
    if (amqp_url := await broker()) is not None:
        process.stdin.write(f"{amqp_url}\n".encode())
        on_broker(amqp_url)


async def _end(process: asyncio.subprocess.Process) -> None:
    assert process.stdin is not None  # noqa: S101  # as above
    process.stdin.close()
    with suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), LAST_WORDS)
        return
    process.kill()
    await process.wait()
