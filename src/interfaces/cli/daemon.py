"""Runs something until it is told to stop: Ctrl-C or SIGTERM asks, a second one forces."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable

import uvloop

from interfaces.cli.exits import ExitCode
from interfaces.cli.output import complain, say
from interfaces.collector import FEEDER, collect_seldom

Work = Callable[[asyncio.Event], Awaitable[None]]


def run_until_told_to_stop(work: Work) -> None:
    """Run `work(stop)`; it ends soon after `stop` is set. Raises what it raises."""
    collect_seldom(FEEDER)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_supervised(work))


async def _supervised(work: Work) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for told in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(told, _told, stop)
    await work(stop)


def _told(stop: asyncio.Event) -> None:
    if stop.is_set():
        try:
            complain("ended at once, as asked twice; what is left over is cleared up at the next start.")
        finally:
            os._exit(ExitCode.INTERRUPTED)
    stop.set()  # before anything is said: whoever read it may have gone, and saying it may fail
    say("Stopping; Ctrl-C once more ends it at once.")
