"""Appends that wait together go in one call of the log's function; one call at a time, no timer."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from math import inf
from typing import Final, Self

import psycopg
import structlog

from application.ports import Unavailable, VersionConflict
from infrastructure.event_store.batch import MOST_APPENDS, Waiting, take
from infrastructure.event_store.connections import ANSWER_WITHIN
from infrastructure.event_store.deadlines import Deadlines
from infrastructure.event_store.prepared import Prepared
from infrastructure.event_store.recorder import First, GenerationEnded, Written
from infrastructure.event_store.writer import LogWriter

MOST_WAITING: Final = 10_000  # appends
MOST_WAITING_BYTES: Final = 128 * 2**20
_PAUSE: Final = 0.05  # seconds between attempts to reach the database

_log = structlog.get_logger(__name__)

# int: the last position. First: the command had come to that before. None: look it up.
Answer = int | First | None | Exception


class GroupCommit:
    """`written` is called in the event loop after each call that wrote something."""

    def __init__(self, writer: LogWriter, written: Callable[[], None] = lambda: None) -> None:
        self._writer = writer
        self._written = written
        self._queue: deque[Waiting] = deque()
        self._deadlines = Deadlines(ANSWER_WITHIN, lambda: Unavailable("the log"))
        self._bytes = 0
        self._callers = 0
        self._closing = False
        self._news = asyncio.Event()
        self._share = 0.0  # seconds that the event loop took to let one go on whom the last call answered
        self._loop: asyncio.AbstractEventLoop
        self._task: asyncio.Task[None]

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.create_task(self._write_until_closed())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Take nothing more, write what waits, end."""
        self._closing = True
        self._news.set()
        await self._task
        self._writer.disconnect()

    async def append(self, append: Prepared) -> int | First | None:
        """The position of its last event, or what its command had come to before.

        None where its command may be in the log: look it up; where it is not there, the append was in conflict.
        Raises VersionConflict, Unavailable when the queue is full or there is no answer in time, psycopg.Error where
        the database refuses this append. A caller that is cancelled may have written or not.
        """
        if self._closing or self._callers >= MOST_WAITING or self._bytes + append.size > MOST_WAITING_BYTES:
            raise Unavailable("the log")
        answer: asyncio.Future[int | First | None] = self._loop.create_future()
        self._callers += 1
        self._bytes += append.size
        self._queue.append(Waiting(append, answer))
        self._news.set()
        self._deadlines.watch(answer)
        try:
            return await answer
        finally:
            self._callers -= 1
            self._bytes -= append.size

    async def _write_until_closed(self) -> None:
        took, taken = inf, 0  # the first call's, not known yet: it takes all there are
        while True:
            # What a call of half of them would have taken: an append takes the server about half of what it takes us.
            # Without that, a call of all took long for being one, and was followed by others.
            half = took - (taken - self._callers / 2) * self._share / 2
            # All at once take that, a quarter of what all take to get ready for the other half's part in the call, and
            # then all get ready; in halves, there are two calls, and during each the other half gets ready.
            long = half > 1.25 * self._share * self._callers
            if not self._queue:
                if self._closing:
                    return
                self._news.clear()
                await self._news.wait()
            elif long:
                await asyncio.sleep(0)
            # Those whom a call answers may ask again at once, which takes them a turn of the loop. Where a call takes
            # long (its commit waits for a standby, say), the next one takes them along: in two halves, each would wait
            # for the other's commit. Where it does not, half of them go in a call: they get ready for the next one
            # while the other half is being written, which 32 writers do half as much again by.
            batch = take(self._queue, MOST_APPENDS if long else min(MOST_APPENDS, (self._callers + 1) // 2))
            begun = time.monotonic()
            answers: list[Answer]
            try:
                answers = await self._settle([waiting.append for waiting in batch], begun + ANSWER_WITHIN)
            except Exception as error:  # without this task nobody would ever be answered again
                _log.exception("the log's writer failed")
                answers = [error] * len(batch)
            now = time.monotonic()
            took, taken = now - begun, len(batch)
            self._deliver(batch, answers)
            self._loop.call_soon(self._turned, now, len(batch))
            if any(type(answer) is int for answer in answers):
                self._loop.call_soon(self._written)  # what follows from it comes after their turn and the next call

    def _turned(self, begun: float, answered: int) -> None:
        self._share = (time.monotonic() - begun) / max(1, answered)

    def _deliver(self, batch: Sequence[Waiting], answers: Sequence[Answer]) -> None:
        for waiting, answer in zip(batch, answers, strict=True):
            if isinstance(answer, Exception):
                if not waiting.answer.done():
                    waiting.answer.set_exception(answer)
            elif not waiting.answer.done():
                waiting.answer.set_result(answer)

    async def _settle(self, appends: Sequence[Prepared], deadline: float) -> list[Answer]:
        """Write, and write again what failed through no fault of its own."""
        look_up = False  # whether some of these commands may be in the log already
        while appends:
            try:
                return await self._write(appends, look_up=look_up)
            except GenerationEnded as error:
                if len(appends) == 1:
                    return [error]
                return [answer for append in appends for answer in await self._settle([append], deadline)]
            except psycopg.Error as error:
                if _is_lost(error):
                    if time.monotonic() > deadline:
                        return [Unavailable("the log") for _ in appends]
                    _log.warning("the log's database is away", error=str(error))
                    await asyncio.sleep(_PAUSE)
                elif _is_busy(error):
                    return [Unavailable("the log") for _ in appends]
                elif len(appends) == 1:
                    return [None if isinstance(error, psycopg.IntegrityError) else error]
                elif look_up or not isinstance(error, psycopg.IntegrityError):
                    return [answer for append in appends for answer in await self._settle([append], deadline)]
                look_up = True
        return []

    async def _write(self, appends: Sequence[Prepared], *, look_up: bool) -> list[Answer]:
        known = await self._writer.known([append.command for append in appends]) if look_up else frozenset()
        new = [append for append in appends if append.command not in known] if known else appends
        position, failed = await self._writer.append(new) if new else Written(0, {})
        answers: list[Answer] = []
        for append in appends:
            if append.command in failed:
                answers.append(failed[append.command] or VersionConflict())
            elif append.command in known:
                answers.append(None)
            else:
                position += append.event_count
                answers.append(position)
        return answers


def _is_lost(error: psycopg.Error) -> bool:
    """Whether the connection broke, none could be made, or the server is going down or coming up."""
    if not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    return error.sqlstate is None or error.sqlstate.startswith(("08", "57P"))


def _is_busy(error: psycopg.Error) -> bool:
    """Whether the log was locked for too long, or the server lacks room, fails at its disk or takes no writes."""
    state = error.sqlstate or ""
    return state in ("55P03", "57014", "25006") or state.startswith(("53", "58"))
