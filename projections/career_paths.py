"""Career paths, to be walked in both directions: one row a step, as the role that names it sees it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from domain.recorded import Recorded
from domain.role import (
    CareerLink,
    CareerPathLinked,
    CareerPathUnlinked,
    Direction,
    RoleContent,
    RoleDrafted,
    RoleRevisionAbandoned,
)
from domain.role.state import ENDED
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
    return path_keys(r.stream, r.event.content)


def abandoned_keys(r: Recorded[RoleRevisionAbandoned]) -> tuple[Key, ...]:
    """The steps of the revision, and those that are in force."""
    return (*path_keys(r.stream, r.event.old), *path_keys(r.stream, r.event.new))


def path_keys(role_id: UUID, content: RoleContent) -> tuple[Key, ...]:
    """The keys of a role's steps."""
    return tuple(key_of(role_id, link) for link in content.career_path)


def link_key(r: Recorded[CareerPathLinked] | Recorded[CareerPathUnlinked]) -> tuple[Key, ...]:
    """The one step that is linked or unlinked."""
    return (key_of(r.stream, r.event.link),)


@projection.on_each(RoleDrafted, keys=drafted_keys)
def drafted(_row: CareerStep | None, r: Recorded[RoleDrafted], key: Key) -> CareerStep | None:
    """A step that the role began with."""
    return found(r, r.event.content, key)


@projection.on_each(RoleRevisionAbandoned, keys=abandoned_keys)
def abandoned(row: CareerStep | None, r: Recorded[RoleRevisionAbandoned], key: Key) -> CareerStep | None:
    """A step as it is in force; none that only the revision had."""
    in_force = found(r, r.event.new, key)
    return row if row and in_force else in_force


@projection.on_each(CareerPathLinked, keys=link_key)
def linked(_row: CareerStep | None, r: Recorded[CareerPathLinked], _key: Key) -> CareerStep:
    """A step more."""
    return step(r, r.event.link, 0)


@projection.on_each(CareerPathUnlinked, keys=link_key)
def unlinked(_row: CareerStep | None, _r: Recorded[CareerPathUnlinked], _key: Key) -> None:
    """A step less."""


def found(r: Recorded[Any], content: RoleContent, key: Key) -> CareerStep | None:
    """The step with this key among those of the content."""
    steps = (step(r, link, place) for place, link in enumerate(content.career_path) if key_of(r.stream, link) == key)
    return next(steps, None)


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
    """Every step from or to a role: direction, other end (role_id, title, code, status), note, named_by, behind_since.

    A role that says "advances to X" is, seen from X, one to enter from. named_by: the role that states the step.
    A duplicate is answered for by the role it was merged into, at either end; target_role_id is the other end as it was
    named and target_status its own status (retired: nobody is hired for it; merged: role_id stands for it), None for
    free text. What ended roles state is left out.
    """
    other = {
        Direction.ENTRY_FROM: Direction.ADVANCES_TO,
        Direction.ADVANCES_TO: Direction.ENTRY_FROM,
        Direction.LATERAL: Direction.LATERAL,
    }
    inverted = " ".join(f"WHEN '{ours}' THEN '{theirs}'" for ours, theirs in other.items())
    ended = ", ".join(f"'{status}'" for status in sorted(ENDED))
    behind = f"{projection.behind_since('t')} AS behind_since"
    return Query(
        f"WITH asked AS MATERIALIZED (SELECT coalesce({roles.survivor('%(id)s')}, %(id)s) AS id)"
        " SELECT s.direction, coalesce(other.role_id, s.target_role_id) AS role_id,"
        " coalesce(s.title, other.title) AS title, other.code, other.status,"
        " s.target_role_id, target.status AS target_status, s.note, s.named_by, s.behind_since FROM ("
        " SELECT t.direction, t.target_role_id, t.target_title AS title, t.note, t.role_id AS named_by,"
        f" t.position, t.place, {behind} FROM {projection.source} t, asked WHERE t.role_id = asked.id UNION ALL"
        f" SELECT CASE t.direction {inverted} END, t.role_id, NULL, t.note, t.role_id, t.position, t.place, {behind}"
        f" FROM {projection.source} t, asked WHERE t.role_id <> asked.id"
        f" AND t.target_role_id = ANY (ARRAY{roles.known_as('asked.id')})) s"
        f" LEFT JOIN {roles.projection.source} target ON target.role_id = s.target_role_id"
        f" LEFT JOIN {roles.projection.source} named_by ON named_by.role_id = s.named_by"
        f" LEFT JOIN LATERAL (SELECT r.* FROM {roles.projection.source} r"
        f" WHERE r.role_id = {roles.survivor('s.target_role_id')} LIMIT 1) other ON true, asked"  # as in roles.joined
        f" WHERE other.role_id IS DISTINCT FROM asked.id AND coalesce(named_by.status, '') NOT IN ({ended})"
        " ORDER BY s.direction, s.position, s.place, s.named_by",
        {"id": role_id},
        one_plan=True,
    )
