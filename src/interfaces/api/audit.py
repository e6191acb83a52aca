"""The audit trail over everything: who did what, when and why."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from domain.aggregates import AGGREGATES, EVENT_TYPES
from interfaces.api.answers import Json, Listed, described
from interfaces.api.deps import Auditor, Opened, known_parameters
from interfaces.api.parameters import Moment, Page, Seen, Words, one_of
from interfaces.api.routes import Route
from interfaces.api.schemas import PROBLEM_RESPONSES
from projections import audit_trail
from projections.audit_trail import AuditEntry, AuditFilter

router = APIRouter(
    route_class=Route,
    prefix="/v1/audit",
    tags=["audit"],
    dependencies=[Depends(known_parameters)],
    responses=PROBLEM_RESPONSES,
)
KINDS = [aggregate.kind for aggregate in AGGREGATES]
# A topic, or what several share: "job_posting.published.v1", "job_posting.published".
EVENTS = [*EVENT_TYPES, *dict.fromkeys(topic.rpartition(".")[0] for topic in EVENT_TYPES)]
Entry: Any = described("AuditEntry", AuditEntry, behind_since=int | None)


@router.get("", response_model=Listed[Entry], dependencies=[Seen])
async def search(
    *,
    opened: Opened,
    _caller: Auditor,
    page: Page,
    actor: Annotated[Words, Query(description="Who acted, or on whose behalf.")] = None,
    kind: Annotated[str | None, Query(), *one_of(KINDS)] = None,
    stream: Annotated[UUID | None, Query(alias="id")] = None,
    event: Annotated[str | None, Query(), *one_of(EVENTS)] = None,
    field: Annotated[Words, Query(description="A field that changed: title, content.title, pay.")] = None,
    since: Annotated[Moment | None, Query(alias="from", description="Recorded at or after.")] = None,
    until: Annotated[Moment | None, Query(alias="to", description="Recorded before.")] = None,
) -> Json:
    """What happened, newest first, a page at a time (token of an auditor or operator)."""
    wanted = AuditFilter(subject=actor, kind=kind, stream=stream, event=event, field=field, since=since, until=until)
    before = page.after[0] if page.after else None
    rows = await opened.read_side.rows(audit_trail.search(wanted, before=before, limit=page.limit + 1))
    return Json(page.cut(rows, "position"))
