"""Answers that are all waited for equally long, with one timer for all: a timer for each cost a tenth of an append."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any


class Deadlines:
    """within: seconds, after which an answer that is watched and not done is set to what `late` makes."""

    def __init__(self, within: float, late: Callable[[], Exception]) -> None:
        self._within = within
        self._late = late
        self._watched: deque[tuple[float, asyncio.Future[Any]]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def watch(self, answer: asyncio.Future[Any]) -> None:
        """In the event loop that the answer belongs to."""
        watched, loop = self._watched, answer.get_loop()
        while watched and watched[0][1].done():
            watched.popleft()
        watched.append((loop.time() + self._within, answer))
        if self._timer is None:
            self._timer = loop.call_later(self._within, self._expire, loop)

    def _expire(self, loop: asyncio.AbstractEventLoop) -> None:
        now, watched = loop.time(), self._watched
        while watched and (watched[0][1].done() or watched[0][0] <= now):
            _, answer = watched.popleft()
            if not answer.done():
                answer.set_exception(self._late())
        self._timer = loop.call_at(watched[0][0], self._expire, loop) if watched else None
