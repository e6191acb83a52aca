"""The past of an aggregate, the same for every kind: its history, and what differs between two versions."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from application import audit
from domain.decider import Decider
from interfaces.api.answers import Difference, Happened, Json, Listed, of_history
from interfaces.api.deps import Insider, Opened
from interfaces.api.parameters import AlwaysSeen, Endpoint, Id


def add_past(router: APIRouter, aggregate: Decider[Any, Any, Any]) -> None:
    """Add /{id}/history and /{id}/diff, read from the log itself."""

    @router.get("/{id}/history", response_model=Listed[Happened], dependencies=[AlwaysSeen])
    async def history(opened: Opened, _caller: Insider, stream: Id) -> Json:
        """Every event of it, oldest first."""
        return of_history(await audit.history(opened.store, aggregate, stream))

    @router.get("/{id}/diff", response_model=Difference, dependencies=[AlwaysSeen])
    async def diff(
        opened: Opened,
        _caller: Insider,
        stream: Id,
        earlier: Annotated[Endpoint, Query(alias="from")],
        later: Annotated[Endpoint, Query(alias="to")],
    ) -> Json:
        """What changed between two versions; version 0 is before the draft."""
        changes = await audit.diff(opened.store, aggregate, stream, earlier, later)
        return Json(Difference(stream, earlier, later, changes))
