"""Career paths over all roles: to advance never leads back to where one came from.

A step leads from one role to another where the first says "advances to" or the second says "entry from". What a role
says counts as last written and as in force, since either may come to hold. A duplicate's place is its survivor's.
"""

from collections.abc import Iterator, Mapping
from uuid import UUID

from domain.role.content import CareerLink, Direction, RoleContent
from domain.role.state import ENDED, Role

Roles = Mapping[UUID, Role]


def stated(role: Role, direction: Direction) -> set[UUID]:
    """The roles that it names in this direction; none, where it has ended."""
    said = () if role.status in ENDED else (role.content, role.in_force)
    links = (link for content in said if content for link in content.career_path)
    return {link.role_id for link in links if link.direction is direction and link.role_id is not None}


def new_steps(role: Role, content: RoleContent) -> tuple[CareerLink, ...]:
    """The steps to roles that the content has and the role does not state yet."""
    return tuple(
        link
        for link in content.career_path
        if link.role_id is not None and link.role_id not in stated(role, link.direction)
    )


def read_on_from(role: Role) -> set[UUID]:
    """The roles that must be known to know where one gets from this one."""
    merged = () if role.merged_into is None else (role.merged_into,)
    return {*stated(role, Direction.ADVANCES_TO), *role.named_as_entry_by, *role.absorbed, *merged}


def circle(start: UUID, roles: Roles) -> tuple[UUID, ...]:
    """The roles on a way from `start` back to it, each once, beginning with it; none where there is no such way.

    roles: `start`, and whatever `read_on_from` asks for, from there on.
    """
    came_from: dict[UUID, UUID] = {}
    ahead = [start]
    while ahead:
        here = ahead.pop()
        for there in _next(here, roles, start):
            if there == start:
                return tuple(reversed([*_back(here, start, came_from), start]))
            if there not in came_from:
                came_from[there] = here
                ahead.append(there)
    return ()


def survivor(role_id: UUID, roles: Roles) -> UUID:
    """The role that stands for this one in the end: itself, unless it was merged."""
    while (role := roles.get(role_id)) is not None and role.merged_into is not None:
        role_id = role.merged_into
    return role_id


def _next(here: UUID, roles: Roles, start: UUID) -> Iterator[UUID]:
    for target in sorted(stated(roles[here], Direction.ADVANCES_TO)):
        if (target := survivor(target, roles)) in roles:
            yield target
    for alias in _aliases(here, roles):
        # What the role in question says itself is noted in the same append, not before.
        for other in (*roles[alias].named_as_entry_by, start):
            if other in roles and here in {survivor(one, roles) for one in stated(roles[other], Direction.ENTRY_FROM)}:
                yield other


def _aliases(role_id: UUID, roles: Roles) -> Iterator[UUID]:
    yield role_id
    for duplicate in roles[role_id].absorbed:
        if duplicate in roles:
            yield from _aliases(duplicate, roles)


def _back(here: UUID, start: UUID, came_from: Mapping[UUID, UUID]) -> Iterator[UUID]:
    while here != start:
        yield here
        here = came_from[here]
