"""What happened to a role. A change carries the old value and the new; `by`: everyone behind an edit (four eyes)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.pay import SalaryBand
from domain.personal import Personal
from domain.recorded import Actor
from domain.requirements import Education, Experience, Provenance, Responsibility, Skill
from domain.role.classification import OccupationCode
from domain.role.content import CareerLink, RoleContent, Track


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleDrafted:
    code: str
    content: RoleContent
    by: tuple[Actor, ...]
    provenance: Provenance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleTitleChanged:
    old: str
    new: str
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePurposeChanged:
    old: str | None
    new: str | None
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleIdentity:
    """The small fields by which a role is found and placed."""

    alternate_titles: tuple[str, ...] = ()
    family: str | None = None
    level: str | None = None
    track: Track | None = None
    categories: tuple[str, ...] = ()
    owner: str | None = None
    organisation_unit: str | None = None
    unit_id: UUID | None = None
    certifications: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleIdentityChanged:
    old: RoleIdentity
    new: RoleIdentity
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleClassified:
    """Where its occupation stands in O*NET-SOC, ESCO and ISCO-08."""

    old: tuple[OccupationCode, ...]
    new: tuple[OccupationCode, ...]
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsibilityAdded:
    """index: 0-based place in the list after the addition."""

    index: int
    responsibility: Responsibility
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsibilityReworded:
    index: int
    old: Responsibility
    new: Responsibility
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsibilityRemoved:
    """index: 0-based place in the list before the removal."""

    index: int
    responsibility: Responsibility
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsibilitiesReordered:
    """order: for each new place, the 0-based place it had before."""

    order: tuple[int, ...]
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillRequirementAdded:
    index: int
    skill: Skill
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillRequirementChanged:
    index: int
    old: Skill
    new: Skill
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillRequirementRemoved:
    index: int
    skill: Skill
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillRequirementsReordered:
    order: tuple[int, ...]
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EducationRequirementChanged:
    old: Education | None
    new: Education | None
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperienceRangeChanged:
    old: Experience | None
    new: Experience | None
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SalaryBandSet:
    """old: the band that it stands for, None where it is one more."""

    old: SalaryBand | None
    new: SalaryBand
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SalaryBandScheduled:
    """A band whose first day is still to come. old: the band that it stands for, None where it is one more."""

    old: SalaryBand | None
    new: SalaryBand
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SalaryBandWithdrawn:
    band: SalaryBand
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CareerPathLinked:
    link: CareerLink
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CareerPathUnlinked:
    link: CareerLink
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleSubmittedForApproval:
    by: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleSubmissionWithdrawn:
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleApprovalGiven:
    """One approval of several that the unit's policy asks for; the last one is RoleApproved.

    step, authority: of the policy, what it was given to and under; authority None: an approver's token was enough.
    """

    step: str
    by: tuple[Actor, ...]
    authority: str | None = None
    comment: Personal[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleApproved:
    """approval: 1, 2, 3, …: the number of the version now in force, which postings pin.

    step, authority: as of RoleApprovalGiven, of the approval that completed it.
    """

    approval: int
    step: str = "approval"
    authority: str | None = None
    comment: Personal[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChangesRequested:
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRevisionStarted:
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRevisionAbandoned:
    """old: what the revision said. new: what is in force, which the role says again."""

    old: RoleContent
    new: RoleContent
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRetired:
    """postings_close_on: the last day (UTC) on which its open postings may stay public."""

    reason: str
    postings_close_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleReinstated:
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleDiscarded:
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleMerged:
    """This role was a duplicate. into: the role that stands for it from now on."""

    into: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleAbsorbed:
    """A duplicate was merged into this role, which stands for it from now on."""

    duplicate: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleNamedAsEntry:
    """Another role says, for the first time, that one enters it from this one. Whether it still does, it says itself.

    The search for cycles finds by this note what this role's own career path does not say.
    """

    by_role: UUID


RoleEdit = (
    RoleTitleChanged
    | RolePurposeChanged
    | RoleIdentityChanged
    | RoleClassified
    | ResponsibilityAdded
    | ResponsibilityReworded
    | ResponsibilityRemoved
    | ResponsibilitiesReordered
    | SkillRequirementAdded
    | SkillRequirementChanged
    | SkillRequirementRemoved
    | SkillRequirementsReordered
    | EducationRequirementChanged
    | ExperienceRangeChanged
    | SalaryBandSet
    | SalaryBandScheduled
    | SalaryBandWithdrawn
    | CareerPathLinked
    | CareerPathUnlinked
)
RoleEvent = (
    RoleDrafted
    | RoleEdit
    | RoleSubmittedForApproval
    | RoleSubmissionWithdrawn
    | RoleApprovalGiven
    | RoleApproved
    | RoleChangesRequested
    | RoleRevisionStarted
    | RoleRevisionAbandoned
    | RoleRetired
    | RoleReinstated
    | RoleDiscarded
    | RoleMerged
    | RoleAbsorbed
    | RoleNamedAsEntry
)

EVENTS: dict[str, type[RoleEvent]] = {
    "role.drafted.v1": RoleDrafted,
    "role.title_changed.v1": RoleTitleChanged,
    "role.purpose_changed.v1": RolePurposeChanged,
    "role.identity_changed.v1": RoleIdentityChanged,
    "role.classified.v1": RoleClassified,
    "role.responsibility_added.v1": ResponsibilityAdded,
    "role.responsibility_reworded.v1": ResponsibilityReworded,
    "role.responsibility_removed.v1": ResponsibilityRemoved,
    "role.responsibilities_reordered.v1": ResponsibilitiesReordered,
    "role.skill_requirement_added.v1": SkillRequirementAdded,
    "role.skill_requirement_changed.v1": SkillRequirementChanged,
    "role.skill_requirement_removed.v1": SkillRequirementRemoved,
    "role.skill_requirements_reordered.v1": SkillRequirementsReordered,
    "role.education_requirement_changed.v1": EducationRequirementChanged,
    "role.experience_range_changed.v1": ExperienceRangeChanged,
    "role.salary_band_set.v1": SalaryBandSet,
    "role.salary_band_scheduled.v1": SalaryBandScheduled,
    "role.salary_band_withdrawn.v1": SalaryBandWithdrawn,
    "role.career_path_linked.v1": CareerPathLinked,
    "role.career_path_unlinked.v1": CareerPathUnlinked,
    "role.submitted_for_approval.v1": RoleSubmittedForApproval,
    "role.submission_withdrawn.v1": RoleSubmissionWithdrawn,
    "role.approval_given.v1": RoleApprovalGiven,
    "role.approved.v1": RoleApproved,
    "role.changes_requested.v1": RoleChangesRequested,
    "role.revision_started.v1": RoleRevisionStarted,
    "role.revision_abandoned.v1": RoleRevisionAbandoned,
    "role.retired.v1": RoleRetired,
    "role.reinstated.v1": RoleReinstated,
    "role.discarded.v1": RoleDiscarded,
    "role.merged.v1": RoleMerged,
    "role.absorbed.v1": RoleAbsorbed,
    "role.named_as_entry.v1": RoleNamedAsEntry,
}
