"""Whose a server's folder is: one living process's, and no process's that has lost its owner."""

import fcntl
import os
import signal
import time
from contextlib import suppress
from pathlib import Path

from infrastructure.embedded.errors import EmbeddedServerError, FolderInUse

_KILL_SECONDS = 5.0


def private_folder(folder: Path) -> None:
    """Make `folder` for our eyes alone; its parents, where missing, by the usual umask."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)


class FolderLock:
    """Held from start to stop, and given back by the kernel however the process dies."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "lock"
        self._file: int | None = None

    @property
    def held(self) -> bool:
        return self._file is not None

    def acquire(self) -> None:
        """Take the folder, or raise FolderInUse naming the process that has it."""
        if self.held:
            return
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except PermissionError:
            message = f"{self._path.parent} belongs to another user: set ROLECALL_HOME to a folder of yours."
            raise EmbeddedServerError(message) from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(file, 20).decode().strip() or "unknown"
            os.close(file)
            raise FolderInUse(
                f"{self._path.parent} is in use by process {holder}: stop it, or set ROLECALL_HOME."
            ) from None
        os.ftruncate(file, 0)
        os.pwrite(file, str(os.getpid()).encode(), 0)
        self._file = file

    def release(self) -> None:
        """Give it back; does nothing when it is not held."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def end_programs_working_in(
    folder: Path, program: str, patience: float, leader: int | None = None, stop: signal.Signals = signal.SIGTERM
) -> None:
    """End every `program` (as the kernel calls it, say "postgres") whose working folder is `folder`; wait for it.

    `stop` goes to the process `leader`, if it is one of them; whoever is left after `patience` seconds is killed. A pid
    file may name a process that is long another's; program and working folder together cannot be mistaken.
    """
    if leader in _programs_working_in(folder, program):
        with suppress(ProcessLookupError):  # it was ending already
            os.kill(leader, stop)
    for seconds in (patience, _KILL_SECONDS):
        deadline = time.monotonic() + seconds
        while pids := _programs_working_in(folder, program):
            if time.monotonic() > deadline:
                break
            time.sleep(0.02)
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    if pids:
        raise EmbeddedServerError(f"Processes {sorted(pids)} still work in {folder} and do not end.")


def _programs_working_in(folder: Path, program: str) -> set[int]:
    wanted = folder.stat()
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # gone meanwhile, or another user's
            at = (entry / "cwd").stat()
            if (at.st_dev, at.st_ino) == (wanted.st_dev, wanted.st_ino) and (
                entry / "comm"
            ).read_text() == f"{program}\n":
                found.add(int(entry.name))
    return found
