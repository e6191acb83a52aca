"""Around every request: its correlation id, the headers that every answer carries, and the last net for errors."""

from contextlib import suppress
from typing import Final
from uuid import UUID

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from interfaces.api.fresh_id import fresh_id
from interfaces.api.headers import Headers, by_name
from interfaces.api.problems import FORESEEN, Problem, answer_to, problem_of

log = structlog.get_logger()
CORRELATION: Final = "X-Correlation-Id"
CORRELATION_BYTES: Final = CORRELATION.lower().encode()
_SAID_IN: Final = (CORRELATION.lower(), "x-request-id", "request-id")  # the first of them that holds a UUID
_NOSNIFF: Final = (b"x-content-type-options", b"nosniff")
_UNLESS_SAID: Final = ((b"cache-control", b"no-store"), (b"vary", b"Authorization"))
MOST_AT_ONCE: Final = 1000  # requests; beyond, waiting would only make everyone late


class EveryRequest:
    """Pure ASGI: a BaseHTTPMiddleware would copy each body through a queue."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = by_name(scope)
        correlation_id = _correlation_id(headers)
        correlation = str(correlation_id)
        scope.setdefault("state", {}).update(correlation_id=correlation_id, headers=headers)
        # Nobody needs to take it back: the task, and with it the context, is this request's alone.
        structlog.contextvars.bind_contextvars(correlation_id=correlation)
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = [*message["headers"], (CORRELATION_BYTES, correlation.encode()), _NOSNIFF]
                said = {name for name, _ in headers}
                headers += [header for header in _UNLESS_SAID if header[0] not in said]
                message = {**message, "headers": headers}
            await send(message)

        self._under_way += 1
        try:
            if self._under_way > MOST_AT_ONCE:
                await _busy().response()(scope, receive, answer)
            else:
                await self._app(scope, receive, answer)
        except FORESEEN as error:
            if started:
                raise
            await answer_to(error)(scope, receive, answer)
        except Exception as error:
            log.exception("a request failed", method=scope["method"], path=scope["path"])
            if started:  # too late for another answer: the connection must break
                raise
            await problem_of(error).response()(scope, receive, answer)
        finally:
            self._under_way -= 1


def _busy() -> Problem:
    return Problem(503, "busy", "Too many requests at once: ask again in a moment.", headers={"Retry-After": "1"})


def _correlation_id(headers: Headers) -> UUID:
    for name in _SAID_IN:
        if name in headers:
            with suppress(ValueError):
                return UUID(headers[name][0])
    return fresh_id()
