"""Two processes that remember what they read: a stale memory never shows, nor that of a log that is no more."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import UUID, uuid4

import psycopg
import pytest
from structlog.testing import capture_logs

from application.commands import command_type
from application.handle import StaleVersion
from application.ports import VersionConflict
from domain.role import ApproveRole, DraftRole, ReviseRole, RoleChanges, SubmitRoleForApproval
from domain.role.errors import RoleNotDraft
from infrastructure.event_store.epochs import begin_epoch
from infrastructure.event_store.store import PostgresEventStore
from tests.conftest import Database
from tests.histories.desk import REVIEWER, Desk
from tests.infrastructure.event_store.appends import an_append

DRAFT_ROLE: DraftRole = command_type(DraftRole).example
Scenario = Callable[[Desk, Desk], Awaitable[None]]


def with_two_processes(database: Database, scenario: Scenario) -> None:
    async def run() -> None:
        async with PostgresEventStore(database.app_url) as one, PostgresEventStore(database.app_url) as other:
            await scenario(Desk(store=one), Desk(store=other, sent=1_000))

    asyncio.run(run())


def level(to: str) -> ReviseRole:
    return ReviseRole(changes=RoleChanges(level=to))


async def drafted(desk: Desk) -> UUID:
    return (await desk.do(replace(DRAFT_ROLE, code=str(uuid4())))).stream


def test_what_memory_refuses_and_the_log_allows_is_done(database: Database) -> None:
    async def scenario(here: Desk, there: Desk) -> None:
        role = await drafted(here)
        await there.do(SubmitRoleForApproval(), role)
        assert (await here.do(ApproveRole(), role, by=REVIEWER, seen=2)).version == 3

    with_two_processes(database, scenario)


def test_what_memory_allows_and_the_log_refuses_is_refused(database: Database) -> None:
    async def scenario(here: Desk, there: Desk) -> None:
        role = await drafted(here)
        await there.do(SubmitRoleForApproval(), role)
        with pytest.raises(RoleNotDraft):
            await here.do(SubmitRoleForApproval(), role)
        with pytest.raises(StaleVersion, match="version 2"):
            await here.do(level("L1"), role, seen=1)

    with_two_processes(database, scenario)


def test_two_processes_that_write_the_same_streams_lose_nothing_of_each_other(database: Database) -> None:
    async def scenario(here: Desk, there: Desk) -> None:
        roles = [await drafted(here) for _ in range(3)]
        sent = [(desk, role, f"{number}") for number in range(20) for desk in (here, there) for role in roles]
        outcomes = await asyncio.gather(*(desk.do(level(to), role) for desk, role, to in sent))
        for role in roles:
            written = [outcome.version for outcome in outcomes if outcome.stream == role]
            assert len(written) == 40
            versions = [one.version for one in await here.store.load(role)]
            assert versions == list(range(1, len(versions) + 1))
            assert set(written) <= set(versions)

    with_two_processes(database, scenario)


def restored(database: Database, role: UUID, *, by_the_book: bool) -> None:
    """The log as of before the role's last event, in whose place something else has happened; said so, or not."""
    with psycopg.connect(database.admin_url, autocommit=True) as admin:
        admin.execute("ALTER TABLE log.events DISABLE TRIGGER USER")
        admin.execute(
            "UPDATE log.events SET topic = 'role.submitted_for_approval.v1', state = %s, event_id = gen_random_uuid()"
            " WHERE originator_id = %s AND originator_version = 2",
            [b'{"by":[{"issuer":"https://issuer.example","subject":"writer"}]}', role],
        )
        admin.execute("ALTER TABLE log.events ENABLE ALWAYS TRIGGER append_only")
        if not by_the_book:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
    if by_the_book:
        begin_epoch(database.owner_url, "restored")


@pytest.mark.parametrize("by_the_book", [True, False], ids=["a new epoch", "new connections"])
def test_what_was_remembered_of_a_log_that_is_no_more_decides_nothing(database: Database, by_the_book: bool) -> None:
    async def scenario(here: Desk, _there: Desk) -> None:
        role = await drafted(here)
        await here.do(level("L1"), role)
        assert here.store.remembered.get(role) is not None
        restored(database, role, by_the_book=by_the_book)
        with pytest.raises(RoleNotDraft):  # it was submitted at the very version that is remembered
            await here.do(SubmitRoleForApproval(), role)
        known = here.store.remembered.get(role)
        assert known is None or known.state.status.value == "pending-approval"

    with_two_processes(database, scenario)


def test_an_append_that_assumed_nothing_is_written_in_any_epoch(database: Database) -> None:
    async def run() -> None:
        async with PostgresEventStore(database.app_url) as store:
            await store.append(an_append())
            begin_epoch(database.owner_url, "restored")
            assert (await store.append(an_append())).position == 2
            with pytest.raises(VersionConflict):
                await store.append(replace(an_append(), generation=store.remembered.generation - 1))
            assert (await store.append(replace(an_append(), generation=store.remembered.generation))).position == 3

    asyncio.run(run())


def test_what_assumed_nothing_is_written_beside_what_a_new_generation_ends(database: Database) -> None:
    async def run() -> None:
        async with PostgresEventStore(database.app_url) as store:
            assumed = store.remembered.generation  # before there is any connection
            stale, sound = (
                store.append(replace(an_append(), generation=assumed)),
                store.append(replace(an_append(), generation=None)),
            )
            with capture_logs() as logs:
                refused, written = await asyncio.gather(stale, sound, return_exceptions=True)
            assert isinstance(refused, VersionConflict)
            assert not isinstance(written, BaseException)
            assert written.position == 1
            assert not logs

    asyncio.run(run())
