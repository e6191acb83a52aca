"""How far a replay has come: a bar on a terminal, a line a second elsewhere, always on stderr."""

import sys
import time
from types import TracebackType
from typing import Any, Final, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

EVERY_SECONDS: Final = 1.0


class Reporter:
    """Told of every step of one replay: table, position, until, rate (events a second), seconds_left."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._console = Console(stderr=True, highlight=False)
        self._bar = Progress(
            TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[words]}"), console=self._console
        )
        self._task: TaskID | None = None
        self._said = time.monotonic()
        self.position = 0
        self.rate = 0.0

    def __call__(self, step: Any) -> None:
        self.position, self.rate = step.position, step.rate
        left = "" if step.seconds_left is None else f", {step.seconds_left:,.0f} s left"
        words = f"{step.position:,} of {step.until:,}, {step.rate:,.0f}/s{left}"
        if self._console.is_terminal:
            if self._task is None:
                self._task = self._bar.add_task(self._what, words=words)
            self._bar.update(self._task, total=step.until, completed=step.position, words=words)
        elif time.monotonic() - self._said >= EVERY_SECONDS:
            self._said = time.monotonic()
            sys.stderr.write(f"{self._what}: {words}\n")
            sys.stderr.flush()

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()
