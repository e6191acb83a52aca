"""The past of an aggregate, the same for every kind: its history, and what differs between two versions."""

from enum import StrEnum
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response

from application import audit
from application.readable_diff import readable
from domain.decider import Decider
from interfaces.api.answers import Difference, Happened, Json, Listed, of_history
from interfaces.api.deps import Insider, Opened
from interfaces.api.parameters import AlwaysSeen, Endpoint, Id

_PLAIN: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The values as JSON, or for people as text.",
        "content": {
            "text/plain": {
                "schema": {"type": "string"},
                "example": "content.description\n  - A line that went.\n  ~ A [-changed-]{+reworded+} one.\n",
            }
        },
    }
}


class Form(StrEnum):
    """How a difference is told."""

    JSON = "json"
    TEXT = "text"


def add_past(router: APIRouter, aggregate: Decider[Any, Any, Any]) -> None:
    """Add /{id}/history and /{id}/diff, read from the log itself."""

    @router.get("/{id}/history", response_model=Listed[Happened], dependencies=[AlwaysSeen])
    async def history(opened: Opened, _caller: Insider, stream: Id) -> Json:
        """Every event of it, oldest first."""
        return of_history(await audit.history(opened.store, aggregate, stream))

    @router.get("/{id}/diff", response_model=Difference, responses=_PLAIN, dependencies=[AlwaysSeen])
    async def diff(
        opened: Opened,
        _caller: Insider,
        stream: Id,
        earlier: Annotated[Endpoint, Query(alias="from")],
        later: Annotated[Endpoint, Query(alias="to")],
        form: Annotated[Form, Query(alias="format", description="`text`: line by line, for people.")] = Form.JSON,
    ) -> Response:
        """What changed between two versions; version 0 is before the draft."""
        changes = await audit.diff(opened.store, aggregate, stream, earlier, later)
        if form is Form.TEXT:
            return Response(readable(changes), media_type="text/plain; charset=utf-8")
        return Json(Difference(stream, earlier, later, changes))
