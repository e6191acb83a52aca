"""A database can be migrated by its owner or an administrator, once or many times, also by two at once."""

from concurrent.futures import ThreadPoolExecutor

import psycopg

from infrastructure.migrations import APPLICATION, OWNER, migrate
from tests.conftest import Database


def schemas(url: str) -> dict[str, str]:
    """Schema -> its owner."""
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT nspname, nspowner::regrole::text FROM pg_namespace").fetchall()
    return {name: owner for name, owner in rows if not name.startswith("pg_") and name != "information_schema"}


def test_the_owner_owns_the_log_and_the_application_the_read_side(database: Database) -> None:
    assert schemas(database.owner_url) == {"public": "pg_database_owner", "log": OWNER, "read_side": APPLICATION}


def test_migrating_again_by_owner_or_administrator_changes_nothing(database: Database) -> None:
    before = schemas(database.admin_url)
    migrate(database.owner_url)
    migrate(database.admin_url)
    assert schemas(database.admin_url) == before


def test_two_migrations_at_once_wait_for_each_other(database: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, [database.owner_url, database.admin_url] * 2))
    assert "log" in schemas(database.owner_url)


def test_the_application_can_neither_migrate_nor_make_schemas(database: Database) -> None:
    with psycopg.connect(database.app_url) as connection:
        try:
            connection.execute("CREATE SCHEMA mine")
        except psycopg.errors.InsufficientPrivilege:
            return
    raise AssertionError("the application made a schema")
