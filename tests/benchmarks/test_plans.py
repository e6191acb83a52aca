"""What PostgreSQL plans for every question that the read side answers, over a million postings."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any, Final

import psycopg
import pytest

from application.audit import history, snapshot
from benchmarks import multiplied
from benchmarks.questions import PAGE, Known, query_functions, questions
from domain.job_posting import JOB_POSTING
from infrastructure.embedded.cluster import ADMIN
from infrastructure.embedded.postgres import EmbeddedPostgres
from infrastructure.event_store.store import PostgresEventStore
from infrastructure.migrations import APPLICATION
from infrastructure.read_side.pool import READERS
from projections import job_postings
from projections.declaration import Query
from projections.job_postings import PostingFilter
from projections.paging import Cursor

MILLION: Final = 1_000_000
TRIED: Final = 5  # plans that PostgreSQL makes for the values asked before it considers one for all
LARGE: Final = 10_000  # rows: below, reading them all is the shortest way
# What has to look at many rows, whatever the index, and why.
READS_MUCH: Final = {
    "hiring_dashboard.by_unit_and_month": "it adds up a year of every unit's postings",
}


@pytest.fixture(scope="module")
def million(postgres: EmbeddedPostgres, migrated_template: str) -> Iterator[str]:
    """A database of a million postings, and of as much of everything else as belongs to them."""
    name = "million"
    postgres.create_database(name, template=migrated_template)
    app, admin = postgres.url(APPLICATION, name), postgres.url(ADMIN, name)
    asyncio.run(multiplied.write(app, words=6))
    multiplied.fill(admin, copies=MILLION // multiplied.ORIGINALS, most=MILLION)
    yield app
    with psycopg.connect(postgres.url(ADMIN, "postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_every_query_there_is_is_asked() -> None:
    asked = {label.split()[0].rstrip(",") for label in questions(Known.none())}
    assert asked == set(query_functions())


def test_no_question_reads_a_large_table_from_end_to_end(million: str) -> None:
    scanned = []
    with psycopg.connect(million, autocommit=True, options=f"-c timezone=UTC {READERS}") as connection:
        sizes: dict[str, float] = dict(
            connection.execute("SELECT relname, reltuples FROM pg_class WHERE relkind = 'r'").fetchall()
        )
        counted = connection.execute("SELECT count(*) FROM read_side.job_postings_v1").fetchone()
        assert counted == (MILLION,)
        for label, question in questions(Known.of(million)).items():
            query = question()
            explained = connection.execute(f"EXPLAIN (FORMAT JSON) {query.sql}", query.parameters).fetchall()
            if query.one_plan:
                explained += connection.execute(f"EXPLAIN (GENERIC_PLAN, FORMAT JSON) {_numbered(query)}").fetchall()
            scanned += [
                f"{label}: {node['Relation Name']}"
                for (plans,) in explained
                for node in nodes(plans[0]["Plan"])
                if node["Node Type"] == "Seq Scan" and sizes[node["Relation Name"]] > LARGE and label not in READS_MUCH
            ]
    assert scanned == []


def test_a_roles_page_among_what_was_never_published_is_looked_up(million: str) -> None:
    role = Known.of(million).any("job_postings", "role_id")
    behind = Cursor("-infinity", "80000000-0000-0000-0000-000000000000")
    query = job_postings.search(PostingFilter(role_id=role), sort="published", after=behind, limit=PAGE)
    with psycopg.connect(million, autocommit=True, options=f"-c timezone=UTC {READERS}") as connection:
        [(plans,)] = connection.execute(f"EXPLAIN (FORMAT JSON) {query.sql}", query.parameters).fetchall()
    used = [node["Index Name"] for node in nodes(plans[0]["Plan"]) if "job_postings" in node.get("Index Name", "")]
    assert used == ["job_postings_v1_role_id_idx"]


def test_what_needs_one_plan_is_planned_once(million: str) -> None:
    with psycopg.connect(million, autocommit=True, options=f"-c timezone=UTC {READERS}") as connection:
        connection.prepared_max = None
        for label, question in questions(Known.of(million)).items():
            if "deep" in label:  # knowing the cursor, PostgreSQL may think itself better off, and then plans as before
                continue
            for query in [question() for _ in range(TRIED + 2)] if question().one_plan else ():
                connection.execute(query.sql, query.parameters, prepare=True)
        planned_anew = connection.execute("SELECT statement FROM pg_prepared_statements WHERE generic_plans = 0")
        assert planned_anew.fetchall() == []
        assert connection.execute("SELECT count(*) > 20 FROM pg_prepared_statements").fetchone() == (True,)


def test_what_a_stream_came_to_is_looked_up_in_the_log(postgres: EmbeddedPostgres, migrated_template: str) -> None:
    name = "long_log"
    postgres.create_database(name, template=migrated_template)
    app, admin = postgres.url(APPLICATION, name), postgres.url(ADMIN, name)
    asyncio.run(multiplied.write(app, words=6))
    events = multiplied.fill(admin, copies=20, tables=())
    scanned = f"SELECT seq_scan FROM pg_stat_all_tables WHERE relid = '{multiplied.LOG}'::regclass"

    async def ask() -> None:
        async with PostgresEventStore(app) as store:
            last = (await store.read(events - 1, 1))[0]
            for _ in range(TRIED + 2):
                at = await snapshot(store, JOB_POSTING, last.stream, as_of=last.recorded_at)
                before = await snapshot(store, JOB_POSTING, last.stream, version=last.version - 1)
                entries = await history(store, JOB_POSTING, last.stream)
            assert (at.last.version, before.last.version, len(entries)) == (
                last.version,
                last.version - 1,
                last.version,
            )

    with psycopg.connect(admin, autocommit=True) as connection:
        before = connection.execute(scanned).fetchone()
        asyncio.run(ask())  # its connections tell what they did as they are closed
        assert connection.execute(scanned).fetchone() == before


def _numbered(query: Query) -> str:
    """Its SQL with PostgreSQL's own parameters, $1 and so on."""
    numbers: dict[str, int] = {}
    return re.sub(r"%\((\w+)\)s", lambda found: f"${numbers.setdefault(found[1], len(numbers) + 1)}", query.sql)


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The plan's node and all below it."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)
