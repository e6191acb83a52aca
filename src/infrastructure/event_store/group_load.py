"""What waits to be read together is read in one query: a read for each would stand in line for a connection."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from itertools import groupby
from typing import Final, Generic, TypeVar
from uuid import UUID

AT_ONCE: Final = 2  # queries; a stream that takes long to come holds up only what shares its query
MOST_STREAMS: Final = 64  # in one query
_Row = TypeVar("_Row")


class GroupLoad(Generic[_Row]):
    """fetch: the rows of these streams (or commands), each one's together and in order. of: whose a row is."""

    def __init__(self, fetch: Callable[[list[UUID]], Awaitable[Sequence[_Row]]], of: Callable[[_Row], UUID]) -> None:
        self._fetch = fetch
        self._of = of
        self._waiting: dict[UUID, asyncio.Future[list[_Row]]] = {}
        self._running: set[asyncio.Task[None] | None] = set()  # a running task that nobody holds may be collected

    async def load(self, stream: UUID) -> list[_Row]:
        """The stream's rows, by a query that begins after this was asked. Raises whatever the query raises."""
        answer = self._waiting.get(stream)
        if answer is None:
            answer = self._waiting[stream] = asyncio.get_running_loop().create_future()
        if len(self._running) < AT_ONCE:
            task = asyncio.create_task(self._run())
            self._running.add(task)
        return await asyncio.shield(answer)  # others may wait for it, too

    async def _run(self) -> None:
        while self._waiting:
            streams = list(self._waiting)[:MOST_STREAMS]
            answers = {stream: self._waiting.pop(stream) for stream in streams}
            try:
                rows = await self._fetch(streams)
            except Exception as error:
                for answer in answers.values():
                    answer.set_exception(error)
                    answer.exception()  # whoever asked may have gone: nobody else need hear of it
            else:
                found = {stream: list(of_it) for stream, of_it in groupby(rows, self._of)}
                for stream, answer in answers.items():
                    answer.set_result(found.get(stream, []))
        # At once, not when the loop tells of the task's end: who asks in between would wait for a query that has ended.
        self._running.discard(asyncio.current_task())
