"""Every error as it leaves the house: RFC 9457 problem+json, by one table from what went wrong to an HTTP status."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import msgspec
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from application.audit import NotFound
from application.authentication import NotAuthenticated
from application.handle import StaleVersion
from application.ports import CommandIdReused, Unavailable, VersionConflict
from domain.errors import DomainError, InvalidValue
from domain.job_posting.errors import RefusedByLaw

log = structlog.get_logger()

# A domain error is a conflict with what stands (409), but for these.
STATUS_OF_CODE: Final[Mapping[str, int]] = {
    "role-not-found": 404,
    "posting-not-found": 404,
    "organisation-not-found": 404,
}
# What went wrong elsewhere: status, code, title.
STATUS_OF_ERROR: Final[Mapping[type[Exception], tuple[int, str, str]]] = {
    NotFound: (404, "not-found", "There is no such thing"),
    NotAuthenticated: (401, "not-authenticated", "The bearer token is not believed"),
    StaleVersion: (412, "stale-version", "It has changed since you read it"),
    CommandIdReused: (422, "idempotency-key-reused", "This Idempotency-Key was used for another request"),
    VersionConflict: (409, "too-many-writers", "Others kept changing it at the same time"),
    Unavailable: (503, "unavailable", "Part of the service is away"),
}


class Problem(Exception):
    """An error of the edge itself. more: further members of the answer. headers: further headers of it."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        title: str | None = None,
        more: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.title = title or code.replace("-", " ").capitalize()
        self.detail = detail
        self.more = dict(more or {})
        self.headers = dict(headers or {})

    def response(self) -> JSONResponse:
        """The answer."""
        content = {
            "type": f"/problems/{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            **self.more,
        }
        return JSONResponse(content, self.status, self.headers, media_type="application/problem+json")


def problem_of(error: Exception) -> Problem:
    """Any error as a problem; one that nobody foresaw is a 500 that tells the outside nothing."""
    match error:
        case Problem():
            return error
        case RefusedByLaw():
            # What a program needs to say where the law stands in the way; the detail says it to a person.
            more = {
                "rules": msgspec.to_builtins(error.judgement.broken),
                "unresolved": list(error.judgement.still_unresolved),
            }
            return Problem(409, error.code, error.detail, title=error.title, more=more)
        case DomainError():
            return Problem(STATUS_OF_CODE.get(error.code, 409), error.code, error.detail, title=error.title)
        case InvalidValue():
            return Problem(422, error.code, error.detail)
        case RequestValidationError():
            return invalid(error.errors())
        case HTTPException():
            return _of_framework(error)
    for kind, (status, code, title) in STATUS_OF_ERROR.items():
        if isinstance(error, kind):
            return Problem(status, code, _detail(error), title=title, headers=_headers(error))
    return Problem(500, "internal-error", "The service failed to answer; the failure has been logged.")


def invalid(errors: Any, *, hidden: int = 0) -> Problem:
    """Input that is wrong by itself: a 422 that lists what is wrong with which field (pydantic's errors).

    hidden: how many leading parts of a location ("body") mean nothing to the reader.
    A value object's own code becomes the problem's.
    """
    listed = [{"field": _path(error["loc"][hidden:]), "message": error["msg"]} for error in errors]
    own = [e for e in (error.get("ctx", {}).get("error") for error in errors) if isinstance(e, InvalidValue)]
    code, detail = (own[0].code, own[0].detail) if own else ("invalid-request", _summary(listed))
    return Problem(422, code, detail, more={"errors": listed})


FORESEEN: Final[tuple[type[Exception], ...]] = (
    *(Problem, DomainError, InvalidValue, RequestValidationError, HTTPException),
    *STATUS_OF_ERROR,
)


def install(app: FastAPI) -> None:
    """Let every error that a route raises leave as a problem."""
    for kind in FORESEEN:
        app.add_exception_handler(kind, _answer)


async def _answer(_request: Request, error: Exception) -> JSONResponse:
    return answer_to(error)


def answer_to(error: Exception) -> JSONResponse:
    """The answer to an error that was foreseen."""
    problem = problem_of(error)
    if problem.status >= 500:
        log.warning("unavailable", code=problem.code, detail=problem.detail)
    return problem.response()


def _of_framework(error: HTTPException) -> Problem:
    words = HTTPStatus(error.status_code).phrase
    code = words.lower().replace(" ", "-")
    details = {
        404: "Nothing is served at this address: see /docs for what is.",
        405: "This address is served, but not by this method: see /docs.",
    }
    detail = details.get(error.status_code, words)
    return Problem(error.status_code, code, detail, title=words, headers=error.headers)


def _headers(error: Exception) -> dict[str, str]:
    match error:
        case Unavailable(retry_after=seconds):
            return {"Retry-After": str(seconds)}
        case NotAuthenticated():
            return {"WWW-Authenticate": 'Bearer realm="rolecall", error="invalid_token"'}
        case VersionConflict():
            return {"Retry-After": "1"}
    return {}


def _detail(error: Exception) -> str:
    if isinstance(error, CommandIdReused):
        return "Send a new key with a new request; a retry repeats method, path and body exactly."
    if isinstance(error, VersionConflict):
        return "Nothing was written: read it again, and try once more."
    return str(error)


def _path(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location)


def _summary(listed: list[dict[str, str]]) -> str:
    first = f"{listed[0]['field'] or 'the body'}: {listed[0]['message']}" if listed else "see /docs"
    return first if len(listed) < 2 else f"{first} (and {len(listed) - 1} more)"
