"""Whether the service lives, and whether it is ready: what is missing, by name."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from fastapi import APIRouter, Depends

from application.ports import Unavailable
from interfaces.api.answers import Json
from interfaces.api.deps import Opened, known_parameters
from interfaces.api.problems import Problem
from interfaces.api.routes import Route
from interfaces.api.schemas import PROBLEM_RESPONSES
from interfaces.services import Standing

ANSWER_WITHIN: Final = 3.0  # seconds: who asks for readiness does not wait long

router = APIRouter(
    route_class=Route,
    prefix="/health",
    tags=["health"],
    dependencies=[Depends(known_parameters)],
    responses=PROBLEM_RESPONSES,
)


@router.get("/live")
async def live() -> Json:
    """The process answers."""
    return Json({"status": "live"})


@router.get("/ready")
async def ready(opened: Opened) -> Json:
    """Commands and queries will be served; else 503, and what is missing. Parked events degrade, but do not stop."""
    standings: Sequence[Standing] = ()
    try:
        async with asyncio.timeout(ANSWER_WITHIN):
            standings = await opened.read_side.status()
            missing = [standing.problem for standing in standings if standing.problem]
    except Unavailable as error:
        missing = [str(error)]
    except TimeoutError:
        missing = [f"the database did not answer within {ANSWER_WITHIN:.0f} seconds"]
    projections = [_told(standing) for standing in standings]
    if missing:
        more = {"missing": missing, "projections": projections}
        raise Problem(503, "not-ready", "; ".join(missing), more=more, headers={"Retry-After": "1"})
    notes = [f"{s.name}: {s.parked} parked events, listed by `rolecall status`" for s in standings if s.parked]
    return Json({"status": "degraded" if notes else "ready", "notes": notes, "projections": projections})


def _told(standing: Standing) -> dict[str, Any]:
    return {name: getattr(standing, name) for name in ("name", "position", "lag", "parked", "problem")}
