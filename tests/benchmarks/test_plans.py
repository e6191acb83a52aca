"""What PostgreSQL plans for every question that the read side answers, over a million postings."""

import asyncio
from collections.abc import Iterator
from typing import Any, Final

import psycopg
import pytest

from benchmarks import multiplied
from benchmarks.questions import Known, query_functions, questions
from infrastructure.embedded.cluster import ADMIN
from infrastructure.embedded.postgres import EmbeddedPostgres
from infrastructure.migrations import APPLICATION
from infrastructure.read_side.pool import READERS

MILLION: Final = 1_000_000
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
            [(explained,)] = connection.execute(f"EXPLAIN (FORMAT JSON) {query.sql}", query.parameters).fetchall()
            scanned += [
                f"{label}: {node['Relation Name']}"
                for node in nodes(explained[0]["Plan"])
                if node["Node Type"] == "Seq Scan" and sizes[node["Relation Name"]] > LARGE and label not in READS_MUCH
            ]
    assert scanned == []


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The plan's node and all below it."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)
