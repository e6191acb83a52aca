"""Role: what the organisation hires for."""

from typing import Final

from domain.decider import Decider
from domain.role.classification import OccupationCode, Scheme
from domain.role.commands import (
    AbandonRoleRevision,
    ApproveRole,
    DiscardRole,
    DraftRole,
    MergeRole,
    ReinstateRole,
    RequestRoleChanges,
    RetireRole,
    ReviseRole,
    RoleCommand,
    StartRoleRevision,
    SubmitRoleForApproval,
    WithdrawRoleSubmission,
)
from domain.role.content import CareerLink, Direction, RoleChanges, RoleContent, Track
from domain.role.decide import decide
from domain.role.ending import absorbed_beside
from domain.role.events import (
    EVENTS,
    CareerPathLinked,
    CareerPathUnlinked,
    EducationRequirementChanged,
    ExperienceRangeChanged,
    ResponsibilitiesReordered,
    ResponsibilityAdded,
    ResponsibilityRemoved,
    ResponsibilityReworded,
    RoleAbsorbed,
    RoleApprovalGiven,
    RoleApproved,
    RoleChangesRequested,
    RoleClassified,
    RoleDiscarded,
    RoleDrafted,
    RoleEvent,
    RoleIdentity,
    RoleIdentityChanged,
    RoleMerged,
    RoleNamedAsEntry,
    RolePurposeChanged,
    RoleReinstated,
    RoleRetired,
    RoleRevisionAbandoned,
    RoleRevisionStarted,
    RoleSubmissionWithdrawn,
    RoleSubmittedForApproval,
    RoleTitleChanged,
    SalaryBandScheduled,
    SalaryBandSet,
    SalaryBandWithdrawn,
    SkillRequirementAdded,
    SkillRequirementChanged,
    SkillRequirementRemoved,
    SkillRequirementsReordered,
)
from domain.role.evolve import evolve
from domain.role.state import Role, RoleFacts, Status
from domain.role.writing import noted_beside

__all__ = [
    "ROLE",
    "AbandonRoleRevision",
    "ApproveRole",
    "CareerLink",
    "CareerPathLinked",
    "CareerPathUnlinked",
    "Direction",
    "DiscardRole",
    "DraftRole",
    "EducationRequirementChanged",
    "ExperienceRangeChanged",
    "MergeRole",
    "OccupationCode",
    "ReinstateRole",
    "RequestRoleChanges",
    "ResponsibilitiesReordered",
    "ResponsibilityAdded",
    "ResponsibilityRemoved",
    "ResponsibilityReworded",
    "RetireRole",
    "ReviseRole",
    "Role",
    "RoleAbsorbed",
    "RoleApprovalGiven",
    "RoleApproved",
    "RoleChanges",
    "RoleChangesRequested",
    "RoleClassified",
    "RoleCommand",
    "RoleContent",
    "RoleDiscarded",
    "RoleDrafted",
    "RoleEvent",
    "RoleFacts",
    "RoleIdentity",
    "RoleIdentityChanged",
    "RoleMerged",
    "RoleNamedAsEntry",
    "RolePurposeChanged",
    "RoleReinstated",
    "RoleRetired",
    "RoleRevisionAbandoned",
    "RoleRevisionStarted",
    "RoleSubmissionWithdrawn",
    "RoleSubmittedForApproval",
    "RoleTitleChanged",
    "SalaryBandScheduled",
    "SalaryBandSet",
    "SalaryBandWithdrawn",
    "Scheme",
    "SkillRequirementAdded",
    "SkillRequirementChanged",
    "SkillRequirementRemoved",
    "SkillRequirementsReordered",
    "StartRoleRevision",
    "Status",
    "SubmitRoleForApproval",
    "Track",
    "WithdrawRoleSubmission",
    "absorbed_beside",
    "noted_beside",
]


def documents(command: RoleCommand, _role: Role) -> tuple[bytes, ...]:
    """The text that a draft was made from."""
    return (command.source.text.encode(),) if isinstance(command, DraftRole) and command.source else ()


ROLE: Final[Decider[RoleCommand, Role, RoleEvent]] = Decider(
    kind="role",
    initial=Role(),
    decide=decide,
    evolve=evolve,
    events=EVENTS,
    documents=documents,
)
