"""The organisation in the words of those who keep it: builders of events, and how its commands are asked."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from domain.decider import Context
from domain.errors import DomainError
from domain.organisation import (
    ORGANISATION,
    ApprovalPolicySet,
    ApprovalStep,
    AuthorityGranted,
    AuthorityWithdrawn,
    HeadcountRecorded,
    Kind,
    Matter,
    Organisation,
    OrganisationClosed,
    OrganisationCommand,
    OrganisationEvent,
    OrganisationFacts,
    OrganisationRegistered,
)
from domain.recorded import Actor
from tests.domain.given import ALICE, BOB, ITSELF, NOON, Outcome

NEW_YEAR = date(2026, 1, 1)


@dataclass(frozen=True)
class Standing:
    """A part of the organisation with its history, and what stands above the parent that a command names."""

    events: tuple[OrganisationEvent, ...]
    facts: OrganisationFacts = OrganisationFacts()

    def below(self, parent: Organisation | None, *above: UUID) -> "Standing":
        """The same, where a command that names a parent finds this one, and these ids from it upward."""
        return Standing(self.events, OrganisationFacts(parent, above))

    def when(
        self,
        command: OrganisationCommand,
        *,
        by: Actor = ALICE,
        on_behalf_of: Actor | None = None,
        at: datetime = NOON,
    ) -> Outcome:
        """Someone asks for something."""
        state = ORGANISATION.fold(self.events)
        context = Context(stream=ITSELF, now=at, actor=by, on_behalf_of=on_behalf_of, facts=self.facts, fresh=ITSELF)
        try:
            return Outcome(ORGANISATION, state, ORGANISATION.decide(command, state, context), None)
        except DomainError as refusal:
            return Outcome(ORGANISATION, state, (), refusal)


def given(*events: OrganisationEvent) -> Standing:
    """What has happened so far; nothing, where it has not been registered."""
    return Standing(events)


def registered(kind: Kind = Kind.UNIT, name: str = "Bakery", **fields: Any) -> OrganisationRegistered:
    return OrganisationRegistered(kind=kind, name=name, **fields)


def employer(name: str = "Bread Inc.") -> OrganisationRegistered:
    return registered(Kind.LEGAL_ENTITY, name)


def headcount(size: int, jurisdiction: str = "US-CO", effective_from: date = NEW_YEAR) -> HeadcountRecorded:
    return HeadcountRecorded(jurisdiction=jurisdiction, size=size, effective_from=effective_from)


def policy(*steps: ApprovalStep, matter: Matter = Matter.POSTING) -> ApprovalPolicySet:
    return ApprovalPolicySet(matter=matter, old=(), new=steps)


def granted(authority: str = "head-baker", person: Actor = BOB, since: datetime = NOON) -> AuthorityGranted:
    return AuthorityGranted(person=person, authority=authority, effective_from=since)


def withdrawn(authority: str = "head-baker", person: Actor = BOB, end: datetime = NOON) -> AuthorityWithdrawn:
    return AuthorityWithdrawn(person=person, authority=authority, effective_from=end)


def closed() -> OrganisationClosed:
    return OrganisationClosed(reason="The oven is sold")


def an_organisation(*events: OrganisationEvent) -> Organisation:
    """What these events make."""
    return ORGANISATION.fold(events)
