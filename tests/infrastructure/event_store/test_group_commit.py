"""Appends that travel together: each has its own fate, none suffers for its neighbour, and none is answered wrongly."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import Future
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from application.ports import Append, Outcome, Unavailable, VersionConflict
from domain.errors import InvalidValue
from infrastructure.event_store import group_commit
from infrastructure.event_store.batch import MOST_APPENDS, Waiting, take
from infrastructure.event_store.datastore import LogDatastore
from infrastructure.event_store.group_commit import GroupCommit
from infrastructure.event_store.prepared import prepare
from infrastructure.event_store.recorder import First, LogRecorder
from infrastructure.event_store.store import PostgresEventStore
from infrastructure.event_store.writer import LogWriter
from tests.conftest import Database
from tests.infrastructure.event_store.appends import FINGERPRINT, an_append
from tests.infrastructure.event_store.proxy import Proxy, proxied

A, B, C = (UUID(int=number) for number in (1, 2, 3))


def queue(*appends: Append) -> deque[Waiting]:
    return deque(Waiting(prepare(append), Future[Any]()) for append in appends)


def numbers(taken: Iterable[Waiting], appends: list[Append]) -> list[int]:
    return [[a.command_id.bytes for a in appends].index(waiting.append.command) for waiting in taken]


def streams(waiting: Waiting) -> list[UUID]:
    return [UUID(bytes=stream) for stream, _ in waiting.append.streams]


@pytest.mark.parametrize(
    ("appends", "together"),
    [
        ([an_append(A), an_append(B), an_append(C)], [0, 1, 2]),
        ([an_append(A), an_append(A), an_append(B)], [0, 2]),  # both write A
        ([an_append(A), an_append(B, reads={A: 0}), an_append(C)], [0, 2]),  # publish under a role being retired
        ([an_append(A, reads={B: 0}), an_append(B), an_append(C)], [0, 2]),  # the other way round
        ([an_append(A, reads={C: 0}), an_append(B, reads={C: 0})], [0, 1]),  # two that read the same
        ([an_append(A, also={B: 0}), an_append(B)], [0]),
    ],
)
def test_no_append_travels_with_one_whose_stream_it_depends_on(appends: list[Append], together: list[int]) -> None:
    waiting = queue(*appends)
    assert numbers(take(waiting), appends) == together
    assert numbers(waiting, appends) == [n for n in range(len(appends)) if n not in together]


def test_a_command_travels_once_in_a_call() -> None:
    command = uuid4()
    waiting = queue(an_append(A, command=command), an_append(B, command=command), an_append(C))
    assert [streams(w) for w in take(waiting)] == [[A], [C]]
    assert [streams(w) for w in take(waiting)] == [[B]]


def test_a_call_is_bounded_in_appends_and_in_bytes() -> None:
    waiting = queue(*(an_append() for _ in range(MOST_APPENDS + 1)))
    assert len(take(waiting)) == MOST_APPENDS
    assert len(take(waiting)) == 1
    large = queue(*(an_append(None, "x" * 3_000_000) for _ in range(3)))
    assert [len(take(large)) for _ in range(3)] == [1, 1, 1]


def test_who_gave_up_before_the_call_is_not_written() -> None:
    waiting = queue(an_append(A), an_append(B))
    waiting[0].answer.cancel()
    assert [streams(w) for w in take(waiting)] == [[B]]


def with_store(database: Database, scenario: Callable[[PostgresEventStore], Awaitable[None]]) -> None:
    async def run() -> None:
        async with PostgresEventStore(database.app_url) as store:
            await scenario(store)

    asyncio.run(run())


async def together(store: PostgresEventStore, *appends: Append) -> list[Outcome | BaseException]:
    return await asyncio.gather(*(store.append(append) for append in appends), return_exceptions=True)


def test_a_conflict_neither_fails_nor_loses_its_neighbours(database: Database) -> None:
    async def scenario(store: PostgresEventStore) -> None:
        await store.append(an_append(A))
        mixed = [an_append(None if n % 3 else A, at=0) for n in range(60)]
        answers = await together(store, *mixed)
        for append, answer in zip(mixed, answers, strict=True):
            if append.primary == A:
                assert isinstance(answer, VersionConflict)
            else:
                assert isinstance(answer, Outcome)
                [event] = await store.load(append.primary)
                assert event.position == answer.position
        assert [r.position for r in await store.read(0, 100)] == list(range(1, 42))

    with_store(database, scenario)


def test_repeated_commands_get_their_answers_and_their_neighbours_theirs(database: Database) -> None:
    async def scenario(store: PostgresEventStore) -> None:
        first = [an_append() for _ in range(10)]
        answers = await together(store, *first)
        # The same commands, decided anew for streams where nothing stands against them: only the command id speaks.
        again = [an_append(command=append.command_id) for append in first]
        fresh = [an_append() for _ in range(10)]
        mixed = await together(store, *[one for pair in zip(again, fresh, strict=True) for one in pair])
        assert mixed[::2] == answers
        assert all(isinstance(answer, Outcome) for answer in mixed[1::2])
        assert (await store.head()).position == 20

    with_store(database, scenario)


def test_a_command_sent_twice_at_once_takes_effect_once(database: Database) -> None:
    async def scenario(store: PostgresEventStore) -> None:
        append = an_append()
        answers = await together(store, *[append] * 20)
        assert answers == [Outcome(append.primary, 1, 1)] * 20

    with_store(database, scenario)


def test_the_call_itself_tells_a_retry_from_a_conflict(database: Database) -> None:
    async def run() -> None:
        datastore = LogDatastore(database.app_url)
        async with GroupCommit(LogWriter(LogRecorder(datastore))) as appends:
            first, conflict = an_append(A, "a", "b"), an_append(A)
            assert await appends.append(prepare(first)) == 2
            answers = await asyncio.gather(
                *(appends.append(prepare(append)) for append in (first, conflict, an_append())), return_exceptions=True
            )
            assert answers[0] == First(first.command_id, FINGERPRINT.hex(), A, 2, 2)
            assert isinstance(answers[1], VersionConflict)
            assert answers[2] == 3
        datastore.close()

    asyncio.run(run())


def test_a_value_that_cannot_be_stored_fails_alone(database: Database) -> None:
    async def scenario(store: PostgresEventStore) -> None:
        bad = [an_append(None, "\0"), an_append(None, "\ud800"), an_append(None, "x" * 20_000_000)]
        answers = await together(store, *[an_append() for _ in range(5)], *bad, *[an_append() for _ in range(5)])
        assert [type(answer) for answer in answers] == [Outcome] * 5 + [InvalidValue] * 3 + [Outcome] * 5

    with_store(database, scenario)


def test_an_append_that_the_database_refuses_fails_alone(database: Database) -> None:
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("ALTER TABLE log.events ADD CHECK (position('poison'::bytea IN state) = 0)")

    async def scenario(store: PostgresEventStore) -> None:
        appends = [an_append(None, "poison" if n == 7 else "good") for n in range(20)]
        answers = await together(store, *appends)
        assert [n for n, answer in enumerate(answers) if not isinstance(answer, Outcome)] == [7]
        assert (await store.head()).position == 19

    with_store(database, scenario)


def test_a_caller_that_gives_up_does_not_disturb_the_writer(database: Database) -> None:
    async def scenario(store: PostgresEventStore) -> None:
        impatient = [asyncio.create_task(store.append(an_append())) for _ in range(50)]
        await asyncio.sleep(0)
        patient = [asyncio.create_task(store.append(an_append())) for _ in range(50)]
        await asyncio.sleep(0)
        for task in impatient:
            task.cancel()
        answers = await asyncio.gather(*patient)
        positions = [answer.position for answer in answers]
        assert len(set(positions)) == 50
        assert (await store.head()).position == len(await store.read(0, 1000)) >= 50

    with_store(database, scenario)


def test_what_the_socket_does_not_take_at_once_is_sent_by_and_by(database: Database) -> None:
    async def scenario(store: PostgresEventStore) -> None:
        large = [an_append(None, "x" * 3_000_000) for _ in range(4)]
        answers = await together(store, *large, an_append())
        assert [type(answer) for answer in answers] == [Outcome] * 5
        [event] = await store.load(large[0].primary)
        assert event.event == large[0].events[large[0].primary][0]

    with_store(database, scenario)


def test_writers_whose_commits_take_long_all_go_in_one_call(database: Database) -> None:
    with psycopg.connect(database.owner_url) as owner:
        owner.execute(
            "CREATE FUNCTION public.take_long() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN PERFORM pg_sleep(0.1); RETURN NULL; END'"
        )
        owner.execute("CREATE TRIGGER slow AFTER INSERT ON log.events EXECUTE FUNCTION public.take_long()")

    async def scenario(store: PostgresEventStore) -> None:
        async def five_one_by_one() -> None:
            for _ in range(5):
                await store.append(an_append())

        await asyncio.gather(*(five_one_by_one() for _ in range(16)))

    with_store(database, scenario)
    with psycopg.connect(database.app_url) as connection:
        calls = connection.execute("SELECT count(DISTINCT recorded_at), count(*) FROM log.events").fetchone()
    assert calls is not None
    assert calls[1] == 80
    assert calls[0] <= 7  # in two halves, each waiting for the other's commit, they would take ten


def test_closing_writes_what_waits_and_takes_nothing_more(database: Database) -> None:
    async def run() -> None:
        store = PostgresEventStore(database.app_url)
        async with store:
            tasks = [asyncio.create_task(store.append(an_append())) for _ in range(1500)]
            await asyncio.sleep(0)
        assert {type(answer) for answer in await asyncio.gather(*tasks)} == {Outcome}
        with pytest.raises(Unavailable):
            await store.append(an_append())

    asyncio.run(run())


def test_a_full_queue_is_said_and_not_grown(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit, "MOST_WAITING", 10)

    async def scenario(store: PostgresEventStore) -> None:
        answers = await together(store, *(an_append() for _ in range(30)))
        assert [type(answer) for answer in answers] == [Outcome] * 10 + [Unavailable] * 20
        await store.append(an_append())

    with_store(database, scenario)


def through_proxy(database: Database, scenario: Callable[[PostgresEventStore, Proxy], Awaitable[None]]) -> None:
    async def run() -> None:
        with proxied(database.app_url) as (proxy, url):
            async with PostgresEventStore(url) as store:
                await scenario(store, proxy)

    asyncio.run(run())


def test_an_answer_lost_after_the_commit_is_never_a_conflict(database: Database) -> None:
    async def scenario(store: PostgresEventStore, proxy: Proxy) -> None:
        await store.append(an_append(A))
        for version in range(1, 6):
            proxy.cut = 1
            append = an_append(A, "a", "b", at=version * 2 - 1)
            answers = await together(store, append, an_append(), an_append())
            assert answers[0] == Outcome(A, version * 2 + 1, (await store.load(A))[-1].position)
            assert all(isinstance(answer, Outcome) for answer in answers)
            assert proxy.cut == 0
            assert await store.outcome(append.command_id, FINGERPRINT) == answers[0]
        assert [r.version for r in await store.load(A)] == list(range(1, 12))
        assert (await store.head()).position == 1 + 5 * 4

    through_proxy(database, scenario)


def test_a_frozen_database_is_unavailable_within_a_bound_and_recovered_from(database: Database) -> None:
    async def scenario(store: PostgresEventStore, proxy: Proxy) -> None:
        await store.append(an_append())
        proxy.freeze()
        began = time.monotonic()
        append = an_append()
        questions = [store.append(append), store.append(an_append()), store.head(), store.load(A), store.read(0, 1)]
        answers = await asyncio.gather(*questions, return_exceptions=True)
        assert [type(answer) for answer in answers] == [Unavailable] * 5
        assert time.monotonic() - began < 9
        proxy.thaw()
        while True:
            try:
                assert (await store.append(append)).version == 1
                break
            except Unavailable:
                assert time.monotonic() - began < 25
        assert len(await store.load(append.primary)) == 1

    through_proxy(database, scenario)


def test_without_a_database_every_question_is_answered_within_a_bound() -> None:
    async def run() -> None:
        async with PostgresEventStore("host=/nonexistent user=nobody") as store:
            began = time.monotonic()
            questions = [store.append(an_append()), store.head(), store.outcome(A, FINGERPRINT)]
            answers = await asyncio.gather(*questions, return_exceptions=True)
            assert [type(answer) for answer in answers] == [Unavailable] * 3
            assert time.monotonic() - began < 9

    asyncio.run(run())


def test_a_log_locked_for_too_long_is_unavailable_and_nothing_is_written(database: Database) -> None:
    with psycopg.connect(database.owner_url) as holder:
        holder.execute("SELECT log.begin_epoch('holds the lock')")

        async def scenario(store: PostgresEventStore) -> None:
            answers = await together(store, an_append(), an_append())
            assert [type(answer) for answer in answers] == [Unavailable] * 2
            holder.rollback()
            await store.append(an_append())
            assert (await store.head()).position == 1

        with_store(database, scenario)


def test_a_server_side_disconnection_between_calls_is_not_noticed_by_callers(database: Database) -> None:
    async def scenario(store: PostgresEventStore) -> None:
        await store.append(an_append())
        with psycopg.connect(database.admin_url, autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
        assert (await store.append(an_append())).position == 2

    with_store(database, scenario)
