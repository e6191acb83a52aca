"""The routes of every command, made from the table of commands: one path, one way through."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError

from application.commands import COMMANDS, CommandType
from application.handle import Envelope, command_id, handle, stream_of_new
from interfaces.api.body import read_command
from interfaces.api.deps import (
    bearer_of,
    expected_version,
    idempotency_key,
    must_hold,
    refuse_unknown,
)
from interfaces.api.headers import headers_of
from interfaces.api.routes import Route
from interfaces.api.schemas import PROBLEM_RESPONSES, example_of, reference_to
from interfaces.services import Services

Endpoint = Callable[[Request], Awaitable[Response]]
_ID: Final = TypeAdapter(UUID)


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a command came to. position: name it as `min_position` to read your own write."""

    id: UUID
    version: int
    position: int


def collection(kind: CommandType) -> str:
    """The path of all aggregates of a kind: /v1/roles, /v1/job-postings."""
    return f"/v1/{kind.aggregate.kind.replace('_', '-')}s"


def path(kind: CommandType, stream: object | None) -> str:
    """Where a command is sent: /v1/roles, /v1/job-postings/adopt, /v1/roles/{id}/approve."""
    return "/".join(str(part) for part in (collection(kind), stream, kind.name) if part)


def commands_router() -> APIRouter:
    """POST on a collection drafts or adopts; POST /{id}/<command> is everything else.

    FastAPI describes these routes; what it would do for each request, an endpoint does itself in a third of the time.
    """
    router = APIRouter(route_class=Route)
    for kind in COMMANDS:
        router.add_api_route(
            path(kind, None if kind.creates else "{id}"),
            endpoint(kind),
            methods=["POST"],
            status_code=201 if kind.creates else 200,
            response_model=Accepted,
            operation_id=kind.command.__name__,
            summary=_first_sentence(kind.command),
            description=kind.command.__doc__,
            tags=[collection(kind).removeprefix("/v1/")],
            responses=PROBLEM_RESPONSES,
            openapi_extra=_documented(kind),
        )
    return router


def endpoint(kind: CommandType) -> Endpoint:
    """What answers a command. The request's path parameter `id` names its stream, unless it creates one."""

    asked = f"POST\n{path(kind, None if kind.creates else '{id}')}\n"
    status = 201 if kind.creates else 200

    async def send(request: Request) -> Response:
        if request.scope["query_string"]:
            refuse_unknown(request.query_params, known=frozenset())
        opened: Services = request.app.state.services
        headers = headers_of(request.scope)
        bearer = bearer_of(headers)
        identity = must_hold(opened.verifier.verify(bearer) if bearer is not None else None, kind.allowed)
        stream = None if kind.creates else _stream(request.path_params["id"])
        expected = expected_version(headers, required=kind.saw, creates=kind.creates)
        name = command_id(identity.actor, idempotency_key(headers))
        command, raw = await read_command(request, kind.command)
        envelope = Envelope(
            type=kind,
            command=command,
            stream=stream or stream_of_new(name),
            command_id=name,
            # If-Match stays out: a retry after a lost answer may well have read the new version first.
            fingerprint=sha256(asked.replace("{id}", str(stream)).encode() + raw).digest(),
            actor=identity.actor,
            on_behalf_of=identity.on_behalf_of,
            correlation_id=request.scope["state"]["correlation_id"],
            expected_version=expected,
        )
        outcome = await handle(envelope, opened)
        content = b'{"id":"%s","version":%d,"position":%d}' % (
            str(outcome.stream).encode(),
            outcome.version,
            outcome.position,
        )
        said = {"ETag": f'"{outcome.version}"'}
        if outcome.stream != stream:
            said["Location"] = f"{collection(kind)}/{outcome.stream}"
        return Response(content, status, said, "application/json")

    return send


def _stream(text: str) -> UUID:
    try:
        return _ID.validate_python(text)
    except ValidationError as error:
        raise RequestValidationError([{**one, "loc": ("path", "id")} for one in error.errors()]) from None


def _first_sentence(command: type) -> str:
    words = " ".join((command.__doc__ or command.__name__).split())
    return words.split(". ")[0].split("; ")[0].rstrip(".")


def _body(kind: CommandType) -> dict[str, Any]:
    content = {"schema": reference_to(kind.command), "example": example_of(kind)}
    return {"required": bool(content["example"]), "content": {"application/json": content}}


def _documented(kind: CommandType) -> dict[str, Any]:
    """What OpenAPI says of the body and the headers, which FastAPI does not see."""
    key = {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "The same key and request are answered as the first time.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    }
    match = {
        "name": "If-Match",
        "in": "header",
        "required": kind.saw,
        "description": "The version that this is meant for, as its ETag.",
        "schema": {"type": "string", "pattern": '^"[0-9]+"$'},
    }
    stream = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    return {
        "security": [{"HTTPBearer": []}],
        "requestBody": partial(_body, kind),
        "parameters": [key] if kind.creates else [stream, key, match],
        "x-roles": sorted(kind.allowed),
    }
