"""Role: what the organisation hires for."""

from typing import Final

from domain.decider import Decider
from domain.role.commands import (
    ApproveRole,
    CareerLink,
    Direction,
    DraftRole,
    RequestRoleChanges,
    RetireRole,
    ReviseRole,
    RoleChanges,
    RoleCommand,
    RoleContent,
    StartRoleRevision,
    SubmitRoleForApproval,
    Track,
)
from domain.role.decide import decide
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
    RoleApproved,
    RoleChangesRequested,
    RoleClassified,
    RoleDrafted,
    RoleEvent,
    RoleIdentity,
    RoleIdentityChanged,
    RolePurposeChanged,
    RoleRetired,
    RoleRevisionStarted,
    RoleSubmittedForApproval,
    RoleTitleChanged,
    SalaryBandsChanged,
    SkillRequirementAdded,
    SkillRequirementChanged,
    SkillRequirementRemoved,
    SkillRequirementsReordered,
)
from domain.role.evolve import evolve
from domain.role.state import Role, Status

__all__ = [
    "ROLE",
    "ApproveRole",
    "CareerLink",
    "CareerPathLinked",
    "CareerPathUnlinked",
    "Direction",
    "DraftRole",
    "EducationRequirementChanged",
    "ExperienceRangeChanged",
    "RequestRoleChanges",
    "ResponsibilitiesReordered",
    "ResponsibilityAdded",
    "ResponsibilityRemoved",
    "ResponsibilityReworded",
    "RetireRole",
    "ReviseRole",
    "Role",
    "RoleApproved",
    "RoleChanges",
    "RoleChangesRequested",
    "RoleClassified",
    "RoleCommand",
    "RoleContent",
    "RoleDrafted",
    "RoleEvent",
    "RoleIdentity",
    "RoleIdentityChanged",
    "RolePurposeChanged",
    "RoleRetired",
    "RoleRevisionStarted",
    "RoleSubmittedForApproval",
    "RoleTitleChanged",
    "SalaryBandsChanged",
    "SkillRequirementAdded",
    "SkillRequirementChanged",
    "SkillRequirementRemoved",
    "SkillRequirementsReordered",
    "StartRoleRevision",
    "Status",
    "SubmitRoleForApproval",
    "Track",
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
