"""What OpenAPI says of commands and problems."""

from collections.abc import Iterable
from functools import cache, partial
from typing import Any, Final, Literal

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from application.commands import COMMANDS, CommandType
from interfaces.api.body import adapter
from interfaces.api.routes import Route

_REF: Final = "#/components/schemas/{model}-Input"
_PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "examples": ["/problems/stale-version"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong here, and what to do about it."},
        "code": {"type": "string", "description": "Stable: programs decide on it."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
        "rules": {
            "type": "array",
            "description": "Of a refusal by law: each rule that is broken, its statute and what is missing.",
            "items": {"$ref": "#/components/schemas/RuleResult"},
        },
        "unresolved": {
            "type": "array",
            "description": "Of a refusal by law: places whose law cannot be told.",
            "items": {"type": "string"},
        },
    },
}
PROBLEM_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    "default": {
        "description": "A problem (RFC 9457).",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}


@cache
def _command_schemas() -> tuple[dict[type, dict[str, Any]], dict[str, Any]]:
    """Each command's schema by reference, and what they refer to."""
    inputs: list[tuple[type, Literal["validation"], TypeAdapter[Any]]] = [
        (kind.command, "validation", adapter(kind.command)) for kind in COMMANDS
    ]
    schemas, definitions = TypeAdapter.json_schemas(inputs, ref_template=_REF)
    named = {f"{name}-Input": schema for name, schema in definitions.get("$defs", {}).items()}
    return {command: schema for (command, _), schema in schemas.items()}, named


def reference_to(command: type) -> dict[str, Any]:
    """The schema of a command's body."""
    return _command_schemas()[0][command]


def question(asked: type, example: Any, roles: Iterable[str]) -> dict[str, Any]:
    """What OpenAPI says of a question that is sent as a body, and of who may ask it. example: an instance of it.

    What its schema refers to must be part of some command.
    """
    return {"requestBody": partial(_question_body, asked, example), "x-roles": sorted(roles)}


def _question_body(asked: type, example: Any) -> dict[str, Any]:
    schema = adapter(asked).json_schema(ref_template=_REF)
    schema.pop("$defs", None)
    shown = adapter(asked).dump_python(example, mode="json", exclude_defaults=True)
    content = {"schema": schema, "example": shown}
    return {"required": True, "content": {"application/json": content}}


def example_of(kind: CommandType) -> Any:
    """A command's example as JSON, without what it leaves at its defaults."""
    return adapter(kind.command).dump_python(kind.example, mode="json", exclude_defaults=True)


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, made once."""
    if app.openapi_schema is None:
        routes = [route.described() for route in app.routes if isinstance(route, Route)]
        document = get_openapi(title=app.title, version=app.version, description=app.description, routes=routes)
        schemas = document["components"]["schemas"]
        for unused in ("HTTPValidationError", "ValidationError"):  # ours are problems
            schemas.pop(unused, None)
        schemas.update(_command_schemas()[1], Problem=_PROBLEM)
        for path in document["paths"].values():
            for operation in path.values():
                operation["responses"].pop("422", None)
        app.openapi_schema = document
    return app.openapi_schema
