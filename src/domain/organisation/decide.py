"""What may happen to a part of the organisation, and what refuses it."""

from datetime import datetime
from typing import assert_never
from uuid import UUID

from domain.decider import Context
from domain.errors import AlreadyDrafted, require
from domain.organisation.commands import (
    CloseOrganisation,
    GrantAuthority,
    Kind,
    MoveOrganisation,
    OrganisationCommand,
    RecordHeadcount,
    RegisterOrganisation,
    RelocateOrganisation,
    RenameOrganisation,
    SetApprovalPolicy,
    WithdrawAuthority,
)
from domain.organisation.errors import (
    AuthorityChangedInThePast,
    AuthorityGrantedToOneself,
    AuthorityHeldAlready,
    AuthorityNotHeld,
    HeadcountCorrectedWithoutReason,
    HeadcountOfAUnit,
    OrganisationIsClosed,
    OrganisationNotFound,
    ParentIsClosed,
    ParentLiesBelow,
    ParentNotFound,
)
from domain.organisation.events import (
    ApprovalPolicySet,
    AuthorityGranted,
    AuthorityWithdrawn,
    HeadcountRecorded,
    OrganisationClosed,
    OrganisationEvent,
    OrganisationMoved,
    OrganisationRegistered,
    OrganisationRelocated,
    OrganisationRenamed,
)
from domain.organisation.state import Grant, Organisation, OrganisationFacts, Status, size_on

Events = tuple[OrganisationEvent, ...]


def decide(command: OrganisationCommand, organisation: Organisation, context: Context[OrganisationFacts]) -> Events:
    """The events that the command leads to, or the DomainError of the rule it breaks."""
    if isinstance(command, RegisterOrganisation):
        return register(command, organisation, context)
    require(
        organisation.status is not Status.NONE,
        OrganisationNotFound,
        "no part of the organisation has this id: look it up among the organisations",
    )
    if isinstance(command, WithdrawAuthority):  # what was closed still has people who must be stopped
        return withdraw(command, organisation, context)
    require(
        organisation.status is Status.OPEN,
        OrganisationIsClosed,
        f"{organisation.name} was closed for good: use another, or register a new one",
    )
    match command:
        case RenameOrganisation():
            return rename(command, organisation)
        case RelocateOrganisation():
            return relocate(command, organisation)
        case MoveOrganisation():
            return move(command, organisation, context)
        case RecordHeadcount():
            return record_headcount(command, organisation)
        case SetApprovalPolicy():
            return set_policy(command, organisation)
        case GrantAuthority():
            return grant(command, organisation, context)
        case CloseOrganisation():
            return (OrganisationClosed(reason=command.reason),)
        case _:
            assert_never(command)


def register(command: RegisterOrganisation, organisation: Organisation, context: Context[OrganisationFacts]) -> Events:
    """Begin it, under its parent."""
    require(organisation.status is Status.NONE, AlreadyDrafted, "it is registered: change it, or register another")
    belongs_to(command.parent, context)
    return (OrganisationRegistered(kind=command.kind, name=command.name, place=command.place, parent=command.parent),)


def rename(command: RenameOrganisation, organisation: Organisation) -> Events:
    """Give it another name."""
    if command.name == organisation.name:
        return ()
    return (OrganisationRenamed(old=organisation.name, new=command.name, reason=command.reason),)


def relocate(command: RelocateOrganisation, organisation: Organisation) -> Events:
    """Give it another seat."""
    if command.place == organisation.place:
        return ()
    return (OrganisationRelocated(old=organisation.place, new=command.place, reason=command.reason),)


def move(command: MoveOrganisation, organisation: Organisation, context: Context[OrganisationFacts]) -> Events:
    """Put it under another parent."""
    if command.parent == organisation.parent:
        return ()
    belongs_to(command.parent, context)
    return (OrganisationMoved(old=organisation.parent, new=command.parent, reason=command.reason),)


def belongs_to(parent: UUID | None, context: Context[OrganisationFacts]) -> None:
    """Refuse a parent that is not there, is closed, or belongs to this one."""
    if parent is None:
        return
    require(
        context.stream not in context.facts.above,
        ParentLiesBelow,
        f"{parent} is this very part of the organisation, or belongs to it: name a parent outside of it",
    )
    found = context.facts.parent
    if found is None:
        raise ParentNotFound(f"no part of the organisation has the id {parent}: look it up, or register it first")
    require(found.status is Status.OPEN, ParentIsClosed, f"{found.name} was closed: name a parent that is open")


def record_headcount(command: RecordHeadcount, organisation: Organisation) -> Events:
    """Say how many it employs somewhere from a day on, or correct what was said of that day."""
    require(
        organisation.kind is Kind.LEGAL_ENTITY,
        HeadcountOfAUnit,
        f"{organisation.name} is a unit and employs nobody: record it with its legal entity",
    )
    days = {(one.jurisdiction, one.effective_from) for one in organisation.headcounts}
    corrects = (command.jurisdiction, command.effective_from) in days
    old = size_on(organisation, command.jurisdiction, command.effective_from)
    if corrects and old == command.size:
        return ()
    require(
        not corrects or command.reason is not None,
        HeadcountCorrectedWithoutReason,
        f"{old} was recorded for {command.jurisdiction} from {command.effective_from}: say why it was wrong (reason)",
    )
    return (
        HeadcountRecorded(
            jurisdiction=command.jurisdiction,
            size=command.size,
            effective_from=command.effective_from,
            old=old,
            reason=command.reason,
        ),
    )


def set_policy(command: SetApprovalPolicy, organisation: Organisation) -> Events:
    """Say who approves a matter from now on."""
    old = organisation.steps_for(command.matter)
    if command.steps == old:
        return ()
    return (ApprovalPolicySet(matter=command.matter, old=old, new=command.steps, reason=command.reason),)


def grant(command: GrantAuthority, organisation: Organisation, context: Context[OrganisationFacts]) -> Events:
    """Let someone else act with an authority, now or from a later moment."""
    require(
        command.person not in context.people,
        AuthorityGrantedToOneself,
        f"{command.person} cannot grant the authority {command.authority} to themselves: ask another operator",
    )
    since = now_or_later(command.effective_from, context)
    held = next((one for one in grants_of(command, organisation) if not one.ended(since)), None)
    if held is not None:
        end = f"to {held.until}" if held.until else "until it is withdrawn"
        raise AuthorityHeldAlready(f"{command.person} holds {command.authority} from {held.since} {end}: leave it so")
    return (
        AuthorityGranted(
            person=command.person, authority=command.authority, effective_from=since, reason=command.reason
        ),
    )


def withdraw(command: WithdrawAuthority, organisation: Organisation, context: Context[OrganisationFacts]) -> Events:
    """End an authority now or at a later moment; one that has not begun by then never begins."""
    end = now_or_later(command.effective_from, context)
    require(
        any(not one.ended(end) for one in grants_of(command, organisation)),
        AuthorityNotHeld,
        f"{command.person} does not hold the authority {command.authority} here at {end}: see its grants",
    )
    return (
        AuthorityWithdrawn(
            person=command.person, authority=command.authority, effective_from=end, reason=command.reason
        ),
    )


def grants_of(command: GrantAuthority | WithdrawAuthority, organisation: Organisation) -> tuple[Grant, ...]:
    """The grants of that authority to that person, past and future."""
    meant = (command.person, command.authority)
    return tuple(one for one in organisation.grants if (one.person, one.authority) == meant)


def now_or_later(moment: datetime | None, context: Context[OrganisationFacts]) -> datetime:
    """The moment that is meant. Refuse one that has gone by: what was approved then was judged by what held then."""
    require(
        moment is None or moment >= context.now,
        AuthorityChangedInThePast,
        f"{moment} has gone by: leave effective_from out to mean now ({context.now}), or name a later moment",
    )
    return moment or context.now
