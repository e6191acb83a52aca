"""GET /metrics: how the log and the read side stand and what they find, in Prometheus' text format 0.0.4."""

from collections.abc import Callable, Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from fastapi.responses import PlainTextResponse

from application.authentication import Identity
from application.commands import Authority
from application.ports import Unavailable
from interfaces.api.deps import Opened, known_parameters, requires
from interfaces.api.routes import Route
from interfaces.api.schemas import PROBLEM_RESPONSES
from interfaces.services import Services, Standing
from projections import job_postings

FORMAT: Final = "text/plain; version=0.0.4; charset=utf-8"
Operator = Annotated[Identity, Depends(requires(frozenset({Authority.OPERATOR})))]

router = APIRouter(
    route_class=Route, tags=["health"], dependencies=[Depends(known_parameters)], responses=PROBLEM_RESPONSES
)


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(opened: Opened, _caller: Operator) -> PlainTextResponse:
    """Gauges for Prometheus (token of an operator); 503 while the database is away."""
    head = await opened.store.head()
    standings = await opened.read_side.status()
    gauges = [
        _gauge("log_head_position", "The last position of the log.", [("", head.position)]),
        _gauge("projection_position", "The last position seen.", _each(standings, lambda s: s.position)),
        _gauge("projection_lag", "Events of the log not seen yet.", _each(standings, lambda s: s.lag)),
        _gauge("projection_parked", "Events not taken, each key counted.", _each(standings, lambda s: s.parked)),
        _gauge("projection_ready", "1 where it may be relied on.", _each(standings, lambda s: int(not s.problem))),
    ]
    gauges += await _troubles(opened)
    return PlainTextResponse("".join(gauges), media_type=FORMAT)


async def _troubles(opened: Services) -> list[str]:
    """What people must do something about, as far as the read side can say; nothing while it is away."""
    try:
        [row] = await opened.read_side.rows(job_postings.troubles())
    except Unavailable:
        return []
    return [
        _gauge("open_findings", "Rules of law that shown postings break.", [("", row["findings"])]),
        _gauge("channel_drifts", "Channels seen to show something else.", [("", row["drifts"])]),
    ]


def _each(standings: Sequence[Standing], value: Callable[[Standing], int]) -> list[tuple[str, int]]:
    # Names of projections are identifiers: nothing in them needs escaping.
    return [(f'{{projection="{standing.name}"}}', value(standing)) for standing in standings]


def _gauge(name: str, meaning: str, samples: Sequence[tuple[str, int]]) -> str:
    lines = (f"rolecall_{name}{labels} {value}\n" for labels, value in samples)
    return f"# HELP rolecall_{name} {meaning}\n# TYPE rolecall_{name} gauge\n{''.join(lines)}"
