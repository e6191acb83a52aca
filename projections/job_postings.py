"""Job postings as people search them: one row a posting."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from domain.amending import amended
from domain.job_posting import (
    ApprovalLapsed,
    ChannelTakenDown,
    CloseReason,
    JobPosting,
    PostingApproved,
    PostingClosed,
    PostingContent,
    PostingContentChanged,
    PostingDeadlineExtended,
    PostingDeadlineShortened,
    PostingDrafted,
    PostingEvent,
    PostingPaused,
    PostingPublished,
    PostingRejected,
    PostingResumed,
    PostingSalaryChanged,
    PostingSubmittedForApproval,
    RoleAssigned,
    Status,
    expires_at,
)
from domain.job_posting.evolve import evolve
from domain.pay import PayRange, Period
from domain.places import EmploymentType, WorkMode
from domain.policies.salary_band import WorkingHoursNotRecorded, per_year
from domain.recorded import Recorded
from projections import roles
from projections.declaration import Projection, Query
from projections.paging import Cursor, Sort, page

SEARCHED = 100_000  # characters: `tsvector` ends at 1 MiB, and four bytes a character, twice for hyphens, stay below


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingRow:
    """countries, regions: where the work is or a remote worker may live. expires_at: first instant after the last day.

    public: whether anyone may read it until then. A row knows no clock: what is shown also asks expires_at (PUBLIC_AT).

    yearly_minimum, yearly_maximum: lowest and highest pay by the year; None where undisclosed, in several currencies,
    or not to be reckoned without working hours. content: all that it says but the contact, who is a person.
    """

    posting_id: UUID
    status: Status
    public: bool
    role_id: UUID | None
    role_approval: int | None = None
    title: str
    language: str
    work_mode: WorkMode | None
    countries: tuple[str, ...]
    regions: tuple[str, ...]
    employment_type: EmploymentType | None
    pay_minimum: Decimal | None = None
    pay_maximum: Decimal | None = None
    pay_currency: str | None = None
    pay_period: Period | None = None
    yearly_minimum: Decimal | None = None
    yearly_maximum: Decimal | None = None
    legal_entity: str | None
    organisation_unit: str | None
    requisition: str | None
    deadline: date | None
    time_zone: str
    expires_at: datetime | None
    internal_only: bool
    confidential: bool
    period: int = 0
    published_on: date | None = None
    document_sha256: str | None = None
    channels: tuple[str, ...]
    live_channels: tuple[str, ...] = ()
    close_reason: CloseReason | None = None
    external_source: str | None = None
    external_id: str | None = None
    importer: str | None = None
    source_sha256: str | None = None
    pay: tuple[PayRange, ...] = ()
    content: PostingContent
    searched: str
    version: int
    position: int
    created_at: datetime
    updated_at: datetime


TEXT = "to_tsvector('english', searched)"
projection = Projection(
    "job_postings",
    version=1,
    row=PostingRow,
    key="posting_id",
    indexes=(
        "(status, updated_at DESC, posting_id DESC)",
        "(published_on DESC, posting_id DESC) WHERE public",
        "(role_id)",
        "(expires_at) WHERE status IN ('published', 'paused')",
        "USING gin (countries)",
        f"USING gin ({TEXT})",
    ),
)


@projection.starts(PostingDrafted)
def drafted(r: Recorded[PostingDrafted]) -> PostingRow:
    """A posting's first row."""
    event = r.event
    return PostingRow(
        posting_id=r.stream,
        status=Status.DRAFT,
        public=False,
        role_id=event.role_id,
        **said(event.content, event.pay),
        external_source=event.external_id.source if event.external_id else None,
        external_id=event.external_id.value if event.external_id else None,
        importer=event.provenance.importer if event.provenance else None,
        source_sha256=event.provenance.document_sha256 if event.provenance else None,
        version=r.version,
        position=r.position,
        created_at=r.recorded_at,
        updated_at=r.recorded_at,
    )


@projection.on(RoleAssigned)
def role_assigned(row: PostingRow, r: Recorded[RoleAssigned]) -> PostingRow:
    """It offers a role."""
    return moved(row, r, role_id=r.event.new, status=edited(row))


@projection.on(PostingContentChanged, PostingSalaryChanged)
def changed(row: PostingRow, r: Recorded[Any]) -> PostingRow:
    """What it says or pays is another."""
    return moved(row, r, status=edited(row), **resaid(row, r.event))


@projection.on(PostingDeadlineExtended, PostingDeadlineShortened)
def deadline_moved(row: PostingRow, r: Recorded[Any]) -> PostingRow:
    """Its last day is another, and so is the text shown where it is public."""
    document = r.event.document_sha256 or row.document_sha256
    return moved(row, r, status=edited(row), document_sha256=document, **resaid(row, r.event))


@projection.on(PostingSubmittedForApproval)
def submitted(row: PostingRow, r: Recorded[PostingSubmittedForApproval]) -> PostingRow:
    """It awaits an approver."""
    return moved(row, r, status=Status.PENDING_APPROVAL)


@projection.on(PostingApproved)
def approved(row: PostingRow, r: Recorded[PostingApproved]) -> PostingRow:
    """It may be published."""
    return moved(row, r, status=Status.APPROVED, role_approval=r.event.role_approval)


@projection.on(PostingRejected)
def rejected(row: PostingRow, r: Recorded[PostingRejected]) -> PostingRow:
    """It went back to its authors."""
    return moved(row, r, status=Status.REJECTED)


@projection.on(ApprovalLapsed)
def lapsed(row: PostingRow, r: Recorded[ApprovalLapsed]) -> PostingRow:
    """It must be approved anew."""
    return moved(row, r, status=Status.PENDING_APPROVAL, role_approval=None)


@projection.on(PostingPublished)
def published(row: PostingRow, r: Recorded[PostingPublished]) -> PostingRow:
    """It is shown."""
    event = r.event
    return moved(
        row,
        r,
        status=Status.PUBLISHED,
        period=event.period,
        published_on=event.published_on,
        document_sha256=event.document_sha256,
        role_approval=event.role_approval,
        live_channels=event.channels,
    )


@projection.on(PostingPaused)
def paused(row: PostingRow, r: Recorded[PostingPaused]) -> PostingRow:
    """It is not shown for a while."""
    return moved(row, r, status=Status.PAUSED)


@projection.on(PostingResumed)
def resumed(row: PostingRow, r: Recorded[PostingResumed]) -> PostingRow:
    """It is shown again, where and since the day it was."""
    live = evolve(JobPosting(live_channels=row.live_channels), r.event).live_channels
    return moved(row, r, status=Status.PUBLISHED, live_channels=live)


@projection.on(ChannelTakenDown)
def taken_down(row: PostingRow, r: Recorded[ChannelTakenDown]) -> PostingRow:
    """One place less shows it."""
    return moved(row, r, live_channels=tuple(name for name in row.live_channels if name != r.event.channel))


@projection.on(PostingClosed)
def closed(row: PostingRow, r: Recorded[PostingClosed]) -> PostingRow:
    """It has come to its end."""
    return moved(row, r, status=Status.CLOSED, close_reason=r.event.reason)


def moved(row: PostingRow, r: Recorded[Any], **fields: Any) -> PostingRow:
    """The row with other fields, as of the event."""
    hidden = fields.get("internal_only", row.internal_only) or fields.get("confidential", row.confidential)
    shown = fields.get("status", row.status) is Status.PUBLISHED and not hidden
    return replace(row, **fields, public=shown, version=r.version, position=r.position, updated_at=r.recorded_at)


def edited(row: PostingRow) -> Status:
    """An edit takes up a rejected posting as a draft again."""
    return Status.DRAFT if row.status is Status.REJECTED else row.status


def resaid(row: PostingRow, event: PostingEvent) -> dict[str, Any]:
    """The columns that follow from what it says and pays after the event, by the domain's own evolve."""
    after = evolve(JobPosting(content=row.content, pay=row.pay), event)
    return said(after.content, after.pay)


def said(content: PostingContent, pay: tuple[PayRange, ...]) -> dict[str, Any]:
    """The columns that follow from what the posting says and pays."""
    lived_in = (*(place.region or place.country for place in content.locations), *content.remote_regions)
    same = ("title", "language", "work_mode", "employment_type", "legal_entity", "organisation_unit", "requisition")
    return {
        **{name: getattr(content, name) for name in same},
        "countries": tuple(sorted({place[:2] for place in lived_in})),
        "regions": tuple(sorted({place for place in lived_in if len(place) > 2})),
        "deadline": content.deadline,
        "time_zone": content.time_zone,
        "expires_at": expires_at(JobPosting(content=content)),
        "internal_only": content.internal_only,
        "confidential": content.confidential,
        "channels": content.channels,
        "searched": searched_text(content),
        "content": amended(content, contact=None),
        "pay": pay,
        **paid(content, pay),
    }


def paid(content: PostingContent, pay: tuple[PayRange, ...]) -> dict[str, Any]:
    """The pay in figures, over all its ranges, as far as they have one currency and one period."""
    currencies, periods = {one.currency for one in pay}, {one.period for one in pay}
    figures: dict[str, Any] = dict.fromkeys(
        ("pay_minimum", "pay_maximum", "pay_currency", "pay_period", "yearly_minimum", "yearly_maximum")
    )
    if len(currencies) == 1:
        figures["pay_currency"] = pay[0].currency
        try:
            yearly = [(one, per_year(one.period, content.working_time)) for one in pay]
        except WorkingHoursNotRecorded:
            yearly = []
        if yearly:
            figures["yearly_minimum"] = min(cents(one.minimum * n.numerator / n.denominator) for one, n in yearly)
            figures["yearly_maximum"] = max(cents(one.maximum * n.numerator / n.denominator) for one, n in yearly)
        if len(periods) == 1:
            figures["pay_period"] = pay[0].period
            figures["pay_minimum"] = min(one.minimum for one in pay)
            figures["pay_maximum"] = max(one.maximum for one in pay)
    return figures


def cents(amount: Decimal) -> Decimal:
    """Rounded to two decimal places."""
    return amount.quantize(Decimal("0.01"))


def searched_text(content: PostingContent) -> str:
    """What a search for words looks at."""
    parts = (
        content.title,
        content.description,
        *(duty.text for duty in content.duties),
        *content.qualifications,
        *(skill.name for skill in content.skills),
        *(place.locality or "" for place in content.locations),
    )
    return "\n".join(part for part in parts if part)[:SEARCHED]


SORTS: Final = {
    "updated": Sort("t.updated_at", "timestamptz", descending=True),
    "published": Sort("coalesce(t.published_on, '-infinity')", "date", descending=True),
    "created": Sort("t.created_at", "timestamptz", descending=True),
    "deadline": Sort("coalesce(t.deadline, 'infinity')", "date"),
    "salary": Sort("coalesce(t.yearly_maximum, -1)", "numeric", descending=True),
    "title": Sort('lower(t.title) COLLATE "C"', "text"),
}
LISTED = ", ".join(f"t.{name}" for name in PostingRow.__dataclass_fields__ if name not in {"content", "searched"})
FROM = (
    f"role.title AS role_title, role.code AS role_code, {projection.behind_since('t')} AS behind_since"
    f" FROM {projection.source} t LEFT JOIN {roles.projection.source} role ON role.role_id = t.role_id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingFilter:
    """What to search for; None: whatever. salary_at_least: by the year, offered at the top of the pay."""

    status: Status | None = None
    role_id: UUID | None = None
    text: str | None = None
    work_mode: WorkMode | None = None
    country: str | None = None
    employment_type: EmploymentType | None = None
    salary_at_least: Decimal | None = None
    currency: str | None = None


PUBLIC_AT: Final = "t.public AND (t.expires_at IS NULL OR t.expires_at > %(public_at)s)"


def by_id(posting_id: UUID, *, public_at: datetime | None = None) -> Query:
    """One posting with all that it says; its role's title; behind_since, where events of it are parked.

    public_at: only if anyone may read it at this instant.
    """
    public = f" AND {PUBLIC_AT}" if public_at else ""
    return Query(
        f"SELECT {LISTED}, t.content, {FROM} WHERE t.posting_id = %(id)s{public}",
        {"id": posting_id, "public_at": public_at},
    )


def search(
    wanted: PostingFilter,
    *,
    sort: str = "updated",
    after: Cursor | None = None,
    limit: int,
    public_at: datetime | None = None,
) -> Query:
    """A page of postings without their content, each with its role's title and the `sort_value` for the next cursor.

    sort: a name of SORTS. Raises KeyError for another. public_at: those alone that anyone may read at this instant.
    """
    filters = {
        "status": ("t.status = %(status)s", wanted.status and wanted.status.value),
        "role_id": ("t.role_id = %(role_id)s", wanted.role_id),
        "text": ("to_tsvector('english', t.searched) @@ websearch_to_tsquery('english', %(text)s)", wanted.text),
        "work_mode": ("t.work_mode = %(work_mode)s", wanted.work_mode and wanted.work_mode.value),
        "country": ("t.countries @> ARRAY[%(country)s]::text[]", wanted.country),
        "employment_type": (
            "t.employment_type = %(employment_type)s",
            wanted.employment_type and wanted.employment_type.value,
        ),
        "salary_at_least": ("t.yearly_maximum >= %(salary_at_least)s", wanted.salary_at_least),
        "currency": ("t.pay_currency = %(currency)s", wanted.currency),
        "public_at": (PUBLIC_AT, public_at),
    }
    return page(
        f"{LISTED}, {FROM}",
        filters=filters,
        sort=SORTS[sort],
        key=("posting_id", "uuid"),
        after=after,
        limit=limit,
    )


def due(now: datetime, limit: int = 100) -> Query:
    """Postings to be closed, whose last day or whose role's grace is over: posting_id, period, reason, since.

    Not those with parked events: their rows do not change when they are closed, and would soon fill every page.
    """
    return Query(
        "SELECT t.posting_id, t.period, d.reason, d.since"
        f" FROM {projection.source} t LEFT JOIN {roles.projection.source} role ON role.role_id = t.role_id,"
        " LATERAL (SELECT 'expired' AS reason, t.expires_at AS since UNION ALL"
        " SELECT 'role-retired', (role.postings_close_on + 1)::timestamp AT TIME ZONE 'UTC'"
        " WHERE role.status = 'retired') d"
        " WHERE t.status IN ('published', 'paused') AND d.since <= %(now)s"
        f" AND {projection.behind_since('t')} IS NULL"
        " ORDER BY d.since, t.posting_id LIMIT %(limit)s",
        {"now": now, "limit": limit},
    )
