"""Runs the recorder's calls in the event loop, one at a time: no thread has to be woken, and none to take turns."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import psycopg

from infrastructure.event_store.connections import ANSWER_WITHIN
from infrastructure.event_store.prepared import Prepared
from infrastructure.event_store.recorder import Call, LogRecorder, Written
from infrastructure.event_store.wire import Wire

_R = TypeVar("_R")


class LogWriter:
    """One who calls at a time. Each method connects first where there is no connection; each raises psycopg.Error."""

    def __init__(self, recorder: LogRecorder) -> None:
        self._recorder = recorder
        self._listened: Wire | None = None
        self._writing = False
        self._call: Call[Any] | None = None
        self._answer: asyncio.Future[Any]
        self._loop: asyncio.AbstractEventLoop

    async def append(self, appends: Sequence[Prepared]) -> Written:
        """See LogRecorder.append."""
        await self._connect()
        return await self._run(self._recorder.append(appends))

    async def known(self, commands: Iterable[bytes]) -> frozenset[bytes]:
        """See LogRecorder.known."""
        await self._connect()
        return await self._run(self._recorder.known(commands))

    def disconnect(self) -> None:
        """A later call connects anew."""
        if self._listened is not None:
            self._loop.remove_reader(self._listened.socket)
            self._loop.remove_writer(self._listened.socket)
        self._listened, self._writing = None, False
        self._recorder.disconnect()

    async def _connect(self) -> None:
        if self._listened is None:
            self._loop = asyncio.get_running_loop()
            await asyncio.to_thread(self._recorder.connect)
            self._listened = self._recorder.wire
            assert self._listened is not None  # noqa: S101  # for mypy: connect() raises or connects
            self._loop.add_reader(self._listened.socket, self._readable)

    async def _run(self, call: Call[_R]) -> _R:
        self._call = call
        answer: asyncio.Future[_R] = self._loop.create_future()
        self._answer = answer
        late = self._loop.call_later(ANSWER_WITHIN, self._break, psycopg.OperationalError("no answer in time"))
        self._go_on()
        try:
            return await answer
        finally:
            late.cancel()

    def _readable(self) -> None:
        if self._call is not None:
            self._go_on()
        elif self._listened is not None:
            try:
                self._listened.answer()  # nothing was asked: it is a notice, or the end of the connection
            except psycopg.Error:
                self.disconnect()

    def _go_on(self) -> None:
        if self._call is None:  # it ended in this very turn, in which the socket could be written, too
            return
        try:
            sent = next(self._call)
        except StopIteration as end:
            self._call = None
            self._write_when_possible(False)
            self._answer.set_result(end.value)
        except psycopg.OperationalError as error:
            self._break(error) if error.sqlstate is None else self._refuse(error)
        except Exception as error:
            self._refuse(error)
        else:
            self._write_when_possible(not sent)

    def _write_when_possible(self, wanted: bool) -> None:
        if wanted != self._writing and self._listened is not None:
            self._writing = wanted
            if wanted:
                self._loop.add_writer(self._listened.socket, self._go_on)
            else:
                self._loop.remove_writer(self._listened.socket)

    def _refuse(self, error: Exception) -> None:
        self._call = None
        self._write_when_possible(False)
        self._answer.set_exception(error)

    def _break(self, error: Exception) -> None:
        if self._call is not None:  # an answer may have come in the very turn in which it was too late
            self.disconnect()
            self._refuse(error)
