"""Brings a database to the schema that this code needs; run by `rolecall migrate` and at every `rolecall up`."""

from pathlib import Path

import psycopg
from psycopg import sql

OWNER = "rolecall_owner"  # owns the log and its functions
APPLICATION = "rolecall_app"  # reads the log, calls its function, owns the read side
SCHEMAS = (Path("event_store/schema.sql"),)  # each can be run again: IF NOT EXISTS, OR REPLACE
_LOCK = 0x526F6C6563616C6C  # "Rolecall" in ASCII: one migration at a time in a database


def migrate(url: str) -> None:
    """Apply every schema in one transaction; where all is there already, nothing changes.

    `url` logs in as the owner, or as an administrator who may create the two roles and become the owner.
    Raises psycopg.Error where the database is away or refuses; then nothing was changed.
    """
    here = Path(__file__).parent
    with psycopg.connect(url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        _become_owner(connection)
        for schema in SCHEMAS:
            connection.execute((here / schema).read_bytes())
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS read_side AUTHORIZATION {APPLICATION}")


def _become_owner(connection: psycopg.Connection) -> None:
    known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
    for role in (OWNER, APPLICATION):
        if role not in known:
            connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))
    if connection.info.user != OWNER:
        connection.execute(f"GRANT {APPLICATION} TO {OWNER}")
        connection.execute(f"GRANT {OWNER} TO current_user")
        database = sql.Identifier(connection.info.dbname)
        connection.execute(
            sql.SQL("GRANT CREATE, CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(OWNER))
        )
        connection.execute(f"SET LOCAL ROLE {OWNER}")
