"""Run by the tests as a process of its own: `writer_process.py URL SEED WRITERS APPENDS`. Prints what became of it all.

Each writer appends to streams of its own (20 events now and then) and to a few that all processes contend for, with
retries of commands that took effect already. Output: a line of JSON, {"events": written, "conflicts": …, "repeats": …}.
"""

import asyncio
import json
import random
import sys
from uuid import UUID

from application.ports import VersionConflict
from infrastructure.event_store.store import PostgresEventStore
from tests.infrastructure.event_store.appends import an_append

CONTENDED = [UUID(int=number) for number in range(1, 9)]


async def work(url: str, seed: int, writers: int, appends: int) -> dict[str, int]:
    result = {"events": 0, "conflicts": 0, "repeats": 0}
    async with PostgresEventStore(url) as store:

        async def one(chance: random.Random) -> None:
            for number in range(appends // writers):
                dice = chance.random()
                if dice < 0.02:
                    # Others after a while: what is loaded must not grow with the log.
                    stream = UUID(int=chance.choice(CONTENDED).int + len(CONTENDED) * (number // 200))
                    version = len(await store.load(stream))
                    append = an_append(stream, at=version)
                else:
                    append = an_append(None, *["value"] * (20 if dice > 0.99 else 1))
                try:
                    first = await store.append(append)
                except VersionConflict:
                    result["conflicts"] += 1
                    continue
                result["events"] += len(append.events[append.primary])
                if chance.random() < 0.05:
                    assert await store.append(append) == first
                    result["repeats"] += 1

        await asyncio.gather(*(one(random.Random(f"{seed} {number}")) for number in range(writers)))  # chance
    return result


if __name__ == "__main__":
    url, *numbers = sys.argv[1:]
    sys.stdout.write(json.dumps(asyncio.run(work(url, *map(int, numbers)))) + "\n")
