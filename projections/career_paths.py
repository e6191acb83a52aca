"""Career paths, to be walked in both directions: one row a step, as the role that names it sees it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from domain.recorded import Recorded
from domain.role import CareerLink, CareerPathLinked, CareerPathUnlinked, Direction, RoleDrafted
from projections import roles
from projections.declaration import Key, Projection, Query


@dataclass(frozen=True, slots=True, kw_only=True)
class CareerStep:
    """target_title: in free text, where no such role exists. link: the step's identity. place: order in the draft."""

    role_id: UUID
    link: UUID
    direction: Direction
    target_role_id: UUID | None
    target_title: str | None
    note: str | None
    position: int
    place: int


projection = Projection(
    "career_paths",
    version=1,
    row=CareerStep,
    key=("role_id", "link"),
    indexes=("(target_role_id)",),
)


def key_of(role_id: UUID, link: CareerLink) -> Key:
    """The key of a link's row: links are the same where direction, target and note are."""
    return (role_id, uuid5(role_id, f"{link.direction}\0{link.role_id}\0{link.title}\0{link.note}"))


def drafted_keys(r: Recorded[RoleDrafted]) -> tuple[Key, ...]:
    """The steps that a role is drafted with."""
    return tuple(key_of(r.stream, link) for link in r.event.content.career_path)


def link_key(r: Recorded[CareerPathLinked] | Recorded[CareerPathUnlinked]) -> tuple[Key, ...]:
    """The one step that is linked or unlinked."""
    return (key_of(r.stream, r.event.link),)


@projection.on_each(RoleDrafted, keys=drafted_keys)
def drafted(_row: CareerStep | None, r: Recorded[RoleDrafted], key: Key) -> CareerStep:
    """A step that the role began with."""
    path = r.event.content.career_path
    place, link = next((place, link) for place, link in enumerate(path) if key_of(r.stream, link) == key)
    return step(r, link, place)


@projection.on_each(CareerPathLinked, keys=link_key)
def linked(_row: CareerStep | None, r: Recorded[CareerPathLinked], _key: Key) -> CareerStep:
    """A step more."""
    return step(r, r.event.link, 0)


@projection.on_each(CareerPathUnlinked, keys=link_key)
def unlinked(_row: CareerStep | None, _r: Recorded[CareerPathUnlinked], _key: Key) -> None:
    """A step less."""


def step(r: Recorded[Any], link: CareerLink, place: int) -> CareerStep:
    """The row of a link."""
    role_id, identity = key_of(r.stream, link)
    return CareerStep(
        role_id=role_id,
        link=identity,
        direction=link.direction,
        target_role_id=link.role_id,
        target_title=link.title,
        note=link.note,
        position=r.position,
        place=place,
    )


def of_role(role_id: UUID) -> Query:
    """Every step from or to a role, as seen from it: direction, role_id and title of the other end, note, named_by.

    A role that says "advances to X" is, seen from X, one to enter from. named_by: the role that states the step.
    """
    other = {
        Direction.ENTRY_FROM: Direction.ADVANCES_TO,
        Direction.ADVANCES_TO: Direction.ENTRY_FROM,
        Direction.LATERAL: Direction.LATERAL,
    }
    inverted = " ".join(f"WHEN '{ours}' THEN '{theirs}'" for ours, theirs in other.items())
    return Query(
        "SELECT s.direction, s.other_id AS role_id, coalesce(s.title, other.title) AS title, other.code, other.status,"
        " s.note, s.named_by, s.behind_since FROM ("
        " SELECT t.direction, t.target_role_id AS other_id, t.target_title AS title, t.note, t.role_id AS named_by,"
        f" t.position, t.place, {projection.behind_since('t')} AS behind_since"
        f" FROM {projection.source} t WHERE t.role_id = %(id)s UNION ALL"
        f" SELECT CASE t.direction {inverted} END, t.role_id, NULL, t.note, t.role_id,"
        f" t.position, t.place, {projection.behind_since('t')}"
        f" FROM {projection.source} t WHERE t.target_role_id = %(id)s) s"
        f" LEFT JOIN {roles.projection.source} other ON other.role_id = s.other_id"
        " ORDER BY s.direction, s.position, s.place, s.named_by",
        {"id": role_id},
    )
