"""One event of each type as code; golden/ holds the same events as they were stored, byte for byte."""

from datetime import UTC, date, datetime
from typing import Final

from domain.organisation import events as organisation
from domain.organisation.commands import ApprovalStep, Kind, Matter
from domain.requirements import Responsibility, Skill, SkillKind
from domain.reservation import Reserved
from domain.role import events as role
from domain.role.content import RoleContent, Track
from tests.infrastructure.event_store.golden_postings import POSTINGS
from tests.infrastructure.event_store.golden_values import (
    BAND,
    BY,
    CODE,
    DUTY,
    EDUCATION,
    EXPERIENCE,
    ISCO,
    LINK,
    OPEN_BAND,
    OTHER_ID,
    PLACE,
    PROVENANCE,
    ROLE_ID,
    SKILL,
    TEXT,
    TITLE_LINK,
    UNIT_ID,
)

IDENTITY = role.RoleIdentity(
    alternate_titles=("Tech Lead",),
    family="Engineering",
    level="L6",
    track=Track.MANAGER,
    categories=("IT",),
    owner="head-of-engineering",
    organisation_unit="platform",
    unit_id=UNIT_ID,
    certifications=("CKA",),
)

GOLDEN: Final[dict[str, object]] = {
    "role.drafted.v1": role.RoleDrafted(
        code="lead-backend-engineer",
        content=RoleContent(
            title="Lead Backend Engineer",
            alternate_titles=("Tech Lead",),
            family="Engineering",
            level="L6",
            track=Track.INDIVIDUAL_CONTRIBUTOR,
            categories=("IT", "Cloud"),
            purpose=TEXT,
            owner="head-of-engineering",
            organisation_unit="platform",
            unit_id=UNIT_ID,
            responsibilities=(DUTY, Responsibility("Lead")),
            skills=(SKILL, Skill(name="Patience", kind=SkillKind.SOFT)),
            education=EDUCATION,
            experience=EXPERIENCE,
            certifications=("CKA",),
            occupation_codes=(CODE,),
            salary_bands=(BAND,),
            career_path=(LINK, TITLE_LINK),
        ),
        by=BY,
        provenance=PROVENANCE,
    ),
    "role.title_changed.v1": role.RoleTitleChanged(old="Backend Engineer", new="Lead Backend Engineer", by=BY),
    "role.purpose_changed.v1": role.RolePurposeChanged(old=None, new=TEXT, by=BY),
    "role.identity_changed.v1": role.RoleIdentityChanged(old=role.RoleIdentity(), new=IDENTITY, by=BY),
    "role.classified.v1": role.RoleClassified(old=(), new=(CODE, ISCO), by=BY),
    "role.responsibility_added.v1": role.ResponsibilityAdded(index=0, responsibility=DUTY, by=BY),
    "role.responsibility_reworded.v1": role.ResponsibilityReworded(index=3, old=DUTY, new=Responsibility("x"), by=BY),
    "role.responsibility_removed.v1": role.ResponsibilityRemoved(index=2, responsibility=DUTY, by=BY),
    "role.responsibilities_reordered.v1": role.ResponsibilitiesReordered(order=(2, 0, 1), by=BY),
    "role.skill_requirement_added.v1": role.SkillRequirementAdded(index=1, skill=SKILL, by=BY),
    "role.skill_requirement_changed.v1": role.SkillRequirementChanged(index=1, old=SKILL, new=Skill(name="x"), by=BY),
    "role.skill_requirement_removed.v1": role.SkillRequirementRemoved(index=0, skill=SKILL, by=BY),
    "role.skill_requirements_reordered.v1": role.SkillRequirementsReordered(order=(1, 0), by=BY),
    "role.education_requirement_changed.v1": role.EducationRequirementChanged(old=EDUCATION, new=None, by=BY),
    "role.experience_range_changed.v1": role.ExperienceRangeChanged(old=None, new=EXPERIENCE, by=BY),
    "role.salary_band_set.v1": role.SalaryBandSet(old=OPEN_BAND, new=BAND, by=BY),
    "role.salary_band_scheduled.v1": role.SalaryBandScheduled(old=None, new=BAND, by=BY),
    "role.salary_band_withdrawn.v1": role.SalaryBandWithdrawn(band=BAND, by=BY),
    "role.career_path_linked.v1": role.CareerPathLinked(link=LINK, by=BY),
    "role.career_path_unlinked.v1": role.CareerPathUnlinked(link=TITLE_LINK, by=BY),
    "role.submitted_for_approval.v1": role.RoleSubmittedForApproval(by=BY),
    "role.submission_withdrawn.v1": role.RoleSubmissionWithdrawn(reason=TEXT),
    "role.approval_given.v1": role.RoleApprovalGiven(step="pay", by=BY, authority="pay-lead", comment="yes"),
    "role.approved.v1": role.RoleApproved(approval=2, step="lead", authority="hiring-manager", comment="well done"),
    "role.changes_requested.v1": role.RoleChangesRequested(reason=TEXT),
    "role.revision_started.v1": role.RoleRevisionStarted(reason="a new band"),
    "role.revision_abandoned.v1": role.RoleRevisionAbandoned(
        old=RoleContent(title="x"), new=RoleContent(title="Lead"), reason="not now"
    ),
    "role.retired.v1": role.RoleRetired(reason="merged", postings_close_on=date(2026, 6, 30)),
    "role.reinstated.v1": role.RoleReinstated(reason="hired for again"),
    "role.discarded.v1": role.RoleDiscarded(reason="by mistake"),
    "role.merged.v1": role.RoleMerged(into=OTHER_ID, reason="the same work"),
    "role.absorbed.v1": role.RoleAbsorbed(duplicate=ROLE_ID),
    "role.named_as_entry.v1": role.RoleNamedAsEntry(by_role=OTHER_ID),
    **POSTINGS,
    "organisation.registered.v1": organisation.OrganisationRegistered(
        kind=Kind.LEGAL_ENTITY, name="Example GmbH", place=PLACE, parent=OTHER_ID
    ),
    "organisation.renamed.v1": organisation.OrganisationRenamed(old="Example GmbH", new="Example SE", reason=TEXT),
    "organisation.relocated.v1": organisation.OrganisationRelocated(old=None, new=PLACE, reason="the lease ended"),
    "organisation.moved.v1": organisation.OrganisationMoved(old=OTHER_ID, new=None, reason="sold"),
    "organisation.headcount_recorded.v1": organisation.HeadcountRecorded(
        jurisdiction="US-NYC", size=4, effective_from=date(2026, 1, 1), old=3, reason="one was left out"
    ),
    "organisation.approval_policy_set.v1": organisation.ApprovalPolicySet(
        matter=Matter.BAND_EXCEPTION,
        old=(ApprovalStep("Pay", "compensation-partner", 2),),
        new=(ApprovalStep("Anyone"),),
        reason="the works council agreed",
    ),
    "organisation.authority_granted.v1": organisation.AuthorityGranted(
        person=BY[0], authority="hiring-manager", effective_from=datetime(2026, 4, 1, tzinfo=UTC), reason="new"
    ),
    "organisation.authority_withdrawn.v1": organisation.AuthorityWithdrawn(
        person=BY[0], authority="hiring-manager", effective_from=datetime(2026, 4, 1, 12, 30, 0, 5, tzinfo=UTC)
    ),
    "organisation.closed.v1": organisation.OrganisationClosed(reason="merged"),
    "reservation.reserved.v1": Reserved(scope="role-code", value="lead-backend-engineer", holder=ROLE_ID),
}
