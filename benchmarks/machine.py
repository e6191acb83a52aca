"""What a figure is worth nothing without: the machine, the versions, the settings, the commit, the moment."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.child import ROOT
from benchmarks.peers import npm
from benchmarks.server import Server

_PACKAGES = ("eventsourcing", "psycopg", "msgspec", "fastapi", "uvicorn", "aio-pika")


def facts(server: Server, seconds: float) -> dict[str, str]:
    """Name -> value, of a run that begins now and whose contenders measure for so many seconds."""
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    peers = "" if npm.why_not() else ", ".join(f"{name} {found}" for name, found in npm.versions().items())
    return {
        "machine": f"{_processor()}, {os.cpu_count()} cores, {_memory()} of memory, {platform.platform()}",
        "database": f"{server.version}, fsync and synchronous_commit on, one server for everybody",
        "versions": f"Python {platform.python_version()}, {packages}" + (f"; {peers}" if peers else ""),
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


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory() -> str:
    return f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GiB"
