"""How each event changes a part of the organisation; decides nothing and never fails."""

from typing import assert_never

from domain.amending import amended
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
from domain.organisation.state import ApprovalPolicy, Grant, Headcount, Organisation, Status


def evolve(organisation: Organisation, event: OrganisationEvent) -> Organisation:
    """It after the event."""
    match event:
        case OrganisationRegistered():
            return Organisation(
                status=Status.OPEN, kind=event.kind, name=event.name, place=event.place, parent=event.parent
            )
        case OrganisationRenamed():
            return amended(organisation, name=event.new)
        case OrganisationRelocated():
            return amended(organisation, place=event.new)
        case OrganisationMoved():
            return amended(organisation, parent=event.new)
        case HeadcountRecorded():
            return amended(organisation, headcounts=counted(organisation, event))
        case ApprovalPolicySet():
            return amended(organisation, policies=governed(organisation, event))
        case AuthorityGranted():
            grant = Grant(person=event.person, authority=event.authority, since=event.effective_from)
            return amended(organisation, grants=(*organisation.grants, grant))
        case AuthorityWithdrawn():
            return amended(organisation, grants=tuple(withdrawn(grant, event) for grant in organisation.grants))
        case OrganisationClosed():
            return amended(organisation, status=Status.CLOSED)
        case _:
            assert_never(event)


def counted(organisation: Organisation, event: HeadcountRecorded) -> tuple[Headcount, ...]:
    """The headcounts by jurisdiction and day, with one more, or one corrected."""
    new = Headcount(jurisdiction=event.jurisdiction, size=event.size, effective_from=event.effective_from)
    kept = {(one.jurisdiction, one.effective_from): one for one in (*organisation.headcounts, new)}
    return tuple(kept[place_and_day] for place_and_day in sorted(kept))


def governed(organisation: Organisation, event: ApprovalPolicySet) -> tuple[ApprovalPolicy, ...]:
    """The policies by matter, with this one as it is now."""
    others = (policy for policy in organisation.policies if policy.matter is not event.matter)
    own = (ApprovalPolicy(event.matter, event.new),) if event.new else ()
    return tuple(sorted((*others, *own), key=lambda policy: policy.matter))


def withdrawn(grant: Grant, event: AuthorityWithdrawn) -> Grant:
    """The grant, ended if it is the one that is withdrawn; what ended before stays as it was."""
    meant = (grant.person, grant.authority) == (event.person, event.authority)
    return amended(grant, until=event.effective_from) if meant and not grant.ended(event.effective_from) else grant
