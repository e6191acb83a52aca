"""A process that retires roles, or publishes under them: for each line of role ids on stdin, a line of answers."""

import asyncio
import json
import sys
from uuid import UUID

from application.ports import VersionConflict
from infrastructure.event_store.store import PostgresEventStore
from tests.infrastructure.event_store.appends import an_append


async def position(store: PostgresEventStore, what: str, role: UUID) -> int | None:
    """Where the event came to stand; None where it lost the race."""
    append = an_append(role, what, at=1) if what == "retired" else an_append(None, what, reads={role: 1})
    try:
        return (await store.append(append)).position
    except VersionConflict:
        return None


async def race(url: str, what: str) -> None:
    async with PostgresEventStore(url) as store:
        await store.head()  # connected before the first race
        print(flush=True)  # noqa: T201  the parent waits for it
        while line := await asyncio.to_thread(sys.stdin.readline):
            roles = [UUID(role) for role in json.loads(line)]
            answers = await asyncio.gather(*(position(store, what, role) for role in roles))
            print(json.dumps(answers), flush=True)  # noqa: T201  this is how it answers


if __name__ == "__main__":
    asyncio.run(race(*sys.argv[1:]))
