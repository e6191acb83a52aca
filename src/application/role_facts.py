"""What a role's decisions must read elsewhere: where career paths lead, and who approves."""

from typing import Final
from uuid import UUID

from application.facts import Facts, ancestors
from application.reading import Reading
from domain.organisation import Matter
from domain.role import ROLE, Direction, DraftRole, MergeRole, ReviseRole, Role, RoleFacts
from domain.role.career_paths import new_steps, read_on_from
from domain.role.errors import CareerPathsReachTooFar
from domain.role.revise import revised

FURTHEST: Final = 1_000  # roles; each is a stream that is loaded, and a condition of the append


class _Search:
    """Roles found from stream to stream, each loaded once."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.roles: dict[UUID, Role] = {}
        self.versions: dict[UUID, int] = {}

    async def look_at(self, role_id: UUID) -> None:
        """Read one. An id of something else is the id of no role."""
        if role_id in self.versions:
            return
        if len(self.versions) == FURTHEST:
            raise CareerPathsReachTooFar(
                f"more than {FURTHEST} roles can be reached from this one, too many to look for a way back: "
                "take out steps that lead on from the roles it names"
            )
        found = await self._reading.standing(role_id)
        self.versions[role_id] = found.version
        if found.aggregate is ROLE:
            self.roles[role_id] = found.state

    async def follow(self, wanted: set[UUID]) -> None:
        """Read these, and whatever one can get to from them."""
        ahead, seen = set(wanted), set[UUID]()
        while ahead:
            seen |= ahead
            for role_id in sorted(ahead):
                await self.look_at(role_id)
            known = [self.roles[role_id] for role_id in ahead if role_id in self.roles]
            ahead = {further for role in known for further in read_on_from(role)} - seen


async def of_writing(reading: Reading, command: DraftRole | ReviseRole, role: Role) -> Facts:
    """The roles that it newly names, all that one can get to from there, and the unit that it is newly put under."""
    content = command.content if isinstance(command, DraftRole) else revised(role.content, command)
    search = _Search(reading)
    steps = new_steps(role, content)
    for link in steps:
        if link.role_id is not None:
            await search.look_at(link.role_id)
    if any(link.direction is not Direction.LATERAL for link in steps):
        links = (link for link in content.career_path if link.direction is Direction.ADVANCES_TO)
        named = {link.role_id for link in links if link.role_id is not None}
        await search.follow(named | read_on_from(role))
    moved = content.unit_id != role.content.unit_id
    unit = await ancestors(reading, content.unit_id if moved else None)
    return Facts(RoleFacts(search.roles, unit.chain), {**search.versions, **unit.versions})


async def of_review(reading: Reading, _command: object, role: Role) -> Facts:
    """The unit whose policy says who approves, and what it belongs to.

    Where a revision moves the role, those whom it leaves speak first, and alone if they have said who approves.
    """
    left = await ancestors(reading, role.in_force.unit_id if role.in_force else None)
    joined = await ancestors(reading, role.content.unit_id)
    alone = any(one.steps_for(Matter.ROLE) for one in left.chain)
    chain = left.chain if alone else tuple({**left.by_id, **joined.by_id}.values())
    return Facts(RoleFacts(chain=chain), {**left.versions, **joined.versions})


async def of_merging(reading: Reading, command: MergeRole, role: Role) -> Facts:
    """The role to merge into, and all that one can get to from it and from the duplicate."""
    search = _Search(reading)
    await search.follow({command.into} | read_on_from(role))
    return Facts(RoleFacts(search.roles), search.versions)
