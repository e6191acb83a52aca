"""A command's address is looked up at once, instead of being searched for among a hundred routes."""

from typing import Final

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from application.commands import COMMANDS
from interfaces.api.commands import Endpoint, collection, endpoint, path

_ID: Final = "{id}"


class CommandsFirst:
    """Pure ASGI, in front of the router: answers each command as its route would, and hands on everything else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._creating: dict[str, Endpoint] = {path(kind, None): endpoint(kind) for kind in COMMANDS if kind.creates}
        self._changing: dict[tuple[str, str], Endpoint] = {
            (collection(kind), kind.name): endpoint(kind) for kind in COMMANDS if not kind.creates
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        address: str = scope["path"]
        found, named = self._creating.get(address), {}
        if found is None:
            rest, _, name = address.rpartition("/")
            start, _, stream = rest.rpartition("/")
            found, named = self._changing.get((start, name)), {"id": stream}
        if found is None or "" in named.values():
            await self._app(scope, receive, send)
            return
        request = Request({**scope, "path_params": named}, receive)
        response = await found(request)
        await response(scope, receive, send)
