"""Ends a task for certain, whatever it makes of its cancellation."""

import asyncio
from typing import Any


async def end(task: asyncio.Task[Any]) -> None:
    """Cancel the task until it has ended.

    Where a connection breaks just then, psycopg raises that error in place of the cancellation, and a loop that waits
    out lost connections would go on as if nobody had asked it to stop.
    """
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=0.2)
