"""The real lifecycle of 8,313 postings, fed as commands, ends in a live read side equal to a replay of the log.

ROLECALL_SHARED_DATA names the folder that holds it (tech-salary-radar/); without it there is nothing to collect.
"""

import asyncio
import os
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
import uvloop

from domain.job_posting import JOB_POSTING, JobPosting, PostingImported, PostingPublished, PostingReopened, Status
from infrastructure.embedded.postgres import EmbeddedPostgres
from infrastructure.event_store.store import PostgresEventStore
from infrastructure.migrations import APPLICATION
from infrastructure.read_side.pool import read_side_pool
from projections import job_postings
from projections.catalogue import discover
from tests.application.commanding import StoppedClock
from tests.conftest import Database
from tests.histories.desk import Desk
from tests.histories.feeding import fed, follow
from tests.histories.radar import Boards, days, postings
from tests.histories.roles import role_in_force
from tests.projections.tables import parked_of, rows_of

SENIORITIES = ("unspecified", "junior", "mid", "senior", "staff+")
DATABASE = "history_of_boards"
Folded = tuple[dict[UUID, JobPosting], dict[UUID, list[int]]]

if SHARED := os.environ.get("ROLECALL_SHARED_DATA"):
    ROWS = postings(Path(SHARED))
    HISTORY = list(days(Path(SHARED)))
    EVENTS = [event for _, of_posting in HISTORY for events in of_posting.values() for event in events]

    @pytest.fixture(scope="module")
    def live(postgres: EmbeddedPostgres, migrated_template: str) -> str:
        """The database in which all of it happened, while the read side was fed."""
        postgres.create_database(DATABASE, template=migrated_template)
        return postgres.url(APPLICATION, DATABASE)

    @pytest.fixture(scope="module")
    def boards(live: str) -> Boards:
        """What was done, and what was refused."""
        with fed(live), asyncio.Runner(loop_factory=uvloop.new_event_loop) as loop:
            return loop.run(lived_through(live))

    async def lived_through(url: str) -> Boards:
        async with PostgresEventStore(url) as store:
            desk = Desk(store=store, clock=StoppedClock(datetime(2026, 7, 17, 12, tzinfo=UTC)))
            roles = {name: await role_in_force(desk, f"software-work-{name}") for name in SENIORITIES}
            boards = Boards(desk, ROWS, roles)
            await boards.live_through(HISTORY)
            return boards

    def test_everything_that_the_boards_showed_was_done_or_is_accounted_for(boards: Boards) -> None:
        happened = Counter(event["type"] for event in EVENTS)
        done = boards.count
        assert done["AdoptPosting"] == happened["seen_open"] + happened["appeared"] == len(boards.listed) == 8_313
        assert done["ClosePosting"] == happened["gone"] == 1_914
        assert done["ReopenPosting"] + done["RelistPosting"] == happened["reappeared"] == 147
        # The others are a day's rate of exchange, a guessed seniority, and the like.
        decided = done["ApproveAmendment"] + done["RejectAmendment"]
        assert decided + done["change without news of pay"] == happened["changed"] == 4_895

    def test_what_the_law_refuses_of_real_postings_is_counted(boards: Boards) -> None:
        """Most changes took the pay off a page where it must be stated; some pages wait for other words, or a place."""
        done = boards.count
        assert (done["ApproveAmendment"], done["RejectAmendment"], done["WaivePlace"]) == (352, 1_405, 170)
        assert boards.refused == {
            "ApproveAmendment: against-the-law": 1_454,
            "ApproveAmendment: place-unresolved": 95,
            "ApproveAmendment: posting-has-no-place": 54,
            "ReopenPosting: posting-not-approved": 130,
            "ReopenPosting: posting-never-published": 2,
            "PublishPosting: against-the-law": 28,
        }
        assert [rule for rule, _ in boards.broken.most_common(3)] == ["US-CA", "US-NY", "US-WA"]

    def test_what_the_law_finds_in_adopted_postings_is_recorded(log: Folded) -> None:
        states, _ = log
        shown = [state for state in states.values() if state.status is Status.PUBLISHED]
        for state in shown:
            assert state.judgement is not None
            assert set(state.findings) == {result.rule for result in state.judgement.broken}
        assert [len(shown), sum(bool(state.findings) for state in shown)] == [6_523, 1_939]

    def test_positions_are_dense_and_versions_contiguous(boards: Boards, live: str) -> None:
        with psycopg.connect(live) as connection:
            [found] = connection.execute("SELECT count(*), min(notification_id), max(notification_id) FROM log.events")
            events, first, last = found
            assert (first, last) == (1, events)
            gaps = connection.execute(
                "SELECT originator_id FROM log.events GROUP BY originator_id"
                " HAVING min(originator_version) <> 1 OR max(originator_version) <> count(*)"
            )
            assert gaps.fetchall() == []

    def test_periods_are_counted_and_what_is_open_is_public_unless_the_law_refused(
        boards: Boards, live: str, log: Folded
    ) -> None:
        states, periods = log
        for stream, numbers in periods.items():
            assert numbers == list(range(1, states[stream].period + 1))
        listed = {one.stream: one for one in boards.listed.values()}
        public = {stream for stream, state in states.items() if state.status is Status.PUBLISHED}
        assert public == {stream for stream, one in listed.items() if one.public}
        last = {event["job_uid"]: event["type"] for event in EVENTS if event["type"] != "changed"}
        assert {uid for uid, one in boards.listed.items() if one.open} == {uid for uid in last if last[uid] != "gone"}
        for uid, one in boards.listed.items():
            assert states[one.stream].pay == one.pay, uid
        rows = {}
        with psycopg.connect(live) as connection:
            for row in connection.execute(
                f"SELECT posting_id, status, period, published_on FROM {job_postings.projection.source}"
            ):
                rows[row[0]] = row[1:]
        assert rows == {stream: (one.status, one.period, one.published_on) for stream, one in states.items()}

    @pytest.fixture(scope="module")
    def log(boards: Boards, live: str) -> Folded:
        return asyncio.run(folded(live))

    async def folded(url: str) -> Folded:
        """Every posting as the log has it, and the periods that it says have begun."""
        states: dict[UUID, JobPosting] = {}
        periods: dict[UUID, list[int]] = defaultdict(list)
        own = tuple(JOB_POSTING.events.values())
        async with PostgresEventStore(url) as store:
            at = 0
            while chunk := await store.read(at, 2_000):
                for one in chunk:
                    if isinstance(one.event, own):
                        before: Any = states.get(one.stream, JOB_POSTING.initial)
                        states[one.stream] = JOB_POSTING.evolve(before, one.event)
                    if isinstance(one.event, PostingImported | PostingPublished | PostingReopened):
                        periods[one.stream].append(getattr(one.event, "period", 1))
                at = chunk[-1].position
        return states, periods

    def test_the_live_read_side_equals_a_replay(boards: Boards, live: str, database: Database) -> None:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as loop:
            loop.run(compared(live, database.app_url))

    async def compared(live: str, replayed: str) -> None:
        await follow(live, replayed)
        async with read_side_pool(live) as fed_at_once, read_side_pool(replayed) as fed_in_bulk:
            for projection in discover():
                assert await rows_of(fed_at_once, projection.table) == await rows_of(fed_in_bulk, projection.table)
                assert await parked_of(fed_at_once, projection.table) == []
