"""Looking at processes from outside: who works in a folder, and an owner of a server that can be killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

OWNER = Path(__file__).with_name("owner.py")


def working_below(folder: Path) -> set[str]:
    """The names of all programs whose working folder is `folder` or below it."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (entry / "cwd").readlink().is_relative_to(folder):
                found.add((entry / "comm").read_text().strip())
    return found


def lives(pid: int) -> bool:
    """Whether the process runs; one that has ended and waits to be reaped does not."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def kill_guards_of(server: int) -> None:
    """Kill the shells that tie the process `server` to its owner, and nothing else."""
    session = os.getsid(server)
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (entry / "comm").read_text() == "sh\n" and os.getsid(int(entry.name)) == session:
                os.kill(int(entry.name), signal.SIGKILL)


def eventually(condition: Callable[[], bool], seconds: float = 30) -> bool:
    """Whether `condition` becomes true within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@contextmanager
def owner(*arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    """A process that owns a running server; killed at the end if it is still there."""
    command = [sys.executable, str(OWNER), *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            yield process
        finally:
            process.kill()
