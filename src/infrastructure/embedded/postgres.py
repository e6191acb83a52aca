"""PostgreSQL of our own: on a private socket, tied to our life, found again after our death."""

import json
import shutil
import signal
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from infrastructure.embedded.binaries import postgres_programs
from infrastructure.embedded.cluster import (
    ADMIN,
    DATA_BY_CWD,
    DATABASE,
    ENVIRONMENT,
    create_database,
    ensure_roles,
    make_cluster,
)
from infrastructure.embedded.errors import EmbeddedServerError, NotRunning
from infrastructure.embedded.folder import FolderLock, end_programs_working_in, private_folder
from infrastructure.embedded.identity import server_identity
from infrastructure.embedded.tethered import Tethered

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "io_method": "sync",  # to hand a page that is in the system's cache to a worker costs more than to read it
    "max_wal_size": "4GB",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
_START_SECONDS = 600.0  # crash recovery of a full max_wal_size on a slow disk
_STOP_SECONDS = 30.0  # a fast shutdown writes a checkpoint
_LOG_BYTES = 10_000_000


class EmbeddedPostgres:
    """A PostgreSQL server whose data lives in `folder`. At most one process runs it; others may ask for its url().

    `settings` are PostgreSQL parameters over our own (a test that does not care for durability says fsync=off).
    """

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        self._folder = folder.absolute()
        self._data = self._folder / "data"
        self._socket = self._folder / "socket"  # a link to the short folder: `psql -h` takes it too
        self._log = self._folder / "postgres.log"
        self._passwords = self._folder / "passwords.json"
        self._settings = SETTINGS | dict(settings or {})
        self._lock = FolderLock(self._folder)
        self._server: Tethered | None = None

    def start(self) -> None:
        """Start, or start again after a crash (or while it runs), and return when it answers.

        Raises FolderInUse where another process runs it, EmbeddedServerError where it does not come up.
        """
        private_folder(self._folder)
        self._lock.acquire()
        try:
            self._end()
            self._start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop in good order, leaving no process and no socket behind; does nothing when it is not running."""
        if self._lock.held:
            self._end()
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
        return f"postgresql://{role}:{self._secrets()[role]}@/{database}?host={quote(socket_folder, safe='')}"

    def create_database(self, name: str, template: str = "template1") -> None:
        """Make a database that the owner owns and no one but owner and application may enter."""
        create_database(self.url(ADMIN, "postgres"), name, template)

    def _start(self) -> None:
        identity = server_identity()
        programs = postgres_programs(identity)
        sockets = Path(tempfile.mkdtemp(prefix="rolecall-", dir="/tmp"))  # short: sun_path holds 108 bytes
        self._socket.symlink_to(sockets)
        identity.own(sockets)
        if not self._data.exists():
            sync = self._settings.get("fsync") != "off"
            make_cluster(self._data, self._passwords, programs, sockets, identity, sync=sync)
        if self._log.exists() and self._log.stat().st_size > _LOG_BYTES:
            self._log.replace(self._log.with_suffix(".log.1"))
        options = [f"-c{name}={value}" for name, value in self._settings.items()]
        self._server = Tethered(
            [programs / "postgres", "-D", DATA_BY_CWD, f"-cunix_socket_directories={sockets}", *options],
            stop_signal="INT",  # "fast": ends sessions, writes a checkpoint
            log=self._log,
            env=ENVIRONMENT,
            cwd=self._data,
            identity=identity,
        )
        self._wait_until_ready()
        ensure_roles(self.url(ADMIN, "postgres"), self._secrets())

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

    def _end(self) -> None:
        """End our server, or what a killed predecessor left: its server, the server's pid file and socket folder."""
        if self._server is not None:
            self._server.stop(_STOP_SECONDS)
            self._server = None
        if self._data.exists():
            leader = None
            with suppress(NotRunning):
                leader = self.pid
            end_programs_working_in(self._data, "postgres", _STOP_SECONDS, leader, signal.SIGINT)
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

    def _secrets(self) -> dict[str, str]:
        stored: dict[str, str] = json.loads(self._passwords.read_text())
        return stored

    def _last_words(self) -> str:
        return " | ".join(self._log.read_text(errors="replace").strip().splitlines()[-3:])
