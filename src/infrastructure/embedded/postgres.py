"""PostgreSQL of our own: on a private socket, tied to our life, found again after our death."""

import json
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from infrastructure.embedded.binaries import postgres_programs
from infrastructure.embedded.errors import EmbeddedServerError, NotRunning
from infrastructure.embedded.folder import FolderLock, end_programs_working_in, private_folder
from infrastructure.embedded.identity import server_identity
from infrastructure.embedded.tethered import Tethered
from infrastructure.migrations import APPLICATION, OWNER

ADMIN = "rolecall_admin"  # the bootstrap superuser: makes roles and databases
DATABASE = "rolecall"

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "wal_compression": "on",
    "max_wal_size": "4GB",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
_START_SECONDS = 600.0  # crash recovery of a full max_wal_size on a slow disk
_STOP_SECONDS = 30.0
_LOG_BYTES = 10_000_000


class EmbeddedPostgres:
    """A PostgreSQL server whose data lives in `folder`. At most one process runs it; others may ask for its url().

    `settings` are PostgreSQL parameters over our own (a test that does not care for durability says fsync=off).
    """

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        self._folder = folder.absolute()
        self._data = self._folder / "data"
        self._socket = self._folder / "socket"  # a link to the short folder: `psql -h` takes it too
        self._settings = SETTINGS | dict(settings or {})
        self._lock = FolderLock(self._folder)
        self._server: Tethered | None = None

    def start(self) -> None:
        """Start, or start again after a crash, and return when it answers.

        Raises FolderInUse where another process runs it, EmbeddedServerError where it does not come up.
        """
        private_folder(self._folder)
        self._lock.acquire()
        try:
            self._sweep()
            self._start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop in good order, leaving no process and no socket behind; does nothing when it is not running."""
        if self._server is not None:
            self._server.stop(_STOP_SECONDS)
            self._server = None
        if self._lock.held:
            self._sweep()
            self._lock.release()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The postmaster's process id. Raises NotRunning."""
        return int(self._status()[0])

    def url(self, role: str, database: str = DATABASE) -> str:
        """Where `role` (ADMIN, OWNER or APPLICATION) finds `database`; it holds a password. Raises NotRunning.

        Any process of the user that runs the server may ask, not only the one that started it.
        """
        socket_folder = self._status()[4]
        return f"postgresql://{role}:{self._passwords()[role]}@/{database}?host={quote(socket_folder, safe='')}"

    def create_database(self, name: str, template: str = "template1") -> None:
        """Make a database that the owner owns and no one but owner and application may enter."""
        words = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
        words |= {"owner": sql.Identifier(OWNER), "application": sql.Identifier(APPLICATION)}
        with psycopg.connect(self.url(ADMIN, "postgres"), autocommit=True) as admin:
            admin.execute(sql.SQL("CREATE DATABASE {name} OWNER {owner} TEMPLATE {template}").format(**words))
            admin.execute(sql.SQL("REVOKE ALL ON DATABASE {name} FROM PUBLIC").format(**words))
            admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {name} TO {application}").format(**words))

    def _start(self) -> None:
        identity = server_identity()
        programs = postgres_programs(identity)
        # /proc/self/cwd reaches the data by the working folder alone: parent folders that the unprivileged user may not
        # enter, spaces, and paths longer than PostgreSQL's buffers do not matter.
        data = "/proc/self/cwd"
        sockets = Path(tempfile.mkdtemp(prefix="rolecall-", dir="/tmp"))  # sun_path holds 108 bytes
        self._socket.symlink_to(sockets)
        identity.own(sockets)
        try:
            if not self._data.exists():
                self._initialise(programs, data, sockets)
            self._rotate_log()
            options = [f"-c{name}={value}" for name, value in self._settings.items()]
            self._server = Tethered(
                [programs / "postgres", "-D", data, f"-cunix_socket_directories={sockets}", *options],
                stop_signal="INT",  # "fast": ends sessions, writes a checkpoint
                log=self._log,
                env=_ENVIRONMENT,
                cwd=self._data,
                identity=identity,
            )
            self._wait_until_ready()
        except BaseException:
            if self._server is not None:
                self._server.stop(_STOP_SECONDS)
                self._server = None
            raise
        self._ensure_roles()

    def _initialise(self, programs: Path, data: str, sockets: Path) -> None:
        identity = server_identity()
        fresh = (
            self._folder / "data.new"
        )  # renamed when whole: a kill in the middle leaves nothing that looks like data
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        identity.own(fresh)
        passwords = {role: secrets.token_hex(16) for role in (ADMIN, OWNER, APPLICATION)}
        secret_file = self._folder / "passwords.json"
        secret_file.touch(mode=0o600)
        secret_file.write_text(json.dumps(passwords))
        password_file = sockets / "password"
        password_file.touch(mode=0o600)
        password_file.write_text(passwords[ADMIN])
        identity.own(password_file)
        command = [programs / "initdb", "-D", data, "-U", ADMIN, f"--pwfile={password_file}", "--auth=scram-sha-256"]
        # C.UTF-8 of PostgreSQL itself: the same order of texts on every machine, whatever its C library.
        command += ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        if self._settings.get("fsync") == "off":
            command += ["--no-sync"]
        made = subprocess.run(
            [str(word) for word in command],
            cwd=fresh,
            env=_ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
            **identity.popen_arguments(),
        )
        password_file.unlink()
        if made.returncode != 0:
            raise EmbeddedServerError(f"PostgreSQL could not make its data folder {fresh}: {made.stderr.strip()}")
        fresh.rename(self._data)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self._server is None or self._server.exit_code is not None:
                raise EmbeddedServerError(
                    f"PostgreSQL did not start; its last words, from {self._log}: {self._last_words()}"
                )
            with suppress(NotRunning):
                if self._status()[7].strip() == "ready":
                    return
            time.sleep(0.01)
        raise EmbeddedServerError(f"PostgreSQL was not ready after {_START_SECONDS:.0f} s; see {self._log}")

    def _ensure_roles(self) -> None:
        passwords = self._passwords()
        with psycopg.connect(self.url(ADMIN, "postgres"), autocommit=True) as admin:
            databases = {name for (name,) in admin.execute("SELECT datname FROM pg_database")}
            if DATABASE in databases:
                return
            roles = {name for (name,) in admin.execute("SELECT rolname FROM pg_roles")}
            for role in (OWNER, APPLICATION):
                if role not in roles:
                    statement = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
                    admin.execute(statement.format(sql.Identifier(role), sql.Literal(passwords[role])))
            # So that the owner, in a migration, may make a schema that the application owns.
            admin.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(APPLICATION), sql.Identifier(OWNER)))
        self.create_database(DATABASE)

    def _sweep(self) -> None:
        """End what a killed predecessor left: its socket folder, its server and the server's pid file."""
        if self._data.exists():
            leader = None
            with suppress(NotRunning):
                leader = self.pid
            end_programs_working_in(self._data, "postgres", leader, signal.SIGINT)
            # Nobody works in the data folder, so the file is stale; its number may by now be another process's, and
            # PostgreSQL would refuse to start.
            (self._data / "postmaster.pid").unlink(missing_ok=True)
        if self._socket.is_symlink():
            shutil.rmtree(self._socket.readlink(), ignore_errors=True)
            self._socket.unlink()

    def _status(self) -> list[str]:
        """What postmaster.pid says, by line: 0 the pid, 4 the socket folder, 7 the state."""
        with suppress(FileNotFoundError):
            lines = (self._data / "postmaster.pid").read_text().splitlines()
            if len(lines) >= 8:
                return lines
        raise NotRunning(f"No PostgreSQL runs in {self._folder}: start it with `rolecall up`.")

    def _passwords(self) -> dict[str, str]:
        stored: dict[str, str] = json.loads((self._folder / "passwords.json").read_text())
        return stored

    @property
    def _log(self) -> Path:
        return self._folder / "postgres.log"

    def _last_words(self) -> str:
        lines = self._log.read_text(errors="replace").strip().splitlines()
        return " | ".join(lines[-3:])

    def _rotate_log(self) -> None:
        if self._log.exists() and self._log.stat().st_size > _LOG_BYTES:
            self._log.replace(self._log.with_suffix(".log.1"))
