"""Every pay that was ever public, by place and day: one row a range, from when it was shown to when it was not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from domain.amending import amended
from domain.job_posting import (
    JobPosting,
    PostingAmended,
    PostingClosed,
    PostingContentChanged,
    PostingDeadlineExtended,
    PostingDeadlineShortened,
    PostingImported,
    PostingPaused,
    PostingPublished,
    PostingReopened,
    PostingResumed,
)
from domain.job_posting.deadline import today
from domain.pay import PayRange, Period
from domain.places import Location
from domain.recorded import Recorded
from projections import roles
from projections.declaration import Ledger, Query
from projections.job_postings import last_instant
from projections.paging import Cursor, Sort, page


@dataclass(kw_only=True)  # neither frozen nor with slots: 27 fields take three times as long to set, five to amend
class PublicPay:
    """revision: the n-th time that something else was shown of this posting. range: of its pay, from 0.

    disclosed: whether any pay was stated; where not, one row without amounts stands for it. minimum or maximum None:
    open at that end. places, levels: those that the range covers. regions: these places in ISO 3166-2, a country where
    none is stated; countries: in ISO 3166-1.

    shown_from, shown_to: when it was on show (to excluded, None: until now), unless expires_at came first. first_day,
    last_day: the same in days of the posting's time zone, both included, by its deadline too. asserted_by: whoever
    imported it as live since first_day.
    """

    posting_id: UUID
    revision: int
    range: int
    period: int
    title: str
    role_id: UUID | None
    legal_entity: str | None
    organisation_unit: str | None
    employer_id: UUID | None
    unit_id: UUID | None
    disclosed: bool
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    currency: str | None = None
    pay_period: Period | None = None
    places: tuple[str, ...]
    levels: tuple[str, ...]
    regions: tuple[str, ...]
    countries: tuple[str, ...]
    document_sha256: str | None
    shown_from: datetime
    shown_to: datetime | None = None
    expires_at: datetime | None
    first_day: date
    last_day: date | None
    asserted_by: str | None
    position: int


# A last day before the first, as imports have it, would be no range.
DAYS: Final = "daterange(first_day, CASE WHEN last_day < first_day THEN first_day ELSE last_day END, '[]')"
projection = Ledger(
    "pay_ranges",
    version=1,
    row=PublicPay,
    key=("posting_id", "revision", "range"),
    indexes=("USING gin (regions)", "USING gin (countries)", f"USING gist ({DAYS})", "(unit_id, first_day)"),
)


def shown_alike(before: JobPosting, after: JobPosting) -> bool:
    """Whether the public sees what it saw, or still nothing."""
    return before.public == after.public and (not after.public or shown(before) == shown(after))


@projection.tells(
    PostingImported,
    PostingPublished,
    PostingReopened,
    PostingAmended,
    PostingContentChanged,
    PostingDeadlineExtended,
    PostingDeadlineShortened,
    PostingPaused,
    PostingResumed,
    PostingClosed,
    unless=shown_alike,
)
def told(rows: tuple[PublicPay, ...], before: JobPosting, after: JobPosting, r: Recorded[Any]) -> Iterable[PublicPay]:
    """What was shown is shown no more, and what is shown now is."""
    last = today(before, r.recorded_at - timedelta(microseconds=1))
    ended = [ended_at(row, last, r.recorded_at) if row.shown_to is None else row for row in rows]
    past = [row for row in ended if row.shown_to is None or row.shown_from < row.shown_to]
    if not after.public:
        return past
    return (*past, *begun(after, r, 1 + max((row.revision for row in past), default=0)))


def shown(posting: JobPosting) -> tuple[Any, ...]:
    """What makes another revision."""
    return (posting.period, posting.document_sha256, posting.pay, posting.content)


def ended_at(row: PublicPay, last: date, moment: datetime) -> PublicPay:
    """The row of what was shown up to that moment, on the last day at most."""
    return amended(row, shown_to=moment, last_day=min(last, row.last_day) if row.last_day else last)


def begun(posting: JobPosting, r: Recorded[Any], revision: int) -> Iterable[PublicPay]:
    """The rows of what is shown from now on."""
    content = posting.content
    regions = places_of(posting)
    imported = isinstance(r.event, PostingImported)
    first = posting.published_on if imported and posting.published_on else today(posting, r.recorded_at)
    expires = last_instant(content.deadline, content.time_zone)
    for number, pay in enumerate(posting.pay or (None,)):
        covered = [name for name in regions if pay is None or not pay.places or name in pay.places]
        reached = {regions[name] for name in covered}
        yield PublicPay(
            posting_id=r.stream,
            revision=revision,
            range=number,
            period=posting.period,
            title=content.title,
            role_id=posting.role_id,
            legal_entity=content.legal_entity,
            organisation_unit=content.organisation_unit,
            employer_id=content.employer_id,
            unit_id=content.unit_id,
            disclosed=pay is not None,
            **amounts(pay),
            places=tuple(covered),
            levels=(pay.levels if pay else ()) or content.levels,
            regions=tuple(sorted(reached)),
            countries=tuple(sorted({region[:2] for region in reached})),
            document_sha256=posting.document_sha256,
            shown_from=r.recorded_at,
            expires_at=expires,
            first_day=first,
            last_day=content.deadline,
            asserted_by=posting.asserted_by if imported else None,
            position=r.position,
        )


def amounts(pay: PayRange | None) -> dict[str, Any]:
    """The figures of a range; none where nothing is disclosed."""
    if pay is None:
        return {}
    return {"minimum": pay.minimum, "maximum": pay.maximum, "currency": pay.currency, "pay_period": pay.period}


def places_of(posting: JobPosting) -> dict[str, str]:
    """The places where it is offered, as pay ranges name them, and the region or country that each lies in."""
    located = {place.name: _region(place) for place in posting.content.locations}
    return {**located, **{region: region for region in posting.content.remote_regions}}


def _region(place: Location) -> str:
    return place.region or place.country


COLUMNS: Final = ", ".join(f"t.{name}" for name in PublicPay.__dataclass_fields__)
SHOWN_FIRST: Final = Sort("t.position", "int8")


def public_on(day: date, *, region: str | None = None, after: Cursor | None = None, limit: int) -> Query:
    """The pay that was public at some time of that day, in the posting's own time zone; with its role's title.

    region: ISO 3166-2, whatever was offered there or anywhere in its country; or a country of ISO 3166-1.
    """
    whole = len(region or "") == 2
    filters = {
        "day": (f"{DAYS} @> %(day)s::date AND (t.last_day IS NULL OR t.last_day >= %(day)s)", day),
        "regions": ("t.regions && %(regions)s", None if region is None or whole else [region, region[:2]]),
        "country": ("t.countries @> ARRAY[%(country)s]::text[]", region if whole else None),
    }
    return page(
        f"{COLUMNS}, role.title AS role_title, {projection.behind_since('t')} AS behind_since",
        source=projection.source,
        joined=f" LEFT JOIN {roles.projection.source} role ON role.role_id = t.role_id",
        filters=filters,
        sort=SHOWN_FIRST,
        key=("range", "int8"),
        after=after,
        limit=limit,
    )


def of_posting(posting_id: UUID) -> Query:
    """Every pay that was ever public of one posting, in the order in which it was."""
    return Query(
        f"SELECT {COLUMNS} FROM {projection.source} t WHERE t.posting_id = %(id)s ORDER BY t.revision, t.range",
        {"id": posting_id},
        one_plan=True,
    )
