"""Relays and consumers, each a process, killed at random 50 times under load: the read side ends equal to a replay."""

import asyncio
import os
import random
import subprocess
import sys
from pathlib import Path

from tests.conftest import Database
from tests.infrastructure.messaging.house import House, eventually, house

KILLS = 50
PART = Path(__file__).with_name("part.py")
ROOT = PART.parents[3]


def start(kind: str, h: House) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(PART), kind, h.database_url, h.amqp_url, h.group.exchange]
    return subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


async def write_until(h: House, done: asyncio.Event) -> None:
    while not done.is_set():
        await h.write(20)
        await asyncio.sleep(0.05)


async def moved_beyond(h: House, position: int) -> None:
    async def moved() -> bool:
        return await h.position() > position

    await eventually(moved, within=60)


def test_relays_and_consumers_killed_at_random(database: Database, amqp_url: str, amqp_prefix: str) -> None:
    chance = random.Random(3)

    async def scenario() -> None:
        async with house(database.app_url, amqp_url, amqp_prefix) as h:
            parts = [(kind, start(kind, h)) for kind in ("relay", "consumer") * 2]
            done = asyncio.Event()
            writing = asyncio.create_task(write_until(h, done))
            moved = {0}
            try:
                for number in range(KILLS):
                    await asyncio.sleep(chance.uniform(0.0, 1.4))
                    if number % 5 == 4:  # also where a start takes longer than the average life
                        await moved_beyond(h, max(moved))
                    kind, process = parts.pop(chance.randrange(len(parts)))
                    assert process.poll() is None, f"a {kind} ended by itself"
                    process.kill()
                    process.wait()
                    moved.add(await h.position())
                    parts.append((kind, start(kind, h)))
                done.set()
                await writing
                await h.caught_up()
            finally:
                for _, process in parts:
                    process.kill()
                    process.wait()
            assert len(moved) > KILLS // 5
            await h.same_as_a_replay()

    asyncio.run(scenario())
