"""What a figure is worth nothing without: the machine, the versions, the settings."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

from benchmarks.peers import npm
from benchmarks.server import Server

_PACKAGES = ("eventsourcing", "psycopg", "msgspec", "fastapi", "uvicorn", "aio-pika")


def facts(server: Server, *, rounds: int, seconds: float, quick: bool) -> dict[str, str]:
    """Name -> value, in the order of the report."""
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    peers = "" if npm.why_not() else ", ".join(f"{name} {found}" for name, found in npm.versions().items())
    return {
        "machine": f"{_processor()}, {os.cpu_count()} cores, {_memory()} of memory, {platform.platform()}",
        "load average at the end": " ".join(f"{load:.1f}" for load in os.getloadavg()),
        "database": f"{server.version}, fsync and synchronous_commit on, one server for everybody",
        "versions": f"Python {platform.python_version()}, {packages}" + (f"; {peers}" if peers else ""),
        "rounds": f"{rounds}, contenders alternating, {seconds:g} s each" + (", small sizes (quick)" if quick else ""),
        "a commit of 2 ms": "commit_delay = 2000 with commit_siblings = 0: before the flush, locks held",
        "message-db": "without its extension pgcrypto: gen_random_uuid() is PostgreSQL's own since version 13",
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory() -> str:
    return f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GiB"
