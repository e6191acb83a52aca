"""The organisation's read table: its rows are the domain's own state, and each filter finds its own."""

from random import Random
from typing import Any
from uuid import UUID

import msgspec
import pytest

from domain.organisation import (
    ORGANISATION,
    Headcount,
    HeadcountRecorded,
    Kind,
    OrganisationClosed,
    OrganisationRegistered,
    OrganisationRenamed,
    Status,
)
from infrastructure.read_side.pool import Pool
from infrastructure.read_side.queries import ReadSide
from projections import organisations
from projections.organisations import STATE, OrganisationFilter
from projections.paging import Cursor
from tests.conftest import Database
from tests.domain.organisations import NEW_YEAR
from tests.projections.histories import MemoryLog, history
from tests.projections.tables import engine_for, run

TOP, OVEN, COUNTER = UUID(int=1), UUID(int=2), UUID(int=3)


def a_company() -> MemoryLog:
    """A company with two units, one of which was renamed, the other closed."""
    log = MemoryLog()
    log.record(TOP, OrganisationRegistered(kind=Kind.LEGAL_ENTITY, name="Bread Inc."))
    log.record(OVEN, OrganisationRegistered(kind=Kind.UNIT, name="Oven", parent=TOP))
    log.record(COUNTER, OrganisationRegistered(kind=Kind.UNIT, name="Counter", parent=TOP))
    log.record(TOP, HeadcountRecorded(jurisdiction="US-CO", size=20, effective_from=NEW_YEAR))
    log.record(OVEN, OrganisationRenamed(old="Oven", new="Night Oven"))
    log.record(COUNTER, OrganisationClosed(reason="Sold"))
    return log


def as_json(value: Any) -> Any:
    """As a reader of the API would have it."""
    return msgspec.json.decode(msgspec.json.encode(value))


async def read(pool: Pool, log: MemoryLog) -> ReadSide:
    """The projection, fed with the log."""
    engine = await engine_for(pool, log, organisations.projection)
    await engine.apply(log.events)
    return ReadSide(pool, log, (organisations.projection,))


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (OrganisationFilter(), ["Bread Inc.", "Counter", "Night Oven"]),
        (OrganisationFilter(kind=Kind.LEGAL_ENTITY), ["Bread Inc."]),
        (OrganisationFilter(status=Status.CLOSED), ["Counter"]),
        (OrganisationFilter(parent=TOP), ["Counter", "Night Oven"]),
        (OrganisationFilter(parent=TOP, status=Status.OPEN), ["Night Oven"]),
        (OrganisationFilter(text="night"), ["Night Oven"]),
        (OrganisationFilter(text="Oven -night"), []),
    ],
)
def test_each_filter_finds_its_own(database: Database, wanted: OrganisationFilter, names: list[str]) -> None:
    async def test(pool: Pool) -> None:
        rows = await (await read(pool, a_company())).rows(organisations.search(wanted, limit=10))
        assert [row["name"] for row in rows] == names

    run(database, test)


@pytest.mark.parametrize("sort", organisations.SORTS)
def test_page_after_page_finds_each_once(database: Database, sort: str) -> None:
    async def test(pool: Pool) -> None:
        read_side = await read(pool, a_company())
        found, after = [], None
        while rows := await read_side.rows(organisations.search(OrganisationFilter(), sort=sort, after=after, limit=1)):
            found.append(rows[0]["organisation_id"])
            after = Cursor(rows[0]["sort_value"], str(rows[0]["organisation_id"]))
        assert sorted(found) == [TOP, OVEN, COUNTER]

    run(database, test)


def test_a_row_says_all_that_is_known_of_it(database: Database) -> None:
    async def test(pool: Pool) -> None:
        [row] = await (await read(pool, a_company())).rows(organisations.by_id(TOP))
        counted = Headcount(jurisdiction="US-CO", size=20, effective_from=NEW_YEAR)
        assert row["headcounts"] == [as_json(counted)]
        assert (row["version"], row["position"], row["behind_since"]) == (2, 4, None)

    run(database, test)


def test_after_a_long_history_each_row_is_what_the_domain_makes_of_the_events(database: Database) -> None:
    log = history(Random(2), steps=300)

    async def test(pool: Pool) -> None:
        read_side = await read(pool, log)
        rows = await read_side.rows(organisations.search(OrganisationFilter(), limit=10))
        assert len(rows) == 3
        for row in rows:
            own = [one for one in log.events if one.stream == row["organisation_id"]]
            state = ORGANISATION.fold(one.event for one in own)
            assert as_json({name: row[name] for name in STATE}) == as_json({n: getattr(state, n) for n in STATE})
            assert row["version"] == len(own)

    run(database, test)
