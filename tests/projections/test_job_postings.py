"""Searching postings: each filter, each order, pages without gaps, and what the public may see."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from domain.job_posting import (
    CloseReason,
    PostingClosed,
    PostingContent,
    PostingDrafted,
    PostingJudged,
    PostingPublished,
    PublicationScheduled,
    Status,
)
from domain.law import RuleBook
from domain.law.judgement import Judgement
from domain.pay import PayRange, Period, WorkingTime
from domain.places import EmploymentType, Location, WorkMode
from domain.requirements import Responsibility
from domain.role import RoleContent, RoleDrafted, RoleRetired
from infrastructure.law import load_rules
from infrastructure.read_side.pool import Pool
from infrastructure.read_side.queries import ReadSide
from projections import job_postings, roles
from projections.catalogue import discover
from projections.job_postings import SORTS, PostingFilter, by_id, due, paid, search
from projections.paging import Cursor
from tests.conftest import Database
from tests.projections.histories import PEOPLE, MemoryLog, history
from tests.projections.tables import engine_for, run

BAKER, COOK, SECRET = UUID(int=1), UUID(int=2), UUID(int=3)
ROLE = UUID(int=9)
NO_LAW = replace(load_rules(), rules=())
BERLIN = Location(country="DE", region="DE-BE", locality="Berlin")


def pay(minimum: int, maximum: int, currency: str = "EUR", period: Period = Period.YEAR) -> PayRange:
    return PayRange(currency=currency, period=period, minimum=Decimal(minimum), maximum=Decimal(maximum))


def three_postings() -> MemoryLog:
    """A baker (published), a cook (draft, remote, by the hour) and a confidential one (published)."""
    log = MemoryLog()
    baker = PostingContent(
        title="Baker",
        description="Bread before dawn.",
        duties=(Responsibility("Kneading doughs"),),
        locations=(BERLIN,),
        work_mode=WorkMode.ON_SITE,
        employment_type=EmploymentType.FULL_TIME,
        deadline=date(2026, 3, 31),
        time_zone="Europe/Berlin",
        contact="Canary Person",
    )
    cook = PostingContent(
        title="Cook",
        work_mode=WorkMode.REMOTE,
        remote_regions=("US-CO", "CA"),
        employment_type=EmploymentType.PART_TIME,
        working_time=WorkingTime(hours_per_week=Decimal(20)),
    )
    log.record(ROLE, RoleDrafted(code="baker", content=RoleContent(title="Baking"), by=PEOPLE[:1]))
    log.record(BAKER, PostingDrafted(content=baker, role_id=ROLE, pay=(pay(30_000, 40_000),), by=PEOPLE[:1]))
    log.record(COOK, PostingDrafted(content=cook, pay=(pay(40, 60, "USD", Period.HOUR),), by=PEOPLE[:1]))
    log.record(SECRET, PostingDrafted(content=PostingContent(title="Secret", confidential=True), by=PEOPLE[:1]))
    published = PostingPublished(
        period=1,
        published_on=date(2026, 3, 2),
        document_sha256="a" * 64,
        renderer=1,
        role_approval=1,
        judgement=Judgement(day=date(2026, 3, 2), rules_sha256=NO_LAW.sha256, places=("DE", "DE-BE")),
    )
    log.record(BAKER, published)
    log.record(SECRET, published)
    return log


async def read(pool: Pool, log: MemoryLog) -> ReadSide:
    """Every projection, fed with the log."""
    engine = await engine_for(pool, log, *discover())
    await engine.apply(log.events)
    return ReadSide(pool, log, discover())


FOUND: Sequence[tuple[PostingFilter, set[UUID]]] = [
    (PostingFilter(), {BAKER, COOK, SECRET}),
    (PostingFilter(status=Status.DRAFT), {COOK}),
    (PostingFilter(role_id=ROLE), {BAKER}),
    (PostingFilter(text="knead dough"), {BAKER}),
    (PostingFilter(text="bread -dawn"), set()),
    (PostingFilter(text="berlin"), {BAKER}),
    (PostingFilter(work_mode=WorkMode.REMOTE), {COOK}),
    (PostingFilter(country="DE"), {BAKER}),
    (PostingFilter(country="CA"), {COOK}),
    (PostingFilter(country="US"), {COOK}),
    (PostingFilter(employment_type=EmploymentType.PART_TIME), {COOK}),
    (PostingFilter(salary_at_least=Decimal(40_000)), {BAKER, COOK}),
    (PostingFilter(salary_at_least=Decimal(40_001)), {COOK}),
    (PostingFilter(salary_at_least=Decimal(62_401)), set()),
    (PostingFilter(salary_at_least=Decimal(1), currency="EUR"), {BAKER}),
]


def test_each_filter_finds(database: Database) -> None:
    async def test(pool: Pool) -> None:
        read_side = await read(pool, three_postings())
        for wanted, found in FOUND:
            rows = await read_side.rows(search(wanted, limit=10))
            assert {row["posting_id"] for row in rows} == found, wanted

    run(database, test)


def test_the_public_sees_what_is_published_and_nothing_internal_or_confidential(database: Database) -> None:
    async def test(pool: Pool) -> None:
        read_side = await read(pool, three_postings())
        end = datetime(2026, 3, 31, 22, tzinfo=UTC)
        for now, public in [(end - timedelta(microseconds=1), [BAKER]), (end, [])]:
            rows = await read_side.rows(search(PostingFilter(), limit=10, public_at=now))
            assert [row["posting_id"] for row in rows] == public
            assert [row["posting_id"] for row in await read_side.rows(by_id(BAKER, public_at=now))] == public
            assert await read_side.rows(by_id(SECRET, public_at=now)) == []
        assert len(await read_side.rows(by_id(SECRET))) == 1

    run(database, test)


def test_one_posting_comes_with_its_role_and_without_the_person_to_ask(database: Database) -> None:
    async def test(pool: Pool) -> None:
        read_side = await read(pool, three_postings())
        [row] = await read_side.rows(by_id(BAKER))
        assert (row["role_title"], row["role_code"], row["version"]) == ("Baking", "baker", 2)
        assert row["expires_at"] == datetime(2026, 3, 31, 22, tzinfo=UTC)  # Berlin's midnight, summer time
        assert row["content"]["duties"][0]["text"] == "Kneading doughs"
        assert row["behind_since"] is None
        async with pool.connection() as connection:
            for projection in discover():
                dumped = await connection.execute(f"SELECT string_agg(t::text, '') FROM {projection.source} t")
                assert "Canary" not in str(await dumped.fetchall()), projection.name

    run(database, test)


def test_in_every_order_pages_follow_each_other_without_gap_or_overlap(database: Database) -> None:
    log = history(Random(5), steps=20)
    for number in range(23):
        content = PostingContent(
            title=f"Title {number % 4}", deadline=date(2026, 5, 1) + timedelta(days=number) if number % 3 else None
        )
        offered = (pay(1000, 1000 + number % 5),) if number % 2 else ()
        log.record(UUID(int=100 + number), PostingDrafted(content=content, pay=offered, by=PEOPLE[:1]))

    async def test(pool: Pool) -> None:
        read_side = await read(pool, log)
        for sort in SORTS:
            everything = [
                row["posting_id"] for row in await read_side.rows(search(PostingFilter(), sort=sort, limit=99))
            ]
            paged: list[Any] = []
            cursor = None
            while rows := await read_side.rows(search(PostingFilter(), sort=sort, after=cursor, limit=4)):
                paged += [row["posting_id"] for row in rows]
                cursor = Cursor(rows[-1]["sort_value"], str(rows[-1]["posting_id"]))
            assert paged == everything, sort
            assert len(set(everything)) == len(everything) >= 23

    run(database, test)


def test_postings_fall_due_with_their_last_day_and_with_their_roles_grace(database: Database) -> None:
    log = three_postings()

    async def test(pool: Pool) -> None:
        read_side = await read(pool, log)
        end = datetime(2026, 3, 31, 22, tzinfo=UTC)
        assert await read_side.rows(due(end - timedelta(seconds=1), NO_LAW)) == []
        [row] = await read_side.rows(due(end, NO_LAW))
        assert (row["posting_id"], row["period"], row["reason"], row["since"]) == (BAKER, 1, CloseReason.EXPIRED, end)

        retired = log.record(ROLE, RoleRetired(reason="Merged.", postings_close_on=date(2026, 3, 15)))
        engine = await engine_for(pool, log, job_postings.projection, roles.projection)
        await engine.apply([retired])
        grace_over = datetime(2026, 3, 16, tzinfo=UTC)
        assert await read_side.rows(due(grace_over - timedelta(seconds=1), NO_LAW)) == []
        [row] = await read_side.rows(due(grace_over, NO_LAW))
        assert (row["posting_id"], row["reason"], row["since"]) == (BAKER, CloseReason.ROLE_RETIRED, grace_over)

        await engine.apply([log.record(BAKER, PostingClosed(reason=CloseReason.FILLED))])
        assert await read_side.rows(due(end, NO_LAW)) == []

    run(database, test)


def test_a_posting_with_parked_events_does_not_take_the_place_of_others_that_are_due(database: Database) -> None:
    log = three_postings()

    async def test(pool: Pool) -> None:
        read_side = await read(pool, log)
        end = datetime(2026, 3, 31, 22, tzinfo=UTC)
        assert len(await read_side.rows(due(end, NO_LAW))) == 1
        async with pool.connection() as connection:
            await connection.execute(
                "INSERT INTO read_side.parked (projection, stream, key, position, event_id, error)"
                " VALUES (%s, %s, %s, 5, gen_random_uuid(), 'poison')",
                [job_postings.projection.table, BAKER, [str(BAKER)]],
            )
        assert await read_side.rows(due(end, NO_LAW)) == []

    run(database, test)


def test_pay_by_the_year_needs_hours_and_one_currency() -> None:
    hourly = (pay(10, 20, "USD", Period.HOUR),)
    content = PostingContent(title="Baker")
    with_hours = replace(content, working_time=WorkingTime(hours_per_week=Decimal(40)))
    assert paid(with_hours, hourly)["yearly_minimum"] == Decimal("20800.00")
    assert paid(content, hourly)["yearly_minimum"] is None
    assert paid(content, hourly)["pay_minimum"] == Decimal(10)
    assert paid(content, (pay(1, 2, "EUR"), pay(3, 4, "USD")))["pay_currency"] is None
    monthly = paid(content, (pay(1000, 2000, period=Period.MONTH), pay(10, 20_000)))
    assert (monthly["yearly_minimum"], monthly["yearly_maximum"]) == (Decimal("10.00"), Decimal("24000.00"))
    assert monthly["pay_period"] is None
    assert set(paid(content, ()).values()) == {None}


def test_a_scheduled_posting_falls_due_at_its_hour_and_a_shown_one_when_a_rule_that_reaches_it_turns(
    database: Database,
) -> None:
    log = three_postings()
    hour = datetime(2026, 3, 9, 7, tzinfo=UTC)
    log.record(COOK, PublicationScheduled(at=hour, by=PEOPLE[:1]))
    day = date(2026, 3, 20)
    rule = replace(load_rules().rules[0], jurisdiction="DE-BE", starts=day, amended=None, requirements=())
    elsewhere = replace(rule, jurisdiction="US-CO")

    async def test(pool: Pool) -> None:
        read_side = await read(pool, log)

        async def found(now: datetime, rules: RuleBook) -> list[tuple[str, UUID]]:
            return [(row["what"], row["posting_id"]) for row in await read_side.rows(due(now, rules))]

        assert await found(hour - timedelta(seconds=1), NO_LAW) == []
        assert await found(hour, NO_LAW) == [("publish", COOK)]
        begun_everywhere = datetime(2026, 3, 20, 12, tzinfo=UTC)
        in_berlin = replace(NO_LAW, rules=(rule,))
        assert ("review", BAKER) not in await found(begun_everywhere - timedelta(seconds=1), in_berlin)
        assert ("review", BAKER) in await found(begun_everywhere, in_berlin)
        assert ("review", BAKER) not in await found(begun_everywhere, replace(NO_LAW, rules=(elsewhere,)))
        assert ("review", BAKER) in await found(hour, replace(NO_LAW, sha256="another"))
        judgement = Judgement(day=day, rules_sha256=NO_LAW.sha256, places=("DE", "DE-BE"))
        engine = await engine_for(pool, log, *discover())
        await engine.apply([log.record(BAKER, PostingJudged(judgement=judgement))])
        assert ("review", BAKER) not in await found(begun_everywhere, in_berlin)

    run(database, test)
