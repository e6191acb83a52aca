"""Runs a load in a process of its own: its job goes in as JSON, its figures come back as JSON."""

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

ROOT: Final = Path(__file__).parent.parent
Figures = dict[str, float]
watchers: Final[
    list[Callable[[str, Mapping[str, Any], int], None]]
] = []  # told of each module, its job, its process id


def start(module_or_command: str | Sequence[str | Path], job: Mapping[str, Any]) -> subprocess.Popen[bytes]:
    """Start a module of benchmarks (by its name) or another program, and hand it its job on standard input."""
    python = [sys.executable, "-m", f"benchmarks.{module_or_command}"]
    command = python if isinstance(module_or_command, str) else module_or_command
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None  # noqa: S101  # for mypy
    process.stdin.write(msgspec.json.encode(job))
    process.stdin.close()
    if isinstance(module_or_command, str):
        tell(module_or_command, job, process.pid)
    return process


def tell(module: str, job: Mapping[str, Any], pid: int) -> None:
    """Tell the watchers of a process."""
    for watcher in watchers:
        watcher(module, job, pid)


def result(process: subprocess.Popen[bytes]) -> Figures:
    """Wait for it. Raises RuntimeError where it failed; what it said is on standard error."""
    assert process.stdout is not None  # noqa: S101  # for mypy
    with process:
        try:
            answer = process.stdout.read()
        except BaseException:  # a run that is ended does not wait for it
            process.kill()
            raise
    if process.returncode != 0:
        raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
    return msgspec.json.decode(answer, type=Figures)


def run(module_or_command: str | Sequence[str | Path], job: Mapping[str, Any]) -> Figures:
    """Start it and wait."""
    return result(start(module_or_command, job))


def job() -> Any:
    """In the child: what it was asked to do."""
    return msgspec.json.decode(sys.stdin.buffer.read())


def answer(figures: Mapping[str, float]) -> None:
    """In the child: what came of it."""
    sys.stdout.buffer.write(msgspec.json.encode(figures))
