"""Roles as people look them up: one row a role, as last written, with what of it is in force."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from domain.amending import amended
from domain.pay import Period
from domain.recorded import Recorded
from domain.role import (
    Role,
    RoleAbsorbed,
    RoleApprovalGiven,
    RoleApproved,
    RoleChangesRequested,
    RoleContent,
    RoleDiscarded,
    RoleDrafted,
    RoleMerged,
    RoleNamedAsEntry,
    RoleReinstated,
    RoleRetired,
    RoleRevisionAbandoned,
    RoleRevisionStarted,
    RoleSubmissionWithdrawn,
    RoleSubmittedForApproval,
    Status,
    Track,
)
from domain.role.editing import edited
from domain.role.events import RoleEdit
from projections.declaration import Projection, Query
from projections.paging import Cursor, Sort, page

SEARCHED = 100_000  # characters: `tsvector` ends at 1 MiB, and four bytes a character, twice for hyphens, stay below


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRow:
    """approval: how often it was approved. in_force_title: as last approved, None where nothing is in force.

    merged_into: the role that stands for this duplicate, which may have been merged itself: `survivor` finds the last.
    band_…: over all salary bands, where they have one currency and one period. content: all that it says.
    """

    role_id: UUID
    code: str
    title: str
    in_force_title: str | None = None
    alternate_titles: tuple[str, ...]
    family: str | None
    level: str | None
    track: Track | None
    categories: tuple[str, ...]
    owner: str | None
    organisation_unit: str | None
    unit_id: UUID | None
    status: Status
    approval: int = 0
    postings_close_on: date | None = None
    merged_into: UUID | None = None
    band_minimum: Decimal | None
    band_maximum: Decimal | None
    band_currency: str | None
    band_period: Period | None
    importer: str | None
    source_sha256: str | None
    content: RoleContent
    searched: str
    version: int
    position: int
    created_at: datetime
    updated_at: datetime


projection = Projection(
    "roles",
    version=1,
    row=RoleRow,
    key="role_id",
    indexes=(
        "(status, updated_at DESC, role_id DESC)",
        "(code)",
        "(merged_into) WHERE merged_into IS NOT NULL",
        "USING gin (to_tsvector('english', searched))",
    ),
)
EDITS: Final = tuple(RoleEdit.__args__)


@projection.starts(RoleDrafted)
def drafted(r: Recorded[RoleDrafted]) -> RoleRow:
    """A role's first row."""
    event = r.event
    return RoleRow(
        role_id=r.stream,
        code=event.code,
        status=Status.DRAFT,
        importer=event.provenance.importer if event.provenance else None,
        source_sha256=event.provenance.document_sha256 if event.provenance else None,
        **said(event.content),
        version=r.version,
        position=r.position,
        created_at=r.recorded_at,
        updated_at=r.recorded_at,
    )


@projection.on(*EDITS)
def revised(row: RoleRow, r: Recorded[Any]) -> RoleRow:
    """What it says is another, by the domain's own evolve."""
    changes = edited(Role(content=row.content), r.event)
    return moved(row, r, **said(amended(row.content, **changes)))


@projection.on(RoleSubmittedForApproval)
def submitted(row: RoleRow, r: Recorded[RoleSubmittedForApproval]) -> RoleRow:
    """It awaits an approver."""
    return moved(row, r, status=Status.IN_REVIEW)


@projection.on(RoleApproved)
def approved(row: RoleRow, r: Recorded[RoleApproved]) -> RoleRow:
    """What was seen is in force."""
    return moved(row, r, status=Status.APPROVED, approval=r.event.approval, in_force_title=row.title)


@projection.on(RoleChangesRequested, RoleSubmissionWithdrawn)
def sent_back(row: RoleRow, r: Recorded[Any]) -> RoleRow:
    """It went back to its authors, as a draft or as a revision of what is in force."""
    return moved(row, r, status=Status.DRAFT if row.in_force_title is None else Status.UNDER_REVISION)


@projection.on(RoleRevisionStarted)
def revision_started(row: RoleRow, r: Recorded[RoleRevisionStarted]) -> RoleRow:
    """It is open for change while what was approved stays in force."""
    return moved(row, r, status=Status.UNDER_REVISION)


@projection.on(RoleRevisionAbandoned)
def abandoned(row: RoleRow, r: Recorded[RoleRevisionAbandoned]) -> RoleRow:
    """It says what is in force again."""
    return moved(row, r, status=Status.APPROVED, **said(r.event.new))


@projection.on(RoleRetired)
def retired(row: RoleRow, r: Recorded[RoleRetired]) -> RoleRow:
    """Nothing new is hired for it."""
    return moved(row, r, status=Status.RETIRED, postings_close_on=r.event.postings_close_on)


@projection.on(RoleReinstated)
def reinstated(row: RoleRow, r: Recorded[RoleReinstated]) -> RoleRow:
    """It is a draft again, and nothing of it in force."""
    return moved(row, r, status=Status.DRAFT, in_force_title=None, postings_close_on=None)


@projection.on(RoleDiscarded)
def discarded(row: RoleRow, r: Recorded[RoleDiscarded]) -> RoleRow:
    """It was given up."""
    return moved(row, r, status=Status.DISCARDED)


@projection.on(RoleMerged)
def merged(row: RoleRow, r: Recorded[RoleMerged]) -> RoleRow:
    """Another stands for it."""
    return moved(row, r, status=Status.MERGED, merged_into=r.event.into)


@projection.on(RoleApprovalGiven, RoleAbsorbed, RoleNamedAsEntry)
def noted(row: RoleRow, r: Recorded[Any]) -> RoleRow:
    """Nothing that people look up has changed but the version, which If-Match must name."""
    return moved(row, r)


def moved(row: RoleRow, r: Recorded[Any], **fields: Any) -> RoleRow:
    """The row with other fields, as of the event."""
    return replace(row, **fields, version=r.version, position=r.position, updated_at=r.recorded_at)


def said(content: RoleContent) -> dict[str, Any]:
    """The columns that follow from what the role says."""
    same = (
        "title",
        "alternate_titles",
        "family",
        "level",
        "track",
        "categories",
        "owner",
        "organisation_unit",
        "unit_id",
    )
    bands = content.salary_bands
    alike = len({(band.currency, band.period) for band in bands}) == 1
    return {
        **{name: getattr(content, name) for name in same},
        "band_minimum": min(band.minimum for band in bands) if alike else None,
        "band_maximum": max(band.maximum for band in bands) if alike else None,
        "band_currency": bands[0].currency if alike else None,
        "band_period": bands[0].period if alike else None,
        "content": content,
        "searched": searched_text(content),
    }


def searched_text(content: RoleContent) -> str:
    """What a search for words looks at."""
    parts = (
        content.title,
        *content.alternate_titles,
        *content.categories,
        content.purpose or "",
        *(duty.text for duty in content.responsibilities),
        *(skill.name for skill in content.skills),
    )
    return "\n".join(part for part in parts if part)[:SEARCHED]


SORTS: Final = {
    "updated": Sort("t.updated_at", "timestamptz", descending=True),
    "created": Sort("t.created_at", "timestamptz", descending=True),
    "title": Sort('lower(t.title) COLLATE "C"', "text"),
    "code": Sort('t.code COLLATE "C"', "text"),
}
LISTED = ", ".join(f"t.{name}" for name in RoleRow.__dataclass_fields__ if name not in {"content", "searched"})
FROM = f"{projection.behind_since('t')} AS behind_since FROM {projection.source} t"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleFilter:
    """What to search for; None: whatever."""

    status: Status | None = None
    code: str | None = None
    text: str | None = None
    family: str | None = None
    level: str | None = None
    organisation_unit: str | None = None
    unit_id: UUID | None = None


def survivor(role_id: str) -> str:
    """SQL: the id of the role that stands for `role_id` (an SQL expression) in the end, itself unless it was merged."""
    return (
        "(WITH RECURSIVE named (id, merged_into) AS ("
        f"SELECT r.role_id, r.merged_into FROM {projection.source} r WHERE r.role_id = {role_id} UNION"
        f" SELECT r.role_id, r.merged_into FROM named JOIN {projection.source} r ON r.role_id = named.merged_into)"
        " SELECT id FROM named WHERE merged_into IS NULL)"
    )


def known_as(role_id: str) -> str:
    """SQL: the ids of `role_id` (an SQL expression) and of every role that was merged into it, for `= ANY` or `IN`."""
    return (
        f"(WITH RECURSIVE known (id) AS (SELECT {role_id} UNION"
        f" SELECT r.role_id FROM known JOIN {projection.source} r ON r.merged_into = known.id) SELECT id FROM known)"
    )


def joined(role_id: str) -> str:
    """SQL: joins the row `role` of the role that `role_id` (an SQL expression) names, or of what stands for it now."""
    # Almost no role is a duplicate, so the way to its survivor is walked only for those that are.
    standing = f"CASE WHEN named.merged_into IS NULL THEN named.role_id ELSE {survivor('named.role_id')} END"
    return (
        f" LEFT JOIN {projection.source} named ON named.role_id = {role_id}"
        f" LEFT JOIN {projection.source} role ON role.role_id = {standing}"
    )


def by_id(role_id: UUID) -> Query:
    """One role with all that it says; behind_since, where events of it are parked."""
    return Query(f"SELECT {LISTED}, t.content, {FROM} WHERE t.role_id = %(id)s", {"id": role_id})


def search(wanted: RoleFilter, *, sort: str = "updated", after: Cursor | None = None, limit: int) -> Query:
    """A page of roles without their content, each with the `sort_value` for the next cursor.

    sort: a name of SORTS. Raises KeyError for another.
    """
    filters = {
        "status": ("t.status = %(status)s", wanted.status and wanted.status.value),
        "code": ("t.code = %(code)s", wanted.code),
        "text": ("to_tsvector('english', t.searched) @@ websearch_to_tsquery('english', %(text)s)", wanted.text),
        "family": ("t.family = %(family)s", wanted.family),
        "level": ("t.level = %(level)s", wanted.level),
        "organisation_unit": ("t.organisation_unit = %(organisation_unit)s", wanted.organisation_unit),
        "unit_id": ("t.unit_id = %(unit_id)s", wanted.unit_id),
    }
    return page(
        f"{LISTED}, {FROM}", filters=filters, sort=SORTS[sort], key=("role_id", "uuid"), after=after, limit=limit
    )
