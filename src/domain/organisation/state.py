"""A part of the organisation as its events have made it, and what it says of a day or a moment."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.organisation.commands import ApprovalStep, Kind, Matter
from domain.places import Location
from domain.recorded import Actor


class Status(StrEnum):
    """Where it stands; `NONE` before it is registered."""

    NONE = "none"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Headcount:
    """How many people are employed in a jurisdiction from a day on, until another record takes over."""

    jurisdiction: str
    size: int
    effective_from: date


@dataclass(frozen=True, slots=True)
class ApprovalPolicy:
    """Who approves a matter: the steps in their order, at least one."""

    matter: Matter
    steps: tuple[ApprovalStep, ...]


@dataclass(frozen=True, kw_only=True)
class Grant:
    """Who holds which authority, from a moment (included) to another (not included; None: until it is withdrawn)."""

    person: Actor
    authority: str
    since: datetime
    until: datetime | None = None

    def holds(self, moment: datetime) -> bool:
        """Whether it is in force then."""
        return self.since <= moment and not self.ended(moment)

    def ended(self, moment: datetime) -> bool:
        """Whether it is over by then."""
        return self.until is not None and self.until <= moment


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """A legal entity or a unit. parent: what it belongs to. headcounts: of a legal entity, by jurisdiction and day.

    policies: its own, one a matter; where it has none, what is above it speaks. grants: past ones, too.
    """

    status: Status = Status.NONE
    kind: Kind = Kind.UNIT
    name: str = ""
    place: Location | None = None
    parent: UUID | None = None
    headcounts: tuple[Headcount, ...] = ()
    policies: tuple[ApprovalPolicy, ...] = ()
    grants: tuple[Grant, ...] = ()

    def steps_for(self, matter: Matter) -> tuple[ApprovalStep, ...]:
        """Its own policy for a matter; nothing where it has none."""
        return next((policy.steps for policy in self.policies if policy.matter is matter), ())

    def has_granted(self, person: Actor, authority: str, moment: datetime) -> bool:
        """Whether the person holds the authority here at that moment."""
        return any(
            grant.person == person and grant.authority == authority and grant.holds(moment) for grant in self.grants
        )


def size_on(organisation: Organisation, jurisdiction: str, day: date) -> int | None:
    """How many people it employs in exactly this jurisdiction on that day; None: not recorded.

    Nothing is summed or passed on: a country's number says nothing of its regions, nor a region's of its cities.
    """
    known = [one for one in organisation.headcounts if one.jurisdiction == jurisdiction and one.effective_from <= day]
    return max(known, key=lambda one: one.effective_from).size if known else None


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """What its own decisions read elsewhere: the parent that the command names, and what stands above that.

    parent: None, no such part of the organisation. above: ids from the named parent upward.
    """

    parent: Organisation | None = None
    above: tuple[UUID, ...] = ()
