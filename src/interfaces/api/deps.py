"""What routes ask for: the open house, who is calling, and conditions in headers."""

import re
from collections.abc import Awaitable, Callable
from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.datastructures import QueryParams

from application.authentication import Identity
from application.commands import Authority
from interfaces.api.fresh_id import fresh_id
from interfaces.api.headers import Headers, headers_of
from interfaces.api.problems import Problem
from interfaces.api.routes import Route
from interfaces.services import Services

_BEARER: Final = HTTPBearer(
    auto_error=False, bearerFormat="JWT", description="`rolecall token --subject S --role R` mints one."
)
_ETAG: Final = re.compile(r'"([1-9][0-9]{0,9}|0)"')
_KEY: Final = re.compile(r"[\x20-\x7e]{1,200}")


async def services(request: Request) -> Services:
    """The open parts of the house."""
    opened: Services = request.app.state.services
    return opened


Opened = Annotated[Services, Depends(services)]


async def caller(
    request: Request, opened: Opened, _for_openapi: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
) -> Identity | None:
    """Who is calling; None without a token. A token that is not believed is refused even where none is needed."""
    bearer = bearer_of(headers_of(request.scope))
    return None if bearer is None else opened.verifier.verify(bearer)


def bearer_of(headers: Headers) -> str | None:
    """The bearer token, None where none was sent. Raises a 401 Problem where something else was."""
    sent = headers.get("authorization")
    if not sent:
        return None
    scheme, _, rest = sent[0].partition(" ")
    token = rest.strip()
    if len(sent) > 1 or scheme.lower() != "bearer" or not token:
        raise Problem(
            401, "not-authenticated", "Send one Authorization header: Bearer and a token.", headers=_challenge()
        )
    return token


Caller = Annotated[Identity | None, Depends(caller)]


def must_hold(identity: Identity | None, any_of: frozenset[Authority]) -> Identity:
    """The caller, if they hold one of these roles. Raises a 401 or 403 Problem."""
    if identity is None:
        detail = "This needs a bearer token: see `rolecall token`."
        raise Problem(401, "not-authenticated", detail, headers=_challenge())
    if not identity.roles & any_of:
        wanted = ", ".join(sorted(any_of))
        raise Problem(403, "not-allowed", f"This needs a token with one of the roles: {wanted}.")
    return identity


def requires(any_of: frozenset[Authority]) -> Callable[..., Awaitable[Identity]]:
    """A dependency that lets in whoever holds one of these roles."""

    async def authorised(identity: Caller) -> Identity:
        return must_hold(identity, any_of)

    return authorised


def is_insider(identity: Identity | None) -> bool:
    """Whether the caller may see what is not public."""
    return identity is not None and bool(identity.roles)


INSIDERS: Final = frozenset(Authority)
AUDITORS: Final = frozenset({Authority.AUDITOR, Authority.OPERATOR})
Insider = Annotated[Identity, Depends(requires(INSIDERS))]
Auditor = Annotated[Identity, Depends(requires(AUDITORS))]


def expected_version(headers: Headers, *, required: bool, creates: bool) -> int | None:
    """The version that If-Match names, None where any will do.

    required: without a version the answer is 428. creates: nothing is there yet that could match.
    """
    sent = headers.get("if-match")
    if not sent or sent == ["*"]:
        if required:
            raise Problem(428, "version-required", 'Say which version you saw: If-Match: "<version>", from its ETag.')
        if sent and creates:
            raise Problem(412, "stale-version", "Nothing can match what is yet to be created: leave If-Match out.")
        return None
    match = _ETAG.fullmatch(sent[0].removeprefix("W/"))
    if len(sent) > 1 or match is None:
        raise Problem(400, "if-match-malformed", 'If-Match names one version as its ETag does: "7".')
    if sent[0].startswith("W/"):
        raise Problem(412, "stale-version", "A weak ETag never matches in If-Match (RFC 9110): send it without W/.")
    return int(match[1])


def idempotency_key(headers: Headers) -> str:
    """The client's name for this command, or one of our own that no retry will ever use."""
    sent = headers.get("idempotency-key")
    if not sent:
        return str(fresh_id())
    if len(sent) > 1 or not _KEY.fullmatch(sent[0]):
        raise Problem(400, "idempotency-key-malformed", "An Idempotency-Key has 1 to 200 printable ASCII characters.")
    return sent[0]


async def known_parameters(request: Request) -> None:
    """Refuse a query that names what the route does not know: a typo must not pass for a filter."""
    route: Route = request.scope["route"]
    refuse_unknown(request.query_params, route.query)


def refuse_unknown(query: QueryParams, known: frozenset[str]) -> None:
    """Raise a 422 Problem unless each parameter is known, named once, and text."""
    sent = query.multi_items()
    for name, value in sent:
        if name not in known:
            names = ", ".join(sorted(known)) or "none at all"
            raise Problem(422, "parameter-unknown", f"There is no parameter {name[:80]!a} here; known: {names}.")
        if "\0" in value:
            raise Problem(422, "not-text", f"The parameter {name} holds a NUL.")
    if len({name for name, _ in sent}) < len(sent):
        raise Problem(422, "parameter-twice", "Name each parameter once.")


def _challenge() -> dict[str, str]:
    return {"WWW-Authenticate": 'Bearer realm="rolecall"'}
