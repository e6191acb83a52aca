"""uvicorn's HTTP protocol with what it lacks: a bound on the head's size and on the time a request takes to arrive."""

from asyncio import BaseTransport, TimerHandle
from typing import Any, Final, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from interfaces.api.problems import Problem

LARGEST_HEAD: Final = 64 * 1024  # bytes of request line and headers, give or take one read
SLOWEST_HEAD: Final = 10.0  # seconds from the connection, or the first byte of a further request
SLOWEST_MESSAGE: Final = 30.0  # seconds for a body that nobody reads; who reads one has a shorter patience


class GuardedProtocol(HttpToolsProtocol):
    """httptools collects a head without end, and uvicorn waits for ever on a dripped one."""

    _too_late: float | None = None  # when it will have taken too long, in the loop's time
    _alarm: TimerHandle | None = None  # looks whether it is; never later than that
    _in_head = True
    _head_bytes = 0

    def connection_made(self, transport: BaseTransport) -> None:
        """A connection that says nothing is closed too."""
        super().connection_made(cast(Any, transport))
        self._arm(SLOWEST_HEAD)

    def connection_lost(self, exc: Exception | None) -> None:
        """No timer outlives its connection."""
        if self._alarm is not None:
            self._alarm.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what arrives while a head is unfinished."""
        super().data_received(data)
        self._head_bytes = self._head_bytes + len(data) if self._in_head else 0
        if self._head_bytes > LARGEST_HEAD and not self.transport.is_closing():
            self._refuse(Problem(431, "headers-too-large", f"Headers have at most {LARGEST_HEAD} bytes."))

    def on_message_begin(self) -> None:
        """A request begins."""
        self._in_head = True
        self._arm(SLOWEST_HEAD)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its head is whole."""
        self._in_head = False
        self._arm(SLOWEST_MESSAGE)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """It is whole."""
        self._too_late = None
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """What is not HTTP is answered in our own form."""
        self._refuse(Problem(400, "not-http", msg))

    def _arm(self, seconds: float) -> None:
        # One timer at a time, which is not cancelled: it finds out whether there is still something to wait for.
        self._too_late = self.loop.time() + seconds
        if self._alarm is None or self._alarm.when() > self._too_late:
            self._set_alarm(self._too_late)

    def _set_alarm(self, when: float) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = self.loop.call_at(when, self._look)

    def _look(self) -> None:
        self._alarm = None
        if self._too_late is None:
            return
        if self._too_late > self.loop.time():
            self._set_alarm(self._too_late)
        elif self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete:
            self.transport.abort()  # an answer is under way: another cannot be written into it
        else:
            self._refuse(Problem(408, "request-too-slow", "The request did not arrive in time."))

    def _refuse(self, problem: Problem) -> None:
        response = problem.response()
        head = [f"HTTP/1.1 {problem.status} {problem.title}".encode(), b"connection: close"]
        head += [name + b": " + value for name, value in response.raw_headers]
        self.transport.write(b"\r\n".join(head) + b"\r\n\r\n" + bytes(response.body))
        self.transport.close()
