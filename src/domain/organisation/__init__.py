"""Organisation: the legal entities that employ, and the units that hire; law, approval and reports hang on them."""

from typing import Final

from domain.decider import Decider
from domain.organisation.commands import (
    ApprovalStep,
    CloseOrganisation,
    GrantAuthority,
    Kind,
    Matter,
    MoveOrganisation,
    OrganisationCommand,
    RecordHeadcount,
    RegisterOrganisation,
    RelocateOrganisation,
    RenameOrganisation,
    SetApprovalPolicy,
    WithdrawAuthority,
)
from domain.organisation.decide import decide
from domain.organisation.events import (
    EVENTS,
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
from domain.organisation.evolve import evolve
from domain.organisation.state import (
    ApprovalPolicy,
    Grant,
    Headcount,
    Organisation,
    OrganisationFacts,
    Status,
    size_on,
)

__all__ = [
    "ORGANISATION",
    "ApprovalPolicy",
    "ApprovalPolicySet",
    "ApprovalStep",
    "AuthorityGranted",
    "AuthorityWithdrawn",
    "CloseOrganisation",
    "Grant",
    "GrantAuthority",
    "Headcount",
    "HeadcountRecorded",
    "Kind",
    "Matter",
    "MoveOrganisation",
    "Organisation",
    "OrganisationClosed",
    "OrganisationCommand",
    "OrganisationEvent",
    "OrganisationFacts",
    "OrganisationMoved",
    "OrganisationRegistered",
    "OrganisationRelocated",
    "OrganisationRenamed",
    "RecordHeadcount",
    "RegisterOrganisation",
    "RelocateOrganisation",
    "RenameOrganisation",
    "SetApprovalPolicy",
    "Status",
    "WithdrawAuthority",
    "size_on",
]

ORGANISATION: Final[Decider[OrganisationCommand, Organisation, OrganisationEvent]] = Decider(
    kind="organisation",
    initial=Organisation(),
    decide=decide,
    evolve=evolve,
    events=EVENTS,
)
