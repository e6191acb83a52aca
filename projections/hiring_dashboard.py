"""How hiring goes, by unit and month: one row a posting's draft and each of its publications, with their days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from domain.amending import amended
from domain.job_posting import (
    JOB_POSTING,
    CloseReason,
    JobPosting,
    PostingClosed,
    PostingDrafted,
    PostingImported,
    PostingPublished,
    PostingReopened,
)
from domain.job_posting.deadline import today
from domain.recorded import Recorded
from projections import organisations
from projections.declaration import Ledger, Query


@dataclass(frozen=True, kw_only=True)
class Stage:
    """period: 0, its draft; from 1, a publication. unit_id, unit: as they were when it ended, or are now.

    Days in the posting's time zone. drafted_on: of the draft. published_on: of a publication; days_to_publish: of the
    first, since the draft. closed_on, close_reason: of a publication that is over; days_open: until then, pauses too.
    """

    posting_id: UUID
    period: int
    unit_id: UUID | None
    unit: str | None
    drafted_on: date | None = None
    published_on: date | None = None
    days_to_publish: int | None = None
    closed_on: date | None = None
    close_reason: CloseReason | None = None
    days_open: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthOfHiring:
    """One unit's month. closed_by: how many for each reason. days_to_publish, days_open: medians, None where none."""

    month: date
    unit_id: UUID | None
    unit: str | None
    drafted: int
    published: int
    closed: int
    closed_by: dict[str, int]
    days_to_publish: int | None
    days_open: int | None


projection = Ledger(
    "hiring_dashboard",
    version=1,
    row=Stage,
    key=("posting_id", "period"),
    indexes=("(drafted_on)", "(published_on)", "(closed_on)", "(unit_id)"),
)


STEPS: Final = (PostingDrafted, PostingImported, PostingPublished, PostingReopened, PostingClosed)


@projection.tells(*STEPS)
def told(rows: tuple[Stage, ...], _before: JobPosting, after: JobPosting, r: Recorded[Any]) -> Iterable[Stage]:
    """A draft begins; a publication begins, and ends."""
    match r.event:
        case PostingDrafted():
            return (Stage(posting_id=r.stream, period=0, **unit(after), drafted_on=today(after, r.recorded_at)),)
        case PostingImported() | PostingPublished() | PostingReopened():
            return (*rows, published(rows, after, r))
        case PostingClosed():
            return (*rows[:-1], closed(rows[-1], after, r)) if rows else rows
    return rows


def of_one_unit(before: JobPosting, after: JobPosting) -> bool:
    """Whether it belongs where it did."""
    return before.content is after.content or unit(before) == unit(after)


@projection.tells(*(event for event in JOB_POSTING.events.values() if event not in STEPS), unless=of_one_unit)
def moved(rows: tuple[Stage, ...], _before: JobPosting, after: JobPosting, _r: Recorded[Any]) -> Iterable[Stage]:
    """What has not ended moves to another unit with its posting."""
    return rows if not rows or rows[-1].closed_on is not None else (*rows[:-1], amended(rows[-1], **unit(after)))


def unit(posting: JobPosting) -> dict[str, Any]:
    """Where it belongs: the unit of the organisation, or what it was called by."""
    return {"unit_id": posting.content.unit_id, "unit": posting.content.organisation_unit}


def published(rows: tuple[Stage, ...], posting: JobPosting, r: Recorded[Any]) -> Stage:
    """A publication begins."""
    first = posting.published_on or today(posting, r.recorded_at)
    drafted_on = rows[0].drafted_on if rows and posting.period == 1 else None
    waited = max((first - drafted_on).days, 0) if drafted_on else None  # in another time zone it may be the day before
    return Stage(
        posting_id=r.stream, period=posting.period, **unit(posting), published_on=first, days_to_publish=waited
    )


def closed(stage: Stage, posting: JobPosting, r: Recorded[Any]) -> Stage:
    """A publication is over."""
    last = today(posting, r.effective_at)
    days = (last - stage.published_on).days if stage.published_on else None
    return amended(stage, closed_on=last, close_reason=posting.close_reason, days_open=days)


CLOSED_BY: Final = ", ".join(
    f"'{reason.value}', nullif(count(*) FILTER (WHERE what = 'closed' AND close_reason = '{reason.value}'), 0)"
    for reason in CloseReason
)


def by_unit_and_month(first: date, last: date, unit_id: UUID | None = None) -> Query:
    """Each unit's months from that of the first day to that of the last: rows of MonthOfHiring, where anything was."""
    unit_wanted = " AND t.unit_id = %(unit_id)s" if unit_id else ""
    steps = " UNION ALL ".join(
        f"SELECT date_trunc('month', t.{day})::date AS month, t.unit_id, t.unit, '{what}' AS what, t.close_reason,"
        f" t.days_to_publish, t.days_open FROM {projection.source} t"
        f" WHERE t.{day} >= %(first)s AND t.{day} < %(after)s{unit_wanted}"
        for what, day in (("drafted", "drafted_on"), ("published", "published_on"), ("closed", "closed_on"))
    )
    return Query(
        "SELECT s.month, s.unit_id, coalesce(o.name, s.unit) AS unit,"
        " count(*) FILTER (WHERE what = 'drafted') AS drafted,"
        " count(*) FILTER (WHERE what = 'published') AS published,"
        " count(*) FILTER (WHERE what = 'closed') AS closed,"
        f" jsonb_strip_nulls(jsonb_build_object({CLOSED_BY})) AS closed_by,"
        " percentile_disc(0.5) WITHIN GROUP (ORDER BY days_to_publish) FILTER (WHERE what = 'published')"
        " AS days_to_publish,"
        " percentile_disc(0.5) WITHIN GROUP (ORDER BY days_open) FILTER (WHERE what = 'closed') AS days_open"
        f" FROM ({steps}) s LEFT JOIN {organisations.projection.source} o ON o.organisation_id = s.unit_id"
        " GROUP BY s.month, s.unit_id, coalesce(o.name, s.unit)"
        ' ORDER BY s.month, coalesce(o.name, s.unit) COLLATE "C" NULLS LAST, s.unit_id',
        {"first": first.replace(day=1), "after": month_after(last), "unit_id": unit_id},
    )


def month_after(day: date) -> date:
    """The first day of the next month."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
