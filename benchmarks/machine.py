"""What a figure is worth nothing without: the machine, the versions, the settings, the commit, the moment."""

import os
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile

from benchmarks.child import ROOT
from benchmarks.peers import npm
from benchmarks.server import Server

_SETTINGS = ("shared_buffers", "max_wal_size", "io_method")
_FLUSHES = 200
_PACKAGES = ("eventsourcing", "psycopg", "msgspec", "fastapi", "uvicorn", "aio-pika")


def facts(server: Server, seconds: float) -> dict[str, str]:
    """Name -> value, of a run that begins now and whose contenders measure for so many seconds."""
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    peers = "" if npm.why_not() else ", ".join(f"{name} {found}" for name, found in npm.versions().items())
    return {
        "machine": f"{_processor()}, {os.cpu_count()} cores, {_memory()} of memory, {platform.platform()}",
        "database": f"{server.version}, one server for everybody, fsync and synchronous_commit on, {_settings(server)}",
        "disk": f"8 KiB written and flushed in {_flush(server.folder) * 1e3:.2f} ms, the median of {_FLUSHES}",
        # Which build, since one without profile-guided optimisation takes a fifth longer.
        "versions": f"Python {sys.version}, {packages}" + (f"; {peers}" if peers else ""),
        "commit": _commit(),
        "seconds": f"{seconds:g}",
        "load": f"{os.getloadavg()[0]:.1f}",  # where others work, figures mean little
    }


def now() -> dict[str, str]:
    """When a family begins."""
    return {"begun": f"{datetime.now(UTC):%Y-%m-%d %H:%M}"}


def _commit() -> str:
    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S607  # the user's

    changed = git("status", "--porcelain", "--untracked-files=no", "--", "src", "projections", "benchmarks/*.py")
    return (git("rev-parse", "--short=9", "HEAD") or "unknown") + (" and changes" if changed else "")


def _settings(server: Server) -> str:
    return ", ".join(f"{name} {server.setting(name)}" for name in _SETTINGS)


def _flush(folder: Path) -> float:
    """Seconds for which a commit waits for the disk: the dearer, the more it is worth to commit in groups."""
    taken = []
    with TemporaryFile(dir=folder, buffering=0) as file:
        for _ in range(_FLUSHES):
            begun = time.perf_counter()
            file.write(bytes(8192))
            os.fdatasync(file.fileno())
            taken.append(time.perf_counter() - begun)
    return median(taken)


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory() -> str:
    return f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GiB"
