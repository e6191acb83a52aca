"""What can be asked about roles."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from application import audit, examples, role_versions
from application.audit import NotFound
from application.role_versions import RoleVersion
from application.what_if import OPEN, Consequences, WhatIf, what_if
from domain.role import ROLE, Direction, Role, Status
from interfaces.api.answers import Json, Listed, State, described, etag, of_snapshot
from interfaces.api.body import read_command
from interfaces.api.deps import INSIDERS, Insider, Opened, known_parameters
from interfaces.api.parameters import AlwaysSeen, AsOf, Id, Page, Seen, Version, Words, one_of
from interfaces.api.past import add_past
from interfaces.api.routes import Route
from interfaces.api.schemas import PROBLEM_RESPONSES, question
from projections import career_paths, open_postings, roles
from projections.paging import Cursor
from projections.roles import RoleFilter, RoleRow

router = APIRouter(
    route_class=Route,
    prefix="/v1/roles",
    tags=["roles"],
    dependencies=[Depends(known_parameters)],
    responses=PROBLEM_RESPONSES,
)
Summary: Any = described("RoleSummary", RoleRow, without=frozenset({"content", "searched"}), behind_since=int | None)
View: Any = described("RoleView", RoleRow, without=frozenset({"searched"}), behind_since=int | None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a career path, seen from the role asked about. named_by: the role that states it.

    role_id, title, code, status: of the other end; of a duplicate, the role that stands for it. target_role_id: the
    other end as it was named; target_status: its own ("retired", "merged"), null for a title in free text.
    """

    direction: Direction
    role_id: UUID | None
    title: str | None
    code: str | None
    status: Status | None
    target_role_id: UUID | None
    target_status: Status | None
    note: str | None
    named_by: UUID
    behind_since: int | None


@router.get("", response_model=Listed[Summary], dependencies=[Seen])
async def search(
    *,
    opened: Opened,
    _caller: Insider,
    page: Page,
    status: Status | None = None,
    code: Words = None,
    text: Words = None,
    family: Words = None,
    level: Words = None,
    organisation_unit: Words = None,
    unit: UUID | None = None,
    sort: Annotated[str, Query(), *one_of(roles.SORTS)] = "updated",
) -> Json:
    """Roles that match, a page at a time."""
    wanted = RoleFilter(
        status=status,
        code=code,
        text=text,
        family=family,
        level=level,
        organisation_unit=organisation_unit,
        unit_id=unit,
    )
    after = Cursor(*page.after) if page.after else None
    rows = await opened.read_side.rows(roles.search(wanted, sort=sort, after=after, limit=page.limit + 1))
    return Json(page.cut(rows, "sort_value", "role_id"))


@router.get("/{id}", response_model=View | State[Role], dependencies=[Seen])
async def one(opened: Opened, _caller: Insider, stream: Id, version: Version = None, as_of: AsOf = None) -> Json:
    """A role as the read side has it; with `version` or `as_of`, its state as the log has it."""
    if version is not None or as_of is not None:
        return of_snapshot(await audit.snapshot(opened.store, ROLE, stream, version=version, as_of=as_of))
    rows = await opened.read_side.rows(roles.by_id(stream))
    if not rows:
        raise NotFound(f"there is no role {stream}, or the read side has not seen it yet: name a min_position")
    return Json(rows[0], headers=etag(rows[0]["version"]))


@router.get("/{id}/career-path", response_model=Listed[Step], dependencies=[Seen])
async def career_path(opened: Opened, _caller: Insider, stream: Id) -> Json:
    """Every step from and to a role, whichever of the two states it."""
    if not await opened.read_side.rows(roles.by_id(stream)):
        raise NotFound(f"there is no role {stream}, or the read side has not seen it yet: name a min_position")
    return Json(Listed(list(await opened.read_side.rows(career_paths.of_role(stream))), None))


@router.get("/{id}/versions", response_model=Listed[RoleVersion], dependencies=[AlwaysSeen])
async def versions(opened: Opened, _caller: Insider, stream: Id) -> Json:
    """Every version that was ever in force; name its `version` at /v1/roles/{id}?version= to read it."""
    return Json(Listed(list(await role_versions.versions(opened.store, stream)), None))


@router.post(
    "/{id}/what-if",
    operation_id="WhatIf",
    response_model=Consequences,
    dependencies=[Seen],
    openapi_extra=question(WhatIf, examples.WHAT_IF, INSIDERS),
)
async def ask_what_if(request: Request, opened: Opened, _caller: Insider, stream: Id) -> Json:
    """Which open postings would leave their band if the role had these; nothing is changed by asking."""
    asked, _ = await read_command(request, WhatIf)
    rows = await opened.read_side.rows(open_postings.of_role(stream, OPEN))
    candidates = [row["posting_id"] for row in rows]
    return Json(await what_if(opened.store, stream, asked, candidates, opened.clock.now().date()))


add_past(router, ROLE)
