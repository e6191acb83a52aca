"""The organisation as people look it up: one row a legal entity or unit, as its events have made it."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from domain.organisation import (
    ORGANISATION,
    ApprovalPolicy,
    Grant,
    Headcount,
    Kind,
    Organisation,
    OrganisationRegistered,
    Status,
)
from domain.organisation.evolve import evolve
from domain.places import Location
from domain.recorded import Recorded
from projections.declaration import Projection, Query
from projections.paging import Cursor, Sort, page


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRow:
    """parent: what it belongs to. headcounts: by jurisdiction and day. policies: its own. grants: past ones, too."""

    organisation_id: UUID
    kind: Kind
    name: str
    status: Status
    place: Location | None
    parent: UUID | None
    headcounts: tuple[Headcount, ...]
    policies: tuple[ApprovalPolicy, ...]
    grants: tuple[Grant, ...]
    version: int
    position: int
    created_at: datetime
    updated_at: datetime


SORTS: Final = {
    "name": Sort('lower(t.name) COLLATE "C"', "text"),
    "updated": Sort("t.updated_at", "timestamptz", descending=True),
    "created": Sort("t.created_at", "timestamptz", descending=True),
}
projection = Projection(
    "organisations",
    version=1,
    row=OrganisationRow,
    key="organisation_id",
    indexes=(
        *(sort.index("organisation_id") for sort in SORTS.values()),
        "(parent)",
        "(status)",
        "USING gin (to_tsvector('simple', name))",
    ),
)
STATE: Final = tuple(field.name for field in fields(Organisation))


class Standing(NamedTuple):
    """A part of the organisation as its events have made it, with what its row says of them beside that."""

    organisation_id: UUID
    organisation: Organisation
    version: int
    position: int
    created_at: datetime
    updated_at: datetime


def step(standing: Standing | None, r: Recorded[Any]) -> Standing | None:
    """By the domain's own evolve. What was never registered stays absent."""
    if standing is not None:
        after = evolve(standing.organisation, r.event)
        return standing._replace(organisation=after, version=r.version, position=r.position, updated_at=r.recorded_at)
    if not isinstance(r.event, OrganisationRegistered):
        return None
    return Standing(r.stream, evolve(Organisation(), r.event), r.version, r.position, r.recorded_at, r.recorded_at)


def restored(row: OrganisationRow) -> Standing:
    """The state that a row holds."""
    organisation = Organisation(**{name: getattr(row, name) for name in STATE})
    return Standing(row.organisation_id, organisation, row.version, row.position, row.created_at, row.updated_at)


def row_of(standing: Standing) -> OrganisationRow:
    """Its row."""
    columns = standing._asdict()
    return OrganisationRow(**vars(columns.pop("organisation")), **columns)


projection.through(*ORGANISATION.events.values(), step=step, row_of=row_of, restored=restored)


LISTED: Final = ", ".join(f"t.{field.name}" for field in fields(OrganisationRow))
BEHIND: Final = f"{projection.behind_since('t')} AS behind_since"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationFilter:
    """What to search for; None: whatever. parent: what belongs to it directly. text: words of its name."""

    kind: Kind | None = None
    status: Status | None = None
    parent: UUID | None = None
    text: str | None = None


def by_id(organisation_id: UUID) -> Query:
    """One of them; behind_since, where events of it are parked."""
    return Query(
        f"SELECT {LISTED}, {BEHIND} FROM {projection.source} t WHERE t.organisation_id = %(id)s",
        {"id": organisation_id},
        one_plan=True,
    )


def search(wanted: OrganisationFilter, *, sort: str = "name", after: Cursor | None = None, limit: int) -> Query:
    """A page of them, each with the `sort_value` for the next cursor. sort: a name of SORTS. Raises KeyError."""
    filters = {
        "kind": ("t.kind = %(kind)s", wanted.kind and wanted.kind.value),
        "status": ("t.status = %(status)s", wanted.status and wanted.status.value),
        "parent": ("t.parent = %(parent)s", wanted.parent),
        "text": ("to_tsvector('simple', t.name) @@ websearch_to_tsquery('simple', %(text)s)", wanted.text),
    }
    return page(
        f"{LISTED}, {BEHIND}",
        source=projection.source,
        filters=filters,
        sort=SORTS[sort],
        key=("organisation_id", "uuid"),
        after=after,
        limit=limit,
    )
