"""A day that the law itself has set passes: the posting is judged anew then, what it lacks is found, and once."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from domain.decider import Context
from domain.job_posting import JOB_POSTING, FindingOpened, JudgePosting, PostingEvent, PostingFacts, PublishPosting
from domain.places import Location
from domain.recorded import Recorded
from infrastructure.law import load_rules
from infrastructure.read_side.pool import Pool
from infrastructure.read_side.queries import ReadSide
from projections import job_postings, roles
from projections.job_postings import due
from tests.conftest import Database
from tests.domain.given import ALICE
from tests.domain.postings import approved, drafted, pay, submitted
from tests.domain.roles import role_in_force
from tests.projections.histories import MemoryLog
from tests.projections.tables import engine_for, run

RULES = load_rules()
POSTING = UUID(int=1)
CHICAGO = Location(country="US", region="US-IL", locality="Chicago")
PUBLISHED_AT = datetime(2026, 3, 10, 18, tzinfo=UTC)
LAST_DAY = date(2026, 3, 24)  # fourteen days on, Illinois asks for own staff to have been told
OVER_EVERYWHERE = datetime(2026, 3, 25, 12, tzinfo=UTC)
LATER = datetime(2026, 3, 26, 12, tzinfo=UTC)


class Board:
    """One posting in Chicago, of which own staff are never told."""

    def __init__(self) -> None:
        self.log = MemoryLog()
        lawful: dict[str, Any] = {"benefits": "Bread", "other_compensation": "None", "time_zone": "America/Chicago"}
        draft = drafted(locations=(CHICAGO,), pay=(pay(currency="USD"),), deadline=None, rolling=True, **lawful)
        self.events: list[PostingEvent] = [draft, submitted(), approved()]
        self.recorded: list[Recorded[Any]] = [self.log.record(POSTING, event) for event in self.events]

    def ask(self, command: Any, at: datetime) -> list[Recorded[Any]]:
        facts = PostingFacts(rules=RULES, role=role_in_force())
        context = Context(stream=POSTING, now=at, actor=ALICE, fresh=POSTING, facts=facts)
        events = JOB_POSTING.decide(command, JOB_POSTING.fold(self.events), context)
        self.events.extend(events)
        return [self.log.record(POSTING, event) for event in events]


def test_a_day_that_passes_unkept_is_found_once() -> None:
    board = Board()
    board.ask(PublishPosting(), PUBLISHED_AT)
    state = JOB_POSTING.fold(board.events)
    assert state.judgement is not None
    assert (state.judgement.refuses, state.judgement.next_due) == (False, LAST_DAY)
    assert board.ask(JudgePosting(), datetime(2026, 3, 24, 18, tzinfo=UTC)) == []
    assert FindingOpened in [type(one.event) for one in board.ask(JudgePosting(), OVER_EVERYWHERE)]
    assert board.ask(JudgePosting(), LATER) == []


def test_it_falls_due_when_the_day_is_over_everywhere_and_no_more_once_it_was_found(database: Database) -> None:
    board = Board()
    published = board.ask(PublishPosting(), PUBLISHED_AT)

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, board.log, job_postings.projection, roles.projection)
        await engine.apply([*board.recorded, *published])
        read_side = ReadSide(pool, board.log, (job_postings.projection, roles.projection))

        async def found(now: datetime) -> list[str]:
            return [row["what"] for row in await read_side.rows(due(now, RULES))]

        assert await found(datetime(2026, 3, 25, 11, 59, tzinfo=UTC)) == []
        assert await found(OVER_EVERYWHERE) == ["review"]
        await engine.apply(board.ask(JudgePosting(), OVER_EVERYWHERE))
        assert await found(LATER) == []

    run(database, test)
