"""What happened to a part of the organisation. A change carries the old value and the new."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.organisation.commands import ApprovalStep, Kind, Matter
from domain.places import Location
from domain.recorded import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRegistered:
    kind: Kind
    name: str
    place: Location | None = None
    parent: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRenamed:
    old: str
    new: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRelocated:
    old: Location | None
    new: Location | None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationMoved:
    """Under another parent; None: at the top."""

    old: UUID | None
    new: UUID | None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadcountRecorded:
    """old: what was believed of that day before; None, nothing. Recorded again for the same day, it is a correction."""

    jurisdiction: str
    size: int
    effective_from: date
    old: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalPolicySet:
    """No steps: it has no policy of its own for this matter."""

    matter: Matter
    old: tuple[ApprovalStep, ...]
    new: tuple[ApprovalStep, ...]
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityGranted:
    """effective_from: the moment it begins, never before it was granted."""

    person: Actor
    authority: str
    effective_from: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityWithdrawn:
    """effective_from: the moment it ends, never before it was withdrawn."""

    person: Actor
    authority: str
    effective_from: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationClosed:
    reason: str


OrganisationEvent = (
    OrganisationRegistered
    | OrganisationRenamed
    | OrganisationRelocated
    | OrganisationMoved
    | HeadcountRecorded
    | ApprovalPolicySet
    | AuthorityGranted
    | AuthorityWithdrawn
    | OrganisationClosed
)

EVENTS: dict[str, type[OrganisationEvent]] = {
    "organisation.registered.v1": OrganisationRegistered,
    "organisation.renamed.v1": OrganisationRenamed,
    "organisation.relocated.v1": OrganisationRelocated,
    "organisation.moved.v1": OrganisationMoved,
    "organisation.headcount_recorded.v1": HeadcountRecorded,
    "organisation.approval_policy_set.v1": ApprovalPolicySet,
    "organisation.authority_granted.v1": AuthorityGranted,
    "organisation.authority_withdrawn.v1": AuthorityWithdrawn,
    "organisation.closed.v1": OrganisationClosed,
}
