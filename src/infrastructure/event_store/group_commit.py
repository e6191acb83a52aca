"""Appends that wait together go in one call of the log's function; one writer thread, one call at a time, no timer."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from threading import Condition, Thread
from typing import Final, Self
from uuid import UUID

import structlog
from eventsourcing.persistence import IntegrityError, InterfaceError, OperationalError, PersistenceError

from application.ports import Unavailable
from infrastructure.event_store.batch import Waiting, take
from infrastructure.event_store.connections import ANSWER_WITHIN
from infrastructure.event_store.prepared import Prepared
from infrastructure.event_store.recorder import LogRecorder, Written

MOST_WAITING: Final = 10_000  # appends
MOST_WAITING_BYTES: Final = 128 * 2**20
_PAUSE: Final = 0.05  # seconds between attempts to reach the database

_log = structlog.get_logger(__name__)

# None: not written, by a condition that does not hold or because the command id is in the log. Else the last position.
Answer = int | None | Exception


class GroupCommit:
    """`written` is called in the event loop after each call that wrote something."""

    def __init__(self, recorder: LogRecorder, written: Callable[[], None] = lambda: None) -> None:
        self._recorder = recorder
        self._written = written
        self._queue: deque[Waiting] = deque()
        self._queued = Condition()
        self._bytes = 0
        self._callers = 0
        self._closing = False
        self._loop: asyncio.AbstractEventLoop
        self._thread = Thread(target=self._write_until_closed, name="log writer", daemon=True)

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._thread.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Take nothing more, write what waits, end the thread."""
        with self._queued:
            self._closing = True
            self._queued.notify()
        await asyncio.to_thread(self._thread.join)

    async def append(self, append: Prepared) -> int | None:
        """The position of its last event; None where it was not written: look its command up to know what to say.

        Raises Unavailable when the queue is full or there is no answer in time, PersistenceError where the database
        refuses this append. A caller that is cancelled may have written or not.
        """
        if self._closing or self._callers >= MOST_WAITING or self._bytes + append.size > MOST_WAITING_BYTES:
            raise Unavailable("the log")
        answer: asyncio.Future[int | None] = self._loop.create_future()
        self._callers += 1
        self._bytes += append.size
        try:
            with self._queued:
                self._queue.append(Waiting(append, answer))
                self._queued.notify()
            async with asyncio.timeout(ANSWER_WITHIN):
                return await answer
        except TimeoutError:
            raise Unavailable("the log") from None
        finally:
            self._callers -= 1
            self._bytes -= append.size

    def _write_until_closed(self) -> None:
        while True:
            with self._queued:
                self._queued.wait_for(lambda: self._queue or self._closing)
                if not self._queue:
                    return
            batch = take(self._queue)
            answers: list[Answer]
            try:
                answers = self._settle([waiting.append for waiting in batch], time.monotonic() + ANSWER_WITHIN)
            except Exception as error:  # without this thread nobody would ever be answered again
                _log.exception("the log's writer failed")
                answers = [error] * len(batch)
            self._loop.call_soon_threadsafe(self._deliver, batch, answers)

    def _deliver(self, batch: Sequence[Waiting], answers: Sequence[Answer]) -> None:
        for waiting, answer in zip(batch, answers, strict=True):
            if waiting.answer.done():
                continue
            if isinstance(answer, Exception):
                waiting.answer.set_exception(answer)
            else:
                waiting.answer.set_result(answer)
        if any(isinstance(answer, int) for answer in answers):
            self._written()

    def _settle(self, appends: Sequence[Prepared], deadline: float) -> list[Answer]:
        """Write, and write again what failed through no fault of its own."""
        look_up = False  # whether some of these commands may be in the log already
        while appends:
            try:
                return self._write(appends, look_up=look_up)
            except PersistenceError as error:
                if _is_lost(error):
                    if time.monotonic() > deadline:
                        return [Unavailable("the log") for _ in appends]
                    _log.warning("the log's database is away", error=str(error))
                    time.sleep(_PAUSE)
                elif _is_busy(error):
                    return [Unavailable("the log") for _ in appends]
                elif len(appends) == 1:
                    return [None if isinstance(error, IntegrityError) else error]
                elif look_up or not isinstance(error, IntegrityError):
                    return [answer for append in appends for answer in self._settle([append], deadline)]
                look_up = True
        return []

    def _write(self, appends: Sequence[Prepared], *, look_up: bool) -> list[Answer]:
        known = self._recorder.known([append.command_id for append in appends]) if look_up else frozenset()
        new = [append for append in appends if append.command_id not in known]
        position, failed = self._recorder.append(new) if new else Written(0, frozenset())
        answers: dict[UUID, Answer] = {}
        for number, append in enumerate(new, 1):
            if number not in failed:
                position += len(append.events)
                answers[append.command_id] = position
        return [answers.get(append.command_id) for append in appends]


def _is_lost(error: PersistenceError) -> bool:
    """Whether the connection broke, none could be made, or the server is going down or coming up."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(("08", "57P"))


def _is_busy(error: PersistenceError) -> bool:
    """Whether the log was locked for too long, or the server lacks room, fails at its disk or takes no writes."""
    state = getattr(error.__cause__, "sqlstate", None) or ""
    return state in ("55P03", "57014", "25006") or state.startswith(("53", "58"))
