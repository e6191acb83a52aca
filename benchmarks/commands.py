"""Commands as people give them: the events of many postings' lives, each posting's in order, side by side."""

import asyncio
from collections import deque
from typing import Final
from uuid import UUID, uuid4

from application.ports import Append
from benchmarks.sample import EDITOR
from benchmarks.synthetic_lives import LIFE
from infrastructure.event_store.store import PostgresEventStore

SIDE_BY_SIDE: Final = 500  # postings: what happens to one is as many commands apart


class Commands:
    """Appends to one store. Each answers the position of its last event."""

    def __init__(self, store: PostgresEventStore) -> None:
        self._store = store
        self._alive: deque[tuple[UUID, int]] = deque()

    async def begin(self) -> int:
        """Postings in every stage of their lives: all begun together, five hundred drafts would be followed by as many

        submissions, and so on, a wave of each.
        """
        self._alive.extend((uuid4(), number % len(LIFE)) for number in range(SIDE_BY_SIDE))
        return max(await asyncio.gather(*(self._append(stream, 0, step) for stream, step in self._alive if step)))

    async def next(self) -> int:
        """One event: what happens next to the posting that nothing has happened to for the longest time."""
        stream, step = self._alive.popleft()
        position = await self._append(stream, step, step + 1)
        self._alive.append((stream, step + 1) if step + 1 < len(LIFE) else (uuid4(), 0))
        return position

    async def life(self) -> int:
        """A posting's whole life at once: for whom the reading counts, and not the writing."""
        return await self._append(uuid4(), 0, len(LIFE))

    async def _append(self, stream: UUID, first: int, last: int) -> int:
        command = uuid4()
        outcome = await self._store.append(
            Append(
                command_id=command,
                fingerprint=b"\x01" * 32,
                primary=stream,
                conditions={stream: first},
                events={stream: LIFE[first:last]},
                actor=EDITOR,
                correlation_id=command,
            )
        )
        return outcome.position
