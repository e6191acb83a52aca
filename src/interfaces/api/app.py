"""The API, put together: every router, every error a problem, the house opened and closed with it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.types import ASGIApp

from interfaces.api import audit, docs, health, job_postings, metrics, organisations, problems, questions, roles
from interfaces.api.commands import commands_router
from interfaces.api.middleware import EveryRequest
from interfaces.api.schemas import describe
from interfaces.api.shortcut import CommandsFirst
from interfaces.container import Container, opened

_RESOURCES = (roles.router, job_postings.router, organisations.router, audit.router, questions.router)
_ROUTERS = (*_RESOURCES, health.router, metrics.router, docs.router)


class Api(FastAPI):
    """FastAPI, but for its OpenAPI document: commands describe themselves."""

    def openapi(self) -> dict[str, Any]:
        """The document behind /openapi.json and /docs."""
        return describe(self)

    def build_middleware_stack(self) -> ASGIApp:
        """Ours is around the framework's, which a command has no use for, and in the place of its last net."""
        framework = super().build_middleware_stack()
        if isinstance(framework, ServerErrorMiddleware):
            framework = framework.app
        return EveryRequest(CommandsFirst(framework))


def create_app(container: Container) -> FastAPI:
    """The ASGI application; its lifespan opens what the container builds, and closes it."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opened(container) as app.state.services:
            yield

    app = Api(
        title="Rolecall",
        version="1",
        description="The system of record for what an organisation hires for: its roles and its job postings.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        # /v1/roles/ is not served: a redirect would drop the body and the conditions of a command.
        redirect_slashes=False,
        # Nothing here sets OpenTelemetry up; to look whether something did cost each request 3% of its time.
        telemetry={"tracing": False, "metrics": False, "logs": False},
        # As they are: include_router would make each of them a second time. Commands, found before, come last: trying
        # their patterns first cost each question 80 µs.
        routes=[route for router in (*_ROUTERS, commands_router()) for route in router.routes],
    )
    app.add_api_route("/openapi.json", _openapi_of(app), include_in_schema=False)
    problems.install(app)
    return app


def _openapi_of(app: FastAPI) -> Any:
    async def openapi() -> JSONResponse:
        return JSONResponse(app.openapi())

    return openapi
