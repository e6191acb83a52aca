"""What can be asked about legal entities and units."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from application import audit
from application.audit import NotFound
from domain.organisation import ORGANISATION, Kind, Organisation, Status
from interfaces.api.answers import Json, Listed, State, described, etag, of_snapshot
from interfaces.api.deps import Insider, Opened, known_parameters
from interfaces.api.parameters import AsOf, Id, Page, Seen, Version, Words, one_of
from interfaces.api.past import add_past
from interfaces.api.routes import Route
from interfaces.api.schemas import PROBLEM_RESPONSES
from projections import organisations
from projections.organisations import OrganisationFilter, OrganisationRow
from projections.paging import Cursor

router = APIRouter(
    route_class=Route,
    prefix="/v1/organisations",
    tags=["organisations"],
    dependencies=[Depends(known_parameters)],
    responses=PROBLEM_RESPONSES,
)
View: Any = described("OrganisationView", OrganisationRow, behind_since=int | None)


@router.get("", response_model=Listed[View], dependencies=[Seen])
async def search(
    *,
    opened: Opened,
    _caller: Insider,
    page: Page,
    kind: Kind | None = None,
    status: Status | None = None,
    parent: Annotated[UUID | None, Query(description="What belongs to this one directly.")] = None,
    text: Words = None,
    sort: Annotated[str, Query(), *one_of(organisations.SORTS)] = "name",
) -> Json:
    """Legal entities and units that match, a page at a time."""
    wanted = OrganisationFilter(kind=kind, status=status, parent=parent, text=text)
    after = Cursor(*page.after) if page.after else None
    rows = await opened.read_side.rows(organisations.search(wanted, sort=sort, after=after, limit=page.limit + 1))
    return Json(page.cut(rows, "sort_value", "organisation_id"))


@router.get("/{id}", response_model=View | State[Organisation], dependencies=[Seen])
async def one(opened: Opened, _caller: Insider, stream: Id, version: Version = None, as_of: AsOf = None) -> Json:
    """One as the read side has it; with `version` or `as_of`, its state as the log has it."""
    if version is not None or as_of is not None:
        return of_snapshot(await audit.snapshot(opened.store, ORGANISATION, stream, version=version, as_of=as_of))
    rows = await opened.read_side.rows(organisations.by_id(stream))
    if not rows:
        raise NotFound(f"there is no organisation {stream}, or the read side has not seen it yet: name a min_position")
    return Json(rows[0], headers=etag(rows[0]["version"]))


add_past(router, ORGANISATION)
