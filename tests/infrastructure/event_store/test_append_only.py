"""Nothing in the log can be changed: the application has no right to, and the owner meets a trigger."""

import asyncio

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, RestrictViolation

from infrastructure.event_store.store import PostgresEventStore
from tests.conftest import Database
from tests.infrastructure.event_store.appends import an_append

TABLES = {"events": "topic", "documents": "content", "epochs": "reason"}  # and a column to change
CHANGES = (
    "UPDATE log.{table} SET {column} = {column}",
    "DELETE FROM log.{table}",
    "DELETE FROM log.{table} WHERE false",
    "TRUNCATE log.{table}",
    "MERGE INTO log.{table} AS t USING (SELECT 1) AS s ON true WHEN MATCHED THEN DELETE",
)


@pytest.fixture
def written(database: Database) -> Database:
    async def write() -> None:
        async with PostgresEventStore(database.app_url) as store:
            await store.append(an_append(documents=[b"bytes"]))

    asyncio.run(write())
    return database


def test_the_application_can_write_by_the_function_only(written: Database) -> None:
    statements = [
        *(f"DELETE FROM log.{table}" for table in TABLES),
        *(f"TRUNCATE log.{table}" for table in TABLES),
        "UPDATE log.events SET topic = ''",
        "UPDATE log.documents SET content = ''",
        "UPDATE log.epochs SET reason = ''",
        "INSERT INTO log.events SELECT * FROM log.events",
        "INSERT INTO log.documents VALUES ('', '')",
        "INSERT INTO log.epochs (number, begun_after, reason) VALUES (2, 0, '')",
        "COPY log.events FROM STDIN",
        "SELECT log.begin_epoch('mine')",
        "ALTER TABLE log.events DISABLE TRIGGER append_only",
        "SET session_replication_role = replica",
        "CREATE TABLE log.mine ()",
    ]
    with psycopg.connect(written.app_url, autocommit=True) as app:
        for statement in statements:
            with pytest.raises(InsufficientPrivilege):
                app.execute(statement)


def test_nobody_else_may_call_the_function_or_read_the_log(written: Database) -> None:
    with psycopg.connect(written.admin_url) as admin:
        admin.execute("CREATE ROLE passer_by; GRANT pg_read_all_settings TO passer_by; SET LOCAL ROLE passer_by")
        allowed = admin.execute(
            "SELECT bool_or(has_function_privilege(oid, 'EXECUTE')), has_schema_privilege('log', 'USAGE')"
            " FROM pg_proc WHERE pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'log')"
        ).fetchone()
        admin.rollback()
    assert allowed == (False, False)


@pytest.mark.parametrize("role", ["origin", "replica", "local"])
def test_the_owner_meets_a_trigger_in_every_replication_role(written: Database, role: str) -> None:
    with psycopg.connect(written.admin_url, autocommit=True) as admin:
        admin.execute(f"SET session_replication_role = {role}")  # only a superuser may
        admin.execute("SET ROLE rolecall_owner")
        for table, column in TABLES.items():
            before = admin.execute(f"SELECT * FROM log.{table}").fetchall()
            for change in CHANGES:
                with pytest.raises(RestrictViolation, match="append-only"):
                    admin.execute(change.format(table=table, column=column))
            assert admin.execute(f"SELECT * FROM log.{table}").fetchall() == before != []


def test_an_insert_that_would_update_instead_is_refused_too(written: Database) -> None:
    with psycopg.connect(written.owner_url) as owner, pytest.raises(RestrictViolation):
        owner.execute(
            "INSERT INTO log.documents VALUES (sha256('bytes'), 'other')"
            " ON CONFLICT (sha256) DO UPDATE SET content = excluded.content"
        )
