"""A PostgreSQL data folder as Rolecall wants it: one order of texts everywhere, three logins, one database."""

import json
import os
import secrets
import shutil
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from infrastructure.embedded.errors import EmbeddedServerError
from infrastructure.embedded.identity import Identity
from infrastructure.migrations import APPLICATION, OWNER

ADMIN = "rolecall_admin"  # the bootstrap superuser: makes roles and databases
DATABASE = "rolecall"

# The working folder leads to the data: parent folders that the unprivileged user may not enter, spaces, and paths
# longer than PostgreSQL's buffers do not matter.
DATA_BY_CWD = "/proc/self/cwd"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def make_cluster(data: Path, passwords: Path, programs: Path, scratch: Path, identity: Identity, *, sync: bool) -> None:
    """Run initdb into `data`, which must not exist, and write the roles' passwords to `passwords`.

    `scratch` is a folder that `identity` reaches. Raises EmbeddedServerError in PostgreSQL's words.
    """
    fresh = data.with_name("data.new")  # renamed when whole: a kill in the middle leaves nothing that looks like data
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    identity.own(fresh)
    secret = {role: secrets.token_hex(16) for role in (ADMIN, OWNER, APPLICATION)}
    _write_private(passwords, json.dumps(secret))
    password_file = scratch / "password"
    _write_private(password_file, secret[ADMIN])
    identity.own(password_file)
    command = [str(programs / "initdb"), "-D", DATA_BY_CWD, "-U", ADMIN, f"--pwfile={password_file}"]
    # C.UTF-8 of PostgreSQL itself: the same order of texts on every machine, whatever its C library.
    command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command += ["--auth=scram-sha-256"] if sync else ["--auth=scram-sha-256", "--no-sync"]
    made = subprocess.run(
        command,
        cwd=fresh,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        **identity.popen_arguments(),
    )
    password_file.unlink()
    if made.returncode != 0:
        raise EmbeddedServerError(f"PostgreSQL could not make its data folder {fresh}: {made.stderr.strip()}")
    fresh.rename(data)


def ensure_roles(admin_url: str, passwords: dict[str, str]) -> None:
    """Make owner, application and their database, where a killed predecessor has not made them already."""
    with psycopg.connect(admin_url, autocommit=True) as admin:
        known = {name for (name,) in admin.execute("SELECT rolname FROM pg_roles")}
        for role in {OWNER, APPLICATION} - known:
            statement = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
            admin.execute(statement.format(sql.Identifier(role), sql.Literal(passwords[role])))
        if known >= {OWNER, APPLICATION}:
            databases = {name for (name,) in admin.execute("SELECT datname FROM pg_database")}
            if DATABASE in databases:
                return
        # So that the owner, in a migration, may make a schema that the application owns.
        admin.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(APPLICATION), sql.Identifier(OWNER)))
    create_database(admin_url, DATABASE, "template1")


def create_database(admin_url: str, name: str, template: str) -> None:
    """Make a database that the owner owns and no one but owner and application may enter."""
    words = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
    words |= {"owner": sql.Identifier(OWNER), "application": sql.Identifier(APPLICATION)}
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {name} OWNER {owner} TEMPLATE {template}").format(**words))
        admin.execute(sql.SQL("REVOKE ALL ON DATABASE {name} FROM PUBLIC").format(**words))
        admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {name} TO {application}").format(**words))


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())  # data without its passwords, after a power cut, would be lost
