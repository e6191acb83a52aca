"""Job postings as people search them: one row a posting."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final, NamedTuple
from uuid import UUID

from domain.amending import amended
from domain.job_posting import (
    JOB_POSTING,
    CloseReason,
    JobPosting,
    PostingContent,
    PostingDrafted,
    PostingImported,
    Status,
    expires_at,
)
from domain.job_posting.evolve import evolve
from domain.job_posting.state import BandException, Channel, LegalHold, Notice, Proposal
from domain.law import RuleBook
from domain.law.judgement import Judgement
from domain.pay import PayRange, Period, WorkingTime
from domain.places import EmploymentType, WorkMode
from domain.policies.approval import Approval
from domain.policies.salary_band import WorkingHoursNotRecorded, per_year
from domain.recorded import Recorded
from projections import roles
from projections.declaration import Projection, Query, Sparse
from projections.paging import Cursor, Sort, page

SEARCHED = 100_000  # characters: `tsvector` ends at 1 MiB, and four bytes a character, twice for hyphens, stay below


@dataclass(kw_only=True)  # neither frozen nor with slots: `row_of` sets its 65 fields all at once
class PostingRow:
    """countries, regions: where the work is or a remote worker may live. expires_at: first instant after the last day.

    public: whether anyone may read it until then. A row knows no clock: what is shown also asks expires_at (PUBLIC_AT).

    yearly_minimum, yearly_maximum: lowest and highest pay by the year; None where undisclosed, open at that end, in
    several currencies, or not to be reckoned without working hours. content: all that it says but the contact, who is
    a person.

    channels: where it is to be listed; channel_states: how far each is; live_channels: where it is shown, or soon.
    proposal: the amendment that others are asked to agree to. findings: ids of rules that it breaks while shown.
    judged_on, rules_sha256, jurisdictions: the day, the rule book and the places that it was last judged by. law_due:
    the next last day for something that the law lacks in it.

    What pages are sorted by stands first: PostgreSQL takes a row apart from the front.
    """

    posting_id: UUID
    status: Status
    public: bool
    created_at: datetime
    updated_at: datetime
    published_on: date | None
    deadline: date | None
    expires_at: datetime | None
    version: int
    position: int
    role_id: UUID | None
    role_approval: int | None
    title: str
    language: str
    work_mode: WorkMode | None
    countries: tuple[str, ...]
    regions: tuple[str, ...]
    employment_type: EmploymentType | None
    pay_minimum: Decimal | None
    pay_maximum: Decimal | None
    pay_currency: str | None
    pay_period: Period | None
    yearly_minimum: Decimal | None
    yearly_maximum: Decimal | None
    legal_entity: str | None
    organisation_unit: str | None
    employer_id: UUID | None
    unit_id: UUID | None
    levels: tuple[str, ...]
    requisition: str | None
    time_zone: str
    internal_only: bool
    confidential: bool
    scheduled_for: datetime | None
    period: int
    document_sha256: str | None
    channels: tuple[str, ...]
    channel_states: tuple[Channel, ...]
    live_channels: tuple[str, ...]
    approvals: tuple[Approval, ...]
    proposal: Proposal | None
    band_exception: BandException | None
    holds: tuple[LegalHold, ...]
    notices: tuple[Notice, ...]
    waived: tuple[str, ...]
    findings: tuple[str, ...]
    judged_on: date | None
    rules_sha256: str | None
    jurisdictions: tuple[str, ...]
    law_due: date | None
    close_reason: CloseReason | None
    external_source: str | None
    external_id: str | None
    importer: str | None
    source_sha256: str | None
    asserted_by: str | None
    relist_of: UUID | None
    relisted_as: tuple[UUID, ...]
    pay: tuple[PayRange, ...]
    content: Sparse[PostingContent]
    searched: str


# Kept, not worked out again for each row that is looked at: it takes fifty microseconds, and a search for a frequent
# word looks at some thousands on the way to the newest fifty.
WORDS: Final = "words tsvector GENERATED ALWAYS AS (to_tsvector('english', searched)) STORED"
SORTS: Final = {
    "updated": Sort("t.updated_at", "timestamptz", descending=True),
    "published": Sort("coalesce(t.published_on, '-infinity')", "date", descending=True, last="-infinity"),
    "created": Sort("t.created_at", "timestamptz", descending=True),
    "deadline": Sort("coalesce(t.deadline, 'infinity')", "date", last="infinity"),
    "salary": Sort("coalesce(t.yearly_maximum, t.yearly_minimum, -1)", "numeric", descending=True, last="-1"),
    "title": Sort('lower(t.title) COLLATE "C"', "text"),
}
FOUND: Final = "period > 0 AND cardinality(findings) > 0"
DRIFTED: Final = "period > 0 AND jsonb_path_exists(channel_states::jsonb, '$[*] ? (@.drift != null)')"
SELDOM_EMPLOYED: Final = f"employment_type NOT IN ('{EmploymentType.FULL_TIME}', '{EmploymentType.PART_TIME}')"
projection = Projection(
    "job_postings",
    version=1,
    row=PostingRow,
    key="posting_id",
    computed=(WORDS,),
    sampled=("words",),
    dear=("content", "searched"),  # two fifths of what a row costs the server
    indexes=(
        # A filter that fits few rows is looked up and sorted; else rows are walked through in order. Status hangs
        # together with most orders (drafts have no day of publication, what is shown has its last day to come), so one
        # would walk past a million others: hence each order within a status, too.
        *(sort.index("posting_id") for sort in SORTS.values()),
        *(sort.index("posting_id", within="status") for sort in SORTS.values()),
        "(role_id)",
        "(unit_id)",
        # To full-time and part-time postings one need not walk far; the rest are one in eight.
        *(f"{sort.index('posting_id', within='employment_type')} WHERE {SELDOM_EMPLOYED}" for sort in SORTS.values()),
        SORTS["updated"].index("posting_id", within="pay_currency"),
        f"(posting_id) WHERE {FOUND}",
        f"(posting_id) WHERE {DRIFTED}",
        "(scheduled_for) WHERE status = 'scheduled'",
        "(expires_at) WHERE status IN ('published', 'paused')",
        "(rules_sha256, judged_on) WHERE status IN ('published', 'paused')",
        "(law_due) WHERE status IN ('published', 'paused') AND law_due IS NOT NULL",
        "USING gin (countries)",
        "USING gin (words)",
    ),
)
BEGINNINGS: Final = (PostingDrafted, PostingImported)
# What of the aggregate's state a row holds as it is: field -> column. All else follows from these.
STATE: Final = {
    **{
        name: name
        for name in (
            *("status", "role_id", "role_approval", "scheduled_for", "period", "published_on", "document_sha256"),
            *("approvals", "band_exception", "holds", "notices", "waived", "findings", "close_reason"),
            *("asserted_by", "relist_of", "relisted_as", "pay"),
        )
    },
    "channels": "channel_states",
}
# The same, but for what is personal in them.
OPEN_STATE: Final = ("proposal", "content")


# What a row holds of the content as it is.
SAID: Final = (
    *("title", "language", "work_mode", "employment_type", "legal_entity", "organisation_unit", "requisition"),
    *("employer_id", "unit_id", "levels", "deadline", "time_zone", "internal_only", "confidential", "channels"),
)
_state_of: Final = attrgetter(*STATE)
_said_in: Final = attrgetter(*SAID)


@dataclass(slots=True)
class Made:
    """The columns that were made of a posting last. Of the next row's, all but some six are the same objects.

    unjudged: what a row says of the judgement while the state knows none, since its row was restored without.
    """

    posting: JobPosting
    columns: dict[str, Any]
    unjudged: dict[str, Any]


class Standing(NamedTuple):
    """A posting as its events have made it, up to `last`. made: what its rows are made on, theirs in common."""

    posting: JobPosting
    last: Recorded[Any] | None
    made: Made


def step(standing: Standing | None, r: Recorded[Any]) -> Standing | None:
    """By the domain's own evolve. A posting that never began stays absent."""
    if standing is not None:
        return Standing(evolve(standing.posting, r.event), r, standing.made)
    if not isinstance(r.event, BEGINNINGS):
        return None
    begun = {**BLANK, **origin(r.event), "posting_id": r.stream, "created_at": r.recorded_at}
    return Standing(evolve(JOB_POSTING.initial, r.event), r, Made(JOB_POSTING.initial, begun, judged(None)))


def restored(row: PostingRow) -> Standing:
    """The state that a row holds: whatever later rows depend on, beside the row itself."""
    posting = JobPosting(
        **{name: getattr(row, column) for name, column in STATE.items()},
        **{name: getattr(row, name) for name in OPEN_STATE},
    )
    columns = vars(row)
    return Standing(posting, None, Made(posting, columns, {name: columns[name] for name in judged(None)}))


def row_of(standing: Standing) -> PostingRow:
    """The posting's row. What follows from what has not changed is not made again: it took half of a row's time."""
    posting, last, made = standing
    if last is None:
        raise LookupError("a row is made of what an event has changed")
    before, columns = made.posting, made.columns.copy()
    columns.update(zip(STATE.values(), _state_of(posting), strict=True))
    if posting.content is not before.content or posting.pay is not before.pay:
        columns.update(said(posting))
    if posting.channels is not before.channels:
        columns["live_channels"] = posting.live_channels
    if posting.judgement is not before.judgement:
        columns.update(judged(posting.judgement) if posting.judgement else made.unjudged)
    if posting.proposal is not before.proposal:
        columns["proposal"] = impersonal(posting.proposal)
    columns["public"] = posting.public
    columns["version"], columns["position"], columns["updated_at"] = last.version, last.position, last.recorded_at
    made.posting, made.columns = posting, columns
    row = object.__new__(PostingRow)
    row.__dict__ = columns
    return row


projection.through(*JOB_POSTING.events.values(), step=step, row_of=row_of, restored=restored)


def impersonal(proposal: Proposal | None) -> Proposal | None:
    """A proposal without whom to write to."""
    return proposal and replace(proposal, changes=amended(proposal.changes, contact=None))


def judged(judgement: Judgement | None) -> dict[str, Any]:
    """What a row keeps of the last judgement. The whole of it stands in `compliance`."""
    return {
        "judged_on": judgement and judgement.day,
        "rules_sha256": judgement and judgement.rules_sha256,
        "jurisdictions": judgement.places if judgement else (),
        "law_due": judgement and judgement.next_due,
    }


def origin(begun: PostingDrafted | PostingImported) -> dict[str, Any]:
    """Where it came from."""
    external_id, provenance = begun.external_id, begun.provenance
    return {
        "external_source": external_id.source if external_id else None,
        "external_id": external_id.value if external_id else None,
        "importer": provenance.importer if provenance else None,
        "source_sha256": provenance.document_sha256 if provenance else None,
    }


def said(posting: JobPosting) -> dict[str, Any]:
    """The columns that follow from what the posting says and pays."""
    content = posting.content
    lived_in = (*(place.region or place.country for place in content.locations), *content.remote_regions)
    return {
        **dict(zip(SAID, _said_in(content), strict=True)),
        "countries": tuple(sorted({place[:2] for place in lived_in})),
        "regions": tuple(sorted({place for place in lived_in if len(place) > 2})),
        "expires_at": last_instant(content.deadline, content.time_zone),
        "searched": searched_text(content),
        "content": content if content.contact is None else amended(content, contact=None),
        **paid(content, posting.pay),
    }


@lru_cache(maxsize=10_000)  # days and zones are few, and the zone's clock changes are looked up twice for each
def last_instant(deadline: date | None, time_zone: str) -> datetime | None:
    """When a posting with that last day expires."""
    return expires_at(JobPosting(content=amended(PostingContent(title="-"), deadline=deadline, time_zone=time_zone)))


def paid(content: PostingContent, pay: tuple[PayRange, ...]) -> dict[str, Any]:
    """The pay in figures, over all its ranges, as far as they have one currency, one period, and both their ends."""
    figures: dict[str, Any] = dict.fromkeys(("pay_minimum", "pay_maximum", "pay_currency", "pay_period"))
    figures["yearly_minimum"], figures["yearly_maximum"] = yearly(pay, content.working_time)
    if len({one.currency for one in pay}) == 1:
        figures["pay_currency"] = pay[0].currency
        if len({one.period for one in pay}) == 1:
            figures["pay_period"] = pay[0].period
            figures["pay_minimum"] = least([one.minimum for one in pay])
            figures["pay_maximum"] = most([one.maximum for one in pay])
    return figures


@lru_cache(maxsize=10_000)  # grades are few. Only what is rounded is kept: 10 and 10.0 are one key, and different text
def yearly(pay: tuple[PayRange, ...], hours: WorkingTime | None) -> tuple[Decimal | None, Decimal | None]:
    """The lowest and the highest pay by the year."""
    if len({one.currency for one in pay}) != 1:
        return None, None
    try:
        times = [per_year(one.period, hours) for one in pay]
    except WorkingHoursNotRecorded:
        return None, None
    return (
        least([_by_year(one.minimum, n) for one, n in zip(pay, times, strict=True)]),
        most([_by_year(one.maximum, n) for one, n in zip(pay, times, strict=True)]),
    )


def least(amounts: Sequence[Decimal | None]) -> Decimal | None:
    """The lowest; None where one is not stated, since that may be lower still."""
    stated = [amount for amount in amounts if amount is not None]
    return min(stated) if len(stated) == len(amounts) else None


def most(amounts: Sequence[Decimal | None]) -> Decimal | None:
    """The highest; None where one is not stated, since that may be higher still."""
    stated = [amount for amount in amounts if amount is not None]
    return max(stated) if len(stated) == len(amounts) else None


def _by_year(amount: Decimal | None, times: Fraction) -> Decimal | None:
    return None if amount is None else cents(amount * times.numerator / times.denominator)


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


# What follows from a posting before its first event.
BLANK: Final = {**said(JOB_POSTING.initial), **judged(None), "live_channels": (), "proposal": None}
LISTED = ", ".join(f"t.{name}" for name in PostingRow.__dataclass_fields__ if name not in {"content", "searched"})
BESIDE = f"role.title AS role_title, role.code AS role_code, {projection.behind_since('t')} AS behind_since"
ROLE = roles.joined("t.role_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingFilter:
    """What to search for; None: whatever. salary_at_least: by the year, at the top of the pay, where it has one."""

    status: Status | None = None
    role_id: UUID | None = None
    text: str | None = None
    work_mode: WorkMode | None = None
    country: str | None = None
    employment_type: EmploymentType | None = None
    salary_at_least: Decimal | None = None
    currency: str | None = None


PUBLIC_AT: Final = "t.status = 'published' AND t.public AND (t.expires_at IS NULL OR t.expires_at > %(public_at)s)"


def by_id(posting_id: UUID, *, public_at: datetime | None = None) -> Query:
    """One posting with all that it says; its role's title; behind_since, where events of it are parked.

    public_at: only if anyone may read it at this instant.
    """
    public = f" AND {PUBLIC_AT}" if public_at else ""
    return Query(
        f"SELECT {LISTED}, t.content, {BESIDE} FROM {projection.source} t{ROLE} WHERE t.posting_id = %(id)s{public}",
        {"id": posting_id, "public_at": public_at},
        one_plan=True,
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
        "role_id": (f"t.role_id = ANY (ARRAY{roles.known_as('%(role_id)s::uuid')})", wanted.role_id),
        "text": ("t.words @@ websearch_to_tsquery('english', %(text)s)", wanted.text),
        "work_mode": ("t.work_mode = %(work_mode)s", wanted.work_mode and wanted.work_mode.value),
        "country": ("t.countries @> ARRAY[%(country)s]::text[]", wanted.country),
        "employment_type": (
            "t.employment_type = %(employment_type)s",
            wanted.employment_type and wanted.employment_type.value,
        ),
        "salary_at_least": (
            f"{SORTS['salary'].expression} >= %(salary_at_least)s",
            wanted.salary_at_least,
        ),
        "currency": ("t.pay_currency = %(currency)s", wanted.currency),
        "public_at": (PUBLIC_AT, public_at),
    }
    return page(
        f"{LISTED}, {BESIDE}",
        source=projection.source,
        joined=ROLE,
        filters=filters,
        sort=SORTS[sort],
        key=("posting_id", "uuid"),
        after=after,
        limit=limit,
        in_order={"status"},
    )


def due(now: datetime, rules: RuleBook, limit: int = 100) -> Query:
    """What the house is to do by itself: `what` ("close", "publish", "review"), posting_id, period, reason, since.

    close: its last day or its role's grace is over; reason: which. publish: its time has come. review: it is shown, and
    was judged by another rule book, or before a rule turned that reaches it or a day passed that one had set. At most
    `limit` of each.

    A day of law must have begun everywhere: where it has not, the posting would be judged by the day before, and be due
    again at once. Not those with parked events: their rows do not change whatever is done, and would soon fill a page.
    """
    begun_everywhere = (now.astimezone(UTC) - timedelta(hours=12)).date()  # the westernmost zone is so far behind
    turned = [
        (rule.jurisdiction, max(days))
        for rule in rules.rules
        if (days := [day for day in rule.turning_days if day <= begun_everywhere])
    ]
    return Query(
        f"{CLOSINGS} UNION ALL {PUBLICATIONS} UNION ALL {REVIEWS}",
        {
            "now": now,
            "limit": limit,
            "rules_sha256": rules.sha256,
            "begun_everywhere": begun_everywhere,
            "turned": max((day for _, day in turned), default=None),
            "jurisdictions": [jurisdiction for jurisdiction, _ in turned],
            "days": [day for _, day in turned],
        },
    )


_WHOLE: Final = f"{projection.behind_since('t')} IS NULL"
_SHOWN: Final = "t.status IN ('published', 'paused')"
CLOSINGS: Final = (
    "(SELECT 'close' AS what, c.posting_id, c.period, c.reason, c.since FROM ("
    "(SELECT t.posting_id, t.period, 'expired' AS reason, t.expires_at AS since"
    f" FROM {projection.source} t WHERE {_SHOWN} AND t.expires_at <= %(now)s AND {_WHOLE}"
    " ORDER BY t.expires_at, t.posting_id LIMIT %(limit)s)"
    " UNION ALL SELECT t.posting_id, t.period, 'role-retired', role.since"
    " FROM (SELECT r.role_id, (r.postings_close_on + 1)::timestamp AT TIME ZONE 'UTC' AS since"
    f" FROM {roles.projection.source} r WHERE r.status = 'retired') role"
    f" JOIN LATERAL {roles.known_as('role.role_id')} known ON role.since <= %(now)s"
    f" JOIN {projection.source} t ON t.role_id = known.id WHERE {_SHOWN} AND {_WHOLE}"
    ") c ORDER BY c.since, c.posting_id LIMIT %(limit)s)"
)
PUBLICATIONS: Final = (
    "(SELECT 'publish', t.posting_id, t.period, NULL, t.scheduled_for"
    f" FROM {projection.source} t WHERE t.status = 'scheduled' AND t.scheduled_for <= %(now)s AND {_WHOLE}"
    " ORDER BY t.scheduled_for, t.posting_id LIMIT %(limit)s)"
)
REVIEWS: Final = (
    "(SELECT 'review', t.posting_id, t.period, NULL, %(now)s"
    f" FROM {projection.source} t WHERE {_SHOWN}"
    " AND (t.rules_sha256 IS DISTINCT FROM %(rules_sha256)s OR t.law_due < %(begun_everywhere)s::date"
    " OR t.judged_on < %(turned)s::date AND EXISTS ("
    "SELECT FROM unnest(%(jurisdictions)s::text[], %(days)s::date[]) rule (jurisdiction, day)"
    " WHERE rule.jurisdiction = ANY (t.jurisdictions) AND t.judged_on < rule.day))"
    f" AND {_WHOLE} ORDER BY t.judged_on NULLS FIRST, t.posting_id LIMIT %(limit)s)"
)


def troubles() -> Query:
    """How much of what is shown somebody must do something about: findings, drifts. One row."""
    drifting = "SELECT count(*) FROM json_array_elements(channel_states) channel WHERE channel ->> 'drift' IS NOT NULL"
    return Query(
        f"SELECT (SELECT coalesce(sum(cardinality(findings)), 0)::int FROM {projection.source} WHERE {FOUND})"
        " AS findings,"
        f" (SELECT coalesce(sum(({drifting})), 0)::int FROM {projection.source} WHERE {DRIFTED}) AS drifts",
        {},
    )
