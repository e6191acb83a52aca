"""Ends tasks for certain, whatever they make of their cancellation."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def end(task: asyncio.Task[Any]) -> None:
    """Cancel the task until it has ended.

    Where a connection breaks just then, psycopg raises that error in place of the cancellation, and a loop that waits
    out lost connections would go on as if nobody had asked it to stop.
    """
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=0.2)


async def together(*works: Coroutine[Any, Any, None]) -> None:
    """Run them side by side until all are over; the first that fails, or our cancellation, ends the others for certain.

    Raises an ExceptionGroup of what failed. A TaskGroup cancels once, and then waits: for ever, where that was lost.
    """
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        await asyncio.gather(*(end(task) for task in tasks))
    if failed := [error for task in tasks if not task.cancelled() and (error := task.exception())]:
        raise BaseExceptionGroup("a part of it failed", failed)


async def until_stopped(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """What `work` comes to; None where `stop` was set before, and `work` cancelled. It is over in either case."""
    working = asyncio.create_task(work)
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([working, stopping], return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        await end(working)
    return None if working.cancelled() else working.result()
