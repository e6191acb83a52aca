"""Roles as people look them up: one row a role, as last written, with what of it is in force."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

from domain.amending import amended
from domain.pay import Period
from domain.recorded import Recorded
from domain.role import ROLE, Role, RoleContent, RoleDrafted, Status, Track
from domain.role.evolve import evolve
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


SORTS: Final = {
    "updated": Sort("t.updated_at", "timestamptz", descending=True),
    "created": Sort("t.created_at", "timestamptz", descending=True),
    "title": Sort('lower(t.title) COLLATE "C"', "text"),
    "code": Sort('t.code COLLATE "C"', "text"),
}
projection = Projection(
    "roles",
    version=1,
    row=RoleRow,
    key="role_id",
    indexes=(
        *(sort.index("role_id") for sort in SORTS.values()),
        "(status, updated_at DESC, role_id DESC)",
        "(code)",
        "(unit_id)",
        "(merged_into) WHERE merged_into IS NOT NULL",
        "USING gin (to_tsvector('english', searched))",
    ),
)
# What of the aggregate's state a row holds as it is.
STATE: Final = ("status", "code", "content", "approval", "postings_close_on", "merged_into")


class Standing(NamedTuple):
    """A role as its events have made it, with what its row says of them beside that."""

    role_id: UUID
    role: Role
    importer: str | None
    source_sha256: str | None
    version: int
    position: int
    created_at: datetime
    updated_at: datetime


def step(standing: Standing | None, r: Recorded[Any]) -> Standing | None:
    """By the domain's own evolve. A role that never began stays absent."""
    if standing is not None:
        role = evolve(standing.role, r.event)
        return standing._replace(role=role, version=r.version, position=r.position, updated_at=r.recorded_at)
    if not isinstance(r.event, RoleDrafted):
        return None
    source = r.event.provenance
    return Standing(
        role_id=r.stream,
        role=evolve(Role(), r.event),
        importer=source.importer if source else None,
        source_sha256=source.document_sha256 if source else None,
        version=r.version,
        position=r.position,
        created_at=r.recorded_at,
        updated_at=r.recorded_at,
    )


def restored(row: RoleRow) -> Standing:
    """The state that a row holds. What is in force is known by its title, which is all that later rows say of it."""
    role = Role(
        **{name: getattr(row, name) for name in STATE},
        in_force=None if row.in_force_title is None else amended(row.content, title=row.in_force_title),
    )
    return Standing(role=role, **{name: getattr(row, name) for name in Standing._fields if name != "role"})


def row_of(standing: Standing) -> RoleRow:
    """The role's row."""
    columns = standing._asdict()
    role: Role = columns.pop("role")
    return RoleRow(
        **columns,
        **{name: getattr(role, name) for name in STATE},
        **said(role.content),
        in_force_title=role.in_force.title if role.in_force else None,
    )


projection.through(*ROLE.events.values(), step=step, row_of=row_of, restored=restored)


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


LISTED = ", ".join(f"t.{name}" for name in RoleRow.__dataclass_fields__ if name not in {"content", "searched"})
BEHIND = f"{projection.behind_since('t')} AS behind_since"


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
    """SQL: the ids of `role_id` (an SQL expression) and of every role that was merged into it, for `= ANY (ARRAY…)`."""
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
        # LIMIT, or else PostgreSQL, which takes that way to be long, joins the whole table instead.
        f" LEFT JOIN LATERAL (SELECT r.* FROM {projection.source} r WHERE r.role_id = {standing} LIMIT 1) role ON true"
    )


def by_id(role_id: UUID) -> Query:
    """One role with all that it says; behind_since, where events of it are parked."""
    return Query(
        f"SELECT {LISTED}, t.content, {BEHIND} FROM {projection.source} t WHERE t.role_id = %(id)s",
        {"id": role_id},
        one_plan=True,
    )


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
        f"{LISTED}, {BEHIND}",
        source=projection.source,
        filters=filters,
        sort=SORTS[sort],
        key=("role_id", "uuid"),
        after=after,
        limit=limit,
    )
