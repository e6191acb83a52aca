"""Many writers, in one process and in several: dense positions, readers that miss nothing, rules across streams."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import IO, cast
from uuid import UUID, uuid4

import psycopg
import pytest

from application.ports import Outcome, VersionConflict
from infrastructure.event_store.store import PostgresEventStore
from tests.conftest import Database
from tests.infrastructure.event_store.appends import an_append
from tests.infrastructure.event_store.writer_process import CONTENDED

ROOT = Path(__file__).parents[3]
PROCESSES, WRITERS = 4, 32
APPENDS = int(os.environ.get("ROLECALL_TEST_APPENDS", "20000"))  # a million take some minutes


def writer(url: str, seed: int, appends: int) -> subprocess.Popen[str]:
    program = "tests.infrastructure.event_store.writer_process"
    command = [sys.executable, "-m", program, url, str(seed), str(WRITERS), str(appends)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.mark.timeout(60 + APPENDS // 200)
def test_a_tailing_reader_misses_nothing_of_what_four_processes_append(database: Database) -> None:
    writers = [writer(database.app_url, seed, APPENDS // PROCESSES) for seed in range(PROCESSES)]
    seen = 0
    versions: dict[UUID, int] = {}

    async def tail() -> None:
        nonlocal seen
        async with PostgresEventStore(database.app_url) as store:
            while True:
                ended = all(process.poll() is not None for process in writers)
                events = await store.read_raw(seen, 5000)
                for event in events:
                    seen += 1
                    assert event.position == seen
                    assert event.version == versions.get(event.stream, 0) + 1
                    versions[event.stream] = event.version
                if ended and not events:
                    return

    asyncio.run(tail())
    total = Counter[str]()
    for process in writers:
        total.update(json.loads(process.communicate()[0]))
    assert seen == total["events"] > APPENDS * 0.9
    assert total["conflicts"] > 0
    assert total["repeats"] > 0
    assert versions.keys() > set(CONTENDED)
    with psycopg.connect(database.app_url) as connection:
        backwards = connection.execute(
            "SELECT count(*) FROM (SELECT recorded_at < lag(recorded_at) OVER (ORDER BY notification_id) AS backwards"
            " FROM log.events) AS pairs WHERE backwards"
        ).fetchone()
    assert backwards == (0,)


@pytest.mark.parametrize("stores", [1, 2], ids=["in one call", "across connections"])
def test_a_role_is_never_retired_and_published_under_at_once(database: Database, stores: int) -> None:
    async def race() -> Counter[str]:
        async with PostgresEventStore(database.app_url) as one, PostgresEventStore(database.app_url) as other:
            second = one if stores == 1 else other
            outcomes = Counter[str]()
            for _ in range(20):
                roles = [uuid4() for _ in range(50)]
                await asyncio.gather(*(one.append(an_append(role)) for role in roles))
                retire = [one.append(an_append(role, "retired", at=1)) for role in roles]
                publish = [second.append(an_append(None, "published", reads={role: 1})) for role in roles]
                racing = [
                    pair[n] for i, pair in enumerate(zip(retire, publish, strict=True)) for n in (i % 2, 1 - i % 2)
                ]
                answers = await asyncio.gather(*racing, return_exceptions=True)
                for i in range(50):
                    retired, published = answers[2 * i + i % 2], answers[2 * i + 1 - i % 2]
                    outcomes[f"{_told(retired)}, {_told(published, retired)}"] += 1
            return outcomes

    outcomes = asyncio.run(race())
    # The one thing that must never be: published after the role was retired.
    assert outcomes.total() == 1000
    assert set(outcomes) <= {"retired, conflict", "retired, before"}
    assert outcomes["retired, conflict"] > 0


def test_a_role_is_never_retired_and_published_under_by_two_processes(database: Database) -> None:
    program = "tests.infrastructure.event_store.racer_process"
    command = [sys.executable, "-m", program, database.app_url]
    retiring, publishing = (
        subprocess.Popen([*command, what], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for what in ("retired", "published")
    )

    async def drafted(roles: list[UUID]) -> None:
        async with PostgresEventStore(database.app_url) as store:
            await asyncio.gather(*(store.append(an_append(role)) for role in roles))

    with retiring, publishing:
        racers = [
            (cast(IO[str], racer.stdin), cast(IO[str], racer.stdout)) for racer in (retiring, publishing)
        ]  # both are pipes
        for _, answers in racers:
            assert answers.readline() == "\n"  # connected
        outcomes = Counter[str]()
        for _ in range(20):
            roles = [uuid4() for _ in range(50)]
            asyncio.run(drafted(roles))
            for questions, _ in racers:
                questions.write(json.dumps([str(role) for role in roles]) + "\n")
                questions.flush()
            retired, published = (json.loads(answers.readline()) for _, answers in racers)
            for gone, shown in zip(retired, published, strict=True):
                outcomes["conflict" if shown is None else "before" if shown < gone else "after"] += 1
        for questions, _ in racers:
            questions.close()
    assert outcomes.total() == 1000
    assert set(outcomes) <= {"conflict", "before"}
    assert outcomes["conflict"] > 0


def _told(answer: Outcome | BaseException, retired: Outcome | BaseException | None = None) -> str:
    if isinstance(answer, VersionConflict):
        return "conflict"
    assert isinstance(answer, Outcome)
    if retired is None:
        return "retired"
    assert isinstance(retired, Outcome)
    return "before" if answer.position < retired.position else "after"


def test_the_same_command_from_two_processes_at_once_takes_effect_once(database: Database) -> None:
    program = (
        "import asyncio, sys\n"
        "from uuid import UUID\n"
        "from infrastructure.event_store.store import PostgresEventStore\n"
        "from tests.infrastructure.event_store.appends import an_append\n"
        "async def main():\n"
        "    async with PostgresEventStore(sys.argv[1]) as store:\n"
        "        await store.head()\n"
        "        print('ready', flush=True)\n"
        "        sys.stdin.readline()\n"
        "        commands = [UUID(int=n) for n in range(100, 300)]\n"
        "        appends = [an_append(UUID(int=c.int + 1000 * int(sys.argv[2])), command=c) for c in commands]\n"
        "        print([ (o.stream.int % 1000, o.stream.int // 1000, o.version, o.position)\n"
        "              for o in await asyncio.gather(*map(store.append, appends))])\n"
        "asyncio.run(main())\n"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, database.app_url, str(number)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in (1, 2)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    answers = [process.communicate("go\n", timeout=60)[0] for process in processes]
    assert answers[0] == answers[1] != ""
    with psycopg.connect(database.app_url) as connection:
        counted = connection.execute("SELECT count(*), count(DISTINCT command_id) FROM log.events").fetchone()
    assert counted == (200, 200)


def test_a_client_killed_at_any_instant_blocks_nobody(database: Database) -> None:
    async def survive() -> None:
        async with PostgresEventStore(database.app_url) as store:
            await store.head()
            for number in range(5):
                victim = writer(database.app_url, number, 100_000)
                grown = (await store.head()).position
                while (await store.head()).position < grown + 200:  # noqa: ASYNC110  # another process writes
                    await asyncio.sleep(0.01)
                await asyncio.sleep(0.003 * number)
                os.kill(victim.pid, signal.SIGKILL)
                await asyncio.wait_for(store.append(an_append()), 2)
                victim.communicate()
            events = await store.read_raw(0, 1_000_000)
            assert [event.position for event in events] == list(range(1, len(events) + 1))

    asyncio.run(survive())
