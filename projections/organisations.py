"""The organisation as people look it up: one row a legal entity or unit, as its events have made it."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Final
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


projection = Projection(
    "organisations",
    version=1,
    row=OrganisationRow,
    key="organisation_id",
    indexes=("(parent)", "(status, updated_at DESC, organisation_id DESC)", "USING gin (to_tsvector('simple', name))"),
)
CHANGES: Final = tuple(event for event in ORGANISATION.events.values() if event is not OrganisationRegistered)
STATE: Final = tuple(field.name for field in fields(Organisation))


@projection.starts(OrganisationRegistered)
def registered(r: Recorded[OrganisationRegistered]) -> OrganisationRow:
    """Its first row."""
    return OrganisationRow(
        organisation_id=r.stream,
        **columns(ORGANISATION.fold([r.event])),
        version=r.version,
        position=r.position,
        created_at=r.recorded_at,
        updated_at=r.recorded_at,
    )


@projection.on(*CHANGES)
def changed(row: OrganisationRow, r: Recorded[Any]) -> OrganisationRow:
    """It is another, by the domain's own evolve."""
    before = Organisation(**{name: getattr(row, name) for name in STATE})
    after = columns(ORGANISATION.evolve(before, r.event))
    return replace(row, **after, version=r.version, position=r.position, updated_at=r.recorded_at)


def columns(organisation: Organisation) -> dict[str, Any]:
    """The columns that hold its state."""
    return {name: getattr(organisation, name) for name in STATE}


SORTS: Final = {
    "name": Sort('lower(t.name) COLLATE "C"', "text"),
    "updated": Sort("t.updated_at", "timestamptz", descending=True),
    "created": Sort("t.created_at", "timestamptz", descending=True),
}
LISTED: Final = ", ".join(f"t.{field.name}" for field in fields(OrganisationRow))
FROM: Final = f"{projection.behind_since('t')} AS behind_since FROM {projection.source} t"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationFilter:
    """What to search for; None: whatever. parent: what belongs to it directly. text: words of its name."""

    kind: Kind | None = None
    status: Status | None = None
    parent: UUID | None = None
    text: str | None = None


def by_id(organisation_id: UUID) -> Query:
    """One of them; behind_since, where events of it are parked."""
    return Query(f"SELECT {LISTED}, {FROM} WHERE t.organisation_id = %(id)s", {"id": organisation_id})


def search(wanted: OrganisationFilter, *, sort: str = "name", after: Cursor | None = None, limit: int) -> Query:
    """A page of them, each with the `sort_value` for the next cursor. sort: a name of SORTS. Raises KeyError."""
    filters = {
        "kind": ("t.kind = %(kind)s", wanted.kind and wanted.kind.value),
        "status": ("t.status = %(status)s", wanted.status and wanted.status.value),
        "parent": ("t.parent = %(parent)s", wanted.parent),
        "text": ("to_tsvector('simple', t.name) @@ websearch_to_tsquery('simple', %(text)s)", wanted.text),
    }
    key = ("organisation_id", "uuid")
    return page(f"{LISTED}, {FROM}", filters=filters, sort=SORTS[sort], key=key, after=after, limit=limit)
