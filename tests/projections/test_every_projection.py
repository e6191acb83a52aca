"""What holds for every projection in the catalogue, whatever happened: one more projection is tested by existing."""

import asyncio
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from domain.decider import Decider
from domain.job_posting import JOB_POSTING, PostingContent, PostingDrafted, PostingSalaryChanged
from domain.organisation import ORGANISATION
from domain.role import ROLE, RoleContent, RoleDrafted, RoleTitleChanged
from infrastructure.read_side.rebuild import rebuild
from projections import career_paths, job_postings, organisations, roles
from projections.catalogue import AnyProjection, discover
from projections.declaration import Projection
from tests.conftest import Database
from tests.projections.histories import PEOPLE, MemoryLog, history
from tests.projections.tables import applied, engine_for, opened, parked_of, rows_of

every_projection = pytest.mark.parametrize("projection", discover(), ids=lambda projection: projection.table)
any_history = given(seed=st.integers(0, 2**32), size=st.integers(1, 40))
# The database is one for all examples of a test: each begins by dropping its tables.
few = settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])


@every_projection
@few
@any_history
@example(seed=4, size=7)
def test_batch_size_does_not_matter(database: Database, projection: AnyProjection, seed: int, size: int) -> None:
    log = history(Random(seed))

    async def compare() -> None:
        async with opened(database.app_url) as pool:
            one_by_one = await applied(pool, log, projection, [[one] for one in log.events])
            chunks = [log.events[start : start + size] for start in range(0, len(log.events), size)]
            assert await applied(pool, log, projection, chunks) == one_by_one
            assert await applied(pool, log, projection, [log.events]) == one_by_one

    asyncio.run(compare())


@every_projection
@few
@any_history
def test_replay_equals_live_and_twice_equals_once(
    database: Database, projection: AnyProjection, seed: int, size: int
) -> None:
    log = history(Random(seed))

    async def compare() -> None:
        async with opened(database.app_url) as pool:
            live = await applied(pool, log, projection, [[one] for one in log.events])
            for _ in range(2):
                assert await rebuild(pool, log, projection) == len(log.events)
                assert await rows_of(pool, projection.table) == live

    asyncio.run(compare())


@every_projection
@few
@any_history
def test_duplicates_and_shuffled_deliveries_change_nothing(
    database: Database, projection: AnyProjection, seed: int, size: int
) -> None:
    dice = Random(seed)
    log = history(dice)
    delivered = [*log.events, *dice.sample(log.events, len(log.events) // 2)]
    dice.shuffle(delivered)

    async def compare() -> None:
        async with opened(database.app_url) as pool:
            live = await applied(pool, log, projection, [log.events])
            chunks = [delivered[start : start + size] for start in range(0, len(delivered), size)]
            assert await applied(pool, log, projection, chunks) == live

    asyncio.run(compare())


def test_what_could_not_be_written_today_is_folded_by_every_projection(database: Database) -> None:
    log = MemoryLog()
    posting, role = PostingContent(title="Baker"), RoleContent(title="Baker")
    for content, name, value in [(posting, "language", "English"), (posting, "openings", 0), (role, "purpose", " ")]:
        object.__setattr__(content, name, value)
    log.record(UUID(int=1), PostingDrafted(content=posting, by=PEOPLE[:1]))
    log.record(UUID(int=1), PostingSalaryChanged(old=(), new=(), reason="Hours", by=PEOPLE[:1]))
    log.record(UUID(int=2), RoleDrafted(code="baker", content=role, by=PEOPLE[:1]))
    log.record(UUID(int=2), RoleTitleChanged(old="Baker", new="Master Baker", by=PEOPLE[:1]))

    async def apply() -> None:
        async with opened(database.app_url) as pool:
            engine = await engine_for(pool, log, *discover())
            for event in log.events:  # one by one, so that rows are read back before they are folded on
                await engine.apply([event])
            parked = {one.table: await parked_of(pool, one.table) for one in discover()}
            assert parked == {one.table: [] for one in discover()}

    asyncio.run(apply())


def test_a_long_history_fills_every_projection_and_says_what_the_domain_says(database: Database) -> None:
    log = history(Random(0), steps=150)

    async def compare() -> None:
        async with opened(database.app_url) as pool:
            engine = await engine_for(pool, log, *discover())
            await engine.apply(log.events)
            for projection in discover():
                assert await rows_of(pool, projection.table), projection.table
            async with pool.connection() as connection:
                found = await connection.execute(
                    "SELECT posting_id, status, public, role_id, title, period, published_on, document_sha256,"
                    f" live_channels, close_reason, role_approval, version FROM {job_postings.projection.source}"
                )
                for posting_id, *columns, version in await found.fetchall():
                    state = JOB_POSTING.fold(one.event for one in log.events if one.stream == posting_id)
                    assert columns == [
                        state.status,
                        state.public,
                        state.role_id,
                        state.content.title,
                        state.period,
                        state.published_on,
                        state.document_sha256,
                        list(state.live_channels),
                        state.close_reason,
                        state.role_approval,
                    ]
                    assert version == sum(one.stream == posting_id for one in log.events)
                found = await connection.execute(
                    f"SELECT role_id, status, title, approval, in_force_title, version FROM {roles.projection.source}"
                )
                for role_id, status, title, approval, in_force_title, version in await found.fetchall():
                    role = ROLE.fold(one.event for one in log.events if one.stream == role_id)
                    assert (status, title, approval) == (role.status, role.content.title, role.approval)
                    assert in_force_title == (role.in_force.title if role.in_force else None)
                    assert version == sum(one.stream == role_id for one in log.events)
                    steps = await connection.execute(
                        f"SELECT count(*) FROM {career_paths.projection.source} WHERE role_id = %s", [role_id]
                    )
                    assert await steps.fetchall() == [(len(set(role.content.career_path)),)]

    asyncio.run(compare())


@pytest.mark.parametrize(
    ("projection", "decider"),
    [(job_postings.projection, JOB_POSTING), (roles.projection, ROLE), (organisations.projection, ORGANISATION)],
    ids=["postings", "roles", "organisations"],
)
def test_a_row_keeps_step_with_its_stream(projection: Projection[Any], decider: Decider[Any, Any, Any]) -> None:
    """Its version is the ETag that a reader sends back: an event it left out would make every answer stale."""
    assert projection.handles == frozenset(decider.events.values())
