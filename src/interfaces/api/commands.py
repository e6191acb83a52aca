"""The routes of every command, made from the table of commands: one path, one way through."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import JSONResponse

from application.authentication import Identity
from application.commands import COMMANDS, CommandType
from application.handle import Envelope, command_id, handle, stream_of_new
from interfaces.api.body import read_command
from interfaces.api.deps import (
    Opened,
    correlation_id,
    expected_version,
    idempotency_key,
    known_parameters,
    requires,
)
from interfaces.api.schemas import PROBLEM_RESPONSES, example_of, reference_to


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
    """POST on a collection drafts or adopts; POST /{id}/<command> is everything else."""
    router = APIRouter(dependencies=[Depends(known_parameters)])
    for kind in COMMANDS:
        router.add_api_route(
            path(kind, None if kind.creates else "{id}"),
            _creating(kind) if kind.creates else _changing(kind),
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


def _creating(kind: CommandType) -> Callable[..., Awaitable[JSONResponse]]:
    async def create(
        request: Request, opened: Opened, identity: Annotated[Identity, Depends(requires(kind.allowed))]
    ) -> JSONResponse:
        return await _send(kind, request, opened, identity, None)

    return create


def _changing(kind: CommandType) -> Callable[..., Awaitable[JSONResponse]]:
    async def change(
        request: Request,
        opened: Opened,
        identity: Annotated[Identity, Depends(requires(kind.allowed))],
        stream: Annotated[UUID, Path(alias="id")],
    ) -> JSONResponse:
        return await _send(kind, request, opened, identity, stream)

    return change


async def _send(
    kind: CommandType, request: Request, opened: Opened, identity: Identity, stream: UUID | None
) -> JSONResponse:
    expected = expected_version(request, required=kind.saw, creates=stream is None)
    name = command_id(identity.actor, idempotency_key(request))
    command, raw = await read_command(request, kind.command)
    envelope = Envelope(
        type=kind,
        command=command,
        stream=stream or stream_of_new(name),
        command_id=name,
        # If-Match stays out: a retry after a lost answer may well have read the new version first.
        fingerprint=sha256(b"POST\n" + path(kind, stream).encode() + b"\n" + raw).digest(),
        actor=identity.actor,
        on_behalf_of=identity.on_behalf_of,
        correlation_id=correlation_id(request),
        expected_version=expected,
    )
    outcome = await handle(envelope, opened)
    content = {"id": str(outcome.stream), "version": outcome.version, "position": outcome.position}
    headers = {"ETag": f'"{outcome.version}"'}
    if outcome.stream != stream:
        headers["Location"] = f"{collection(kind)}/{outcome.stream}"
    return JSONResponse(content, 201 if stream is None else 200, headers)


def _first_sentence(command: type) -> str:
    words = " ".join((command.__doc__ or command.__name__).split())
    return words.split(". ")[0].split("; ")[0].rstrip(".")


def _documented(kind: CommandType) -> dict[str, Any]:
    """What OpenAPI says of the body and the headers, which FastAPI does not see."""
    content = {"schema": reference_to(kind.command), "example": example_of(kind)}
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
    return {
        "requestBody": {"required": bool(content["example"]), "content": {"application/json": content}},
        "parameters": [key] if kind.creates else [key, match],
        "x-roles": sorted(kind.allowed),
    }
