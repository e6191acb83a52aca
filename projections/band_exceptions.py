"""What was published outside its role's band, and under whose exception: one row each time that it was shown so."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.job_posting import JobPosting, PostingAmended, PostingPublished, PostingReopened
from domain.job_posting.deadline import today
from domain.pay import PayRange
from domain.recorded import Actor, Recorded
from projections import roles
from projections.declaration import Journal, Query
from projections.paging import Cursor, Sort, page


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideBand:
    """shown_on: the day, in the posting's time zone. pay: what was shown. granted_by: everyone behind the exception.

    requested_by, reason: of the exception. actor: who published it.
    """

    position: int
    posting_id: UUID
    version: int
    period: int
    shown_at: datetime
    shown_on: date
    title: str
    role_id: UUID | None
    unit_id: UUID | None
    organisation_unit: str | None
    pay: tuple[PayRange, ...]
    reason: str
    granted_by: tuple[Actor, ...]
    requested_by: tuple[Actor, ...]
    actor: Actor
    document_sha256: str


projection = Journal(
    "band_exceptions",
    version=1,
    row=OutsideBand,
    key="position",
    stream="posting_id",
    indexes=("(shown_at, position)", "(shown_on)", "(unit_id, shown_on)"),
)


@projection.records
def record(_before: Any, after: Any, r: Recorded[Any]) -> tuple[OutsideBand, ...]:
    """It was shown under an exception."""
    event = r.event
    if not isinstance(event, PostingPublished | PostingReopened | PostingAmended) or event.band_exception is None:
        return ()
    posting: JobPosting = after
    asked = posting.excepted_by
    return (
        OutsideBand(
            position=r.position,
            posting_id=r.stream,
            version=r.version,
            period=posting.period,
            shown_at=r.recorded_at,
            shown_on=today(posting, r.recorded_at),
            title=posting.content.title,
            role_id=posting.role_id,
            unit_id=posting.content.unit_id,
            organisation_unit=posting.content.organisation_unit,
            pay=posting.pay,
            reason=event.band_exception.reason,
            granted_by=event.band_exception.granted_by,
            requested_by=tuple(sorted(asked.requested_by)) if asked else (),
            actor=r.actor,
            document_sha256=event.document_sha256,
        ),
    )


COLUMNS: Final = ", ".join(f"t.{name}" for name in OutsideBand.__dataclass_fields__)
IN_ORDER: Final = Sort("t.shown_at", "timestamptz")


def outside_band(
    *,
    first: date | None = None,
    last: date | None = None,
    unit_id: UUID | None = None,
    after: Cursor | None = None,
    limit: int,
) -> Query:
    """Those shown from the first day to the last, both included, in the order in which they were; with role's title."""
    filters = {
        "first": ("t.shown_on >= %(first)s", first),
        "last": ("t.shown_on <= %(last)s", last),
        "unit_id": ("t.unit_id = %(unit_id)s", unit_id),
    }
    return page(
        f"{COLUMNS}, role.title AS role_title, {projection.behind_since('t')} AS behind_since",
        source=projection.source,
        joined=f" LEFT JOIN {roles.projection.source} role ON role.role_id = t.role_id",
        filters=filters,
        sort=IN_ORDER,
        key=("position", "int8"),
        after=after,
        limit=limit,
    )
