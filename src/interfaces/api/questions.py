"""What compliance officers, auditors and those who run hiring ask of all postings together, one request each."""

from datetime import UTC, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from interfaces.api.answers import Json, Listed, described
from interfaces.api.deps import Auditor, Insider, Opened, known_parameters
from interfaces.api.parameters import Day, Moment, Page, Region, Seen, Words
from interfaces.api.routes import Route
from interfaces.api.schemas import PROBLEM_RESPONSES
from projections import band_exceptions, compliance, hiring_dashboard, pay_changes, pay_ranges
from projections.band_exceptions import OutsideBand
from projections.compliance import Concern, ConcernFilter, Matter
from projections.hiring_dashboard import MonthOfHiring
from projections.paging import Cursor
from projections.pay_changes import Kind, PayChange, PayChangeFilter
from projections.pay_ranges import PublicPay

router = APIRouter(
    route_class=Route, tags=["questions"], dependencies=[Depends(known_parameters)], responses=PROBLEM_RESPONSES
)
_BEHIND: Final[dict[str, Any]] = {"behind_since": int | None}
Shown: Any = described("PublicPay", PublicPay, role_title=str | None, **_BEHIND)
Changed: Any = described("PayChange", PayChange, **_BEHIND)
Outside: Any = described("OutsideBand", OutsideBand, role_title=str | None, **_BEHIND)
_OF_POSTING: Final[dict[str, Any]] = {"title": str | None, "status": str | None, "organisation_unit": str | None}
Open: Any = described("Concern", Concern, **_OF_POSTING, unit_id=UUID | None, **_BEHIND)
Unit = Annotated[UUID | None, Query(description="A unit of the organisation.")]


@router.get("/v1/audit/public-pay", response_model=Listed[Shown], dependencies=[Seen])
async def public_pay(opened: Opened, _caller: Auditor, page: Page, on: Day, region: Region = None) -> Json:
    """What was public on that day, in the postings' own time zones, and with which pay: a row a range.

    region: there, or anywhere in its country.
    """
    query = pay_ranges.public_on(on, region=region, after=_after(page.after), limit=page.limit + 1)
    return Json(page.cut(await opened.read_side.rows(query), "position", "range"))


@router.get("/v1/audit/pay-changes", response_model=Listed[Changed], dependencies=[Seen])
async def changes_of_pay(
    *,
    opened: Opened,
    _caller: Auditor,
    page: Page,
    unit: Unit = None,
    unit_name: Annotated[Words, Query(description="What postings call their unit, where none is recorded.")] = None,
    kind: Kind | None = None,
    since: Annotated[Moment | None, Query(alias="from", description="Made at or after.")] = None,
    until: Annotated[Moment | None, Query(alias="to", description="Made before.")] = None,
) -> Json:
    """Every change of pay, oldest first: from, to, why, who, and who approved it."""
    wanted = PayChangeFilter(unit_id=unit, unit=unit_name, kind=kind, since=since, until=until)
    query = pay_changes.search(wanted, after=_after(page.after), limit=page.limit + 1)
    return Json(page.cut(await opened.read_side.rows(query), "changed_at", "position"))


@router.get("/v1/audit/outside-band", response_model=Listed[Outside], dependencies=[Seen])
async def outside_band(
    *,
    opened: Opened,
    _caller: Auditor,
    page: Page,
    unit: Unit = None,
    first: Annotated[Day | None, Query(alias="from", description="Shown on or after.")] = None,
    last: Annotated[Day | None, Query(alias="to", description="Shown on or before.")] = None,
) -> Json:
    """What was published outside its role's band, and under whose exception."""
    query = band_exceptions.outside_band(
        first=first, last=last, unit_id=unit, after=_after(page.after), limit=page.limit + 1
    )
    return Json(page.cut(await opened.read_side.rows(query), "shown_at", "position"))


@router.get("/v1/compliance", response_model=Listed[Open], dependencies=[Seen])
async def open_concerns(
    *,
    opened: Opened,
    _caller: Insider,
    page: Page,
    matter: Matter | None = None,
    subject: Annotated[Words, Query(description="A rule's id, a notice's reference, a channel's name.")] = None,
    unit: Unit = None,
    overdue: Annotated[bool, Query(description="Only what should have been done by now.")] = False,
) -> Json:
    """What someone must see to, the longest open first: rules found broken, notices, channels that drift."""
    today = opened.clock.now().astimezone(UTC).date()
    wanted = ConcernFilter(matter=matter, subject=subject, unit_id=unit, overdue_on=today if overdue else None)
    query = compliance.open_concerns(wanted, after=_after(page.after), limit=page.limit + 1)
    return Json(page.cut(await opened.read_side.rows(query), "open_since", "concern_id"))


@router.get("/v1/hiring-dashboard", response_model=Listed[MonthOfHiring], dependencies=[Seen])
async def dashboard(
    *,
    opened: Opened,
    _caller: Insider,
    unit: Unit = None,
    first: Annotated[Day | None, Query(alias="from", description="Its month; a year before `to` if left out.")] = None,
    last: Annotated[Day | None, Query(alias="to", description="Its month; today's if left out.")] = None,
) -> Json:
    """How hiring goes, by month and unit. Days: the median of what was published, or closed, in that month."""
    last = last or opened.clock.now().astimezone(UTC).date()
    first = first or (last - timedelta(days=365)).replace(day=1)
    return Json(Listed(list(await opened.read_side.rows(hiring_dashboard.by_unit_and_month(first, last, unit))), None))


def _after(values: list[Any] | None) -> Cursor | None:
    return Cursor(*(str(value) for value in values)) if values else None
