"""What a decision must read from other streams; each stream read becomes a condition of the append."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from application.reading import Reading
from domain.amending import amended
from domain.job_posting import (
    AdoptPosting,
    ApproveAmendment,
    AssignRole,
    DraftPosting,
    JobPosting,
    PostingContent,
    PostingFacts,
    RejectAmendment,
)
from domain.organisation import (
    ORGANISATION,
    Matter,
    MoveOrganisation,
    Organisation,
    OrganisationFacts,
    RegisterOrganisation,
)
from domain.role import ROLE, Role


@dataclass(frozen=True, slots=True)
class Facts:
    """value: what the decision sees. versions: each stream it was read from, and where that stood (0: not there)."""

    value: Any = None
    versions: Mapping[UUID, int] = field(default_factory=dict)


LoadFacts = Callable[[Reading, Any, Any], Awaitable[Facts]]


_NOTHING: Final = Facts()


async def nothing(_reading: Reading, _command: object, _state: object) -> Facts:
    """Most decisions need their own stream alone."""
    return _NOTHING


async def of_posting(reading: Reading, command: object, posting: JobPosting) -> Facts:
    """The role that a posting has or is to be given, the organisation that it hangs on, and the law."""
    role_id = command.role_id if isinstance(command, DraftPosting | AdoptPosting | AssignRole) else posting.role_id
    role, role_versions = await surviving_role(reading, role_id)
    versions = dict(role_versions)
    chain: dict[UUID, Organisation] = {}
    employer, unit_is_of_employer = None, True
    # Where an amendment moves it to another unit, those whom it leaves speak first, and alone if they have said who
    # approves. And without the employer, whoever leaves the unit out would be rid of every policy.
    for content in contents(command, posting):
        unit, legal_entity = (
            await ancestors(reading, content.unit_id),
            await ancestors(reading, content.employer_id),
        )
        if not any(one.steps_for(Matter.POSTING) for one in chain.values()):
            chain = {**chain, **unit.by_id, **legal_entity.by_id}  # what is there already keeps its place
        employer = next(iter(legal_entity.chain), None)
        unit_is_of_employer = not (unit.by_id and employer) or content.employer_id in unit.by_id
        versions |= {**unit.versions, **legal_entity.versions}
    if not chain and role is not None and role.in_force is not None:  # else whoever names nobody were asked by nobody
        of_role = await ancestors(reading, role.in_force.unit_id)
        chain = dict(of_role.by_id)
        versions |= of_role.versions
    facts = PostingFacts(
        role=role,
        role_was_merged=role is not None and len(role_versions) > 1,
        employer=employer,
        unit_is_of_employer=unit_is_of_employer,
        chain=tuple(chain.values()),
        rules=reading.rules,
    )
    return Facts(facts, versions)


def contents(command: object, posting: JobPosting) -> tuple[PostingContent, ...]:
    """What the posting says; where an amendment is judged, after it what that would make of it.

    For any other command a proposal counts for nothing: nobody has agreed to that employer or to those approvers.
    """
    if isinstance(command, DraftPosting | AdoptPosting):
        return (command.content,)
    proposal = posting.proposal
    moves = proposal is not None and {"employer_id", "unit_id"} & set(proposal.fields)
    if proposal is None or not moves or not isinstance(command, ApproveAmendment | RejectAmendment):
        return (posting.content,)
    named = {name: getattr(proposal.changes, name) for name in proposal.fields}
    return (posting.content, amended(posting.content, **named))


async def surviving_role(reading: Reading, role_id: UUID | None) -> tuple[Role | None, dict[UUID, int]]:
    """The role with this id, of a merged one the role it was merged into; and each stream read, with its version."""
    versions: dict[UUID, int] = {}
    while role_id is not None and role_id not in versions:
        found = await reading.standing(role_id)
        versions[role_id] = found.version
        if found.aggregate is not ROLE:
            return None, versions  # an id of something else: no such role
        role: Role = found.state
        if role.merged_into is None:
            return role, versions
        role_id = role.merged_into
    return None, versions


@dataclass(frozen=True, slots=True)
class Ancestry:
    """A part of the organisation and what it belongs to, nearest first; versions: of each stream that was read."""

    by_id: Mapping[UUID, Organisation] = field(default_factory=dict)
    versions: Mapping[UUID, int] = field(default_factory=dict)

    @property
    def chain(self) -> tuple[Organisation, ...]:
        """What was found, without ids."""
        return tuple(self.by_id.values())


async def ancestors(reading: Reading, organisation_id: UUID | None) -> Ancestry:
    """From this one upward to the top; an id of something else ends it, and is a condition as well."""
    found: dict[UUID, Organisation] = {}
    versions: dict[UUID, int] = {}
    while organisation_id is not None and organisation_id not in versions:
        standing = await reading.standing(organisation_id)
        versions[organisation_id] = standing.version
        if standing.aggregate is not ORGANISATION:
            break
        found[organisation_id] = standing.state
        organisation_id = found[organisation_id].parent
    return Ancestry(found, versions)


async def parent_of_organisation(
    reading: Reading, command: RegisterOrganisation | MoveOrganisation, _organisation: object
) -> Facts:
    """The parent that is named, with all above it: each is a condition, so two moves at once make no circle."""
    found = await ancestors(reading, command.parent)
    return Facts(OrganisationFacts(next(iter(found.chain), None), tuple(found.by_id)), found.versions)
