"""One event of each type as code; golden/ holds the same events as they were stored, byte for byte."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from domain.job_posting import events as posting
from domain.job_posting.commands import CloseReason, ExternalId, PostingChanges, PostingContent
from domain.organisation import events as organisation
from domain.organisation.commands import ApprovalStep, Kind, Matter
from domain.pay import PayRange, Period, SalaryBand, WorkingTime
from domain.places import EmploymentType, Location, WorkMode
from domain.recorded import Actor
from domain.requirements import Education, Emphasis, Experience, Provenance, Responsibility, Skill, SkillKind
from domain.reservation import Reserved
from domain.role import events as role
from domain.role.classification import OccupationCode, Scheme
from domain.role.content import CareerLink, Direction, RoleContent, Track

ROLE_ID = UUID("0b7e9a52-7d1c-4f0e-9a61-3d3f6a1f8c01")
OTHER_ID = UUID("5c2f4f0a-2b64-4a57-8f0d-8a4f1a2e9c02")
BY = (Actor("https://issuer.example", "alice"), Actor("https://issuer.example", "bob"))
UNIT_ID = UUID("8d0c1f3e-3f5a-4c4b-9d57-6b1e2c7a9c03")
SHA256 = "ab" * 32
TEXT = 'Grüße, "quoted" \\ 𝄞 \u2028 line\nbreak\t\x01'
DUTY = Responsibility(TEXT, Emphasis.SECONDARY, "Secondary duties")
SKILL = Skill(
    name="PostgreSQL",
    kind=SkillKind.HARD,
    category="Databases",
    level="expert",
    required=False,
    taxonomy_uri="http://data.example/skill/1",
)
EDUCATION = Education(
    minimum="Bachelor", preferred="Master", fields_of_study=("Physics",), equivalent_experience_accepted=True
)
EXPERIENCE = Experience(
    text="8-12+ years", minimum_years=8, maximum_years=12, open_ended=True, preferred_notes=("in a regulated field",)
)
BAND = SalaryBand(
    currency="USD",
    period=Period.YEAR,
    minimum=Decimal("160000.00"),
    maximum=Decimal("220000.5"),
    zone="US",
    level="L6",
    effective_from=date(2026, 1, 1),
    effective_to=date(2026, 12, 31),
)
OPEN_BAND = SalaryBand(currency="USD", period=Period.YEAR, minimum=Decimal(1), maximum=Decimal(2))
PAY = PayRange(
    currency="EUR", period=Period.HOUR, minimum=Decimal("1E+2"), maximum=Decimal("100.25"), places=("Berlin, DE",)
)
HOURS = WorkingTime(hours_per_week=Decimal("38.5"), days_per_week=Decimal("4.5"), weeks_per_year=Decimal(46))
PLACE = Location(country="US", region="US-CO", locality="Denver", postal_code="80202")
LINK = CareerLink(direction=Direction.ADVANCES_TO, role_id=OTHER_ID, note="after two years")
TITLE_LINK = CareerLink(direction=Direction.ENTRY_FROM, title="Engineer (elsewhere)")
CODE = OccupationCode(scheme=Scheme.ONET_SOC, code="15-1252.00", title="Software Developers")
ISCO = OccupationCode(scheme=Scheme.ISCO_08, code="2512")
PROVENANCE = Provenance(importer="text", document_sha256=SHA256, not_understood=("an odd line",))
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
    "job_posting.drafted.v1": posting.PostingDrafted(
        content=PostingContent(
            title="Backend Lead Engineer",
            description=TEXT,
            duties=(DUTY,),
            qualifications=("Curious",),
            skills=(SKILL,),
            experience=(EXPERIENCE, Experience(text="7 years", minimum_years=7)),
            education=EDUCATION,
            legal_entity="Example GmbH",
            organisation_unit="platform",
            requisition="R-1",
            language="de",
            openings=2,
            locations=(PLACE,),
            work_mode=WorkMode.ON_SITE,
            remote_regions=("DE",),
            reports_to_location=PLACE,
            employment_type=EmploymentType.FULL_TIME,
            raw_employment_type="Full time",
            benefits="bicycle",
            other_compensation="shares",
            working_time=HOURS,
            deadline=date(2026, 2, 28),
            rolling=False,
            time_zone="Europe/Berlin",
            ai_screening_statement="none is used",
            existing_vacancy=True,
            visa_sponsorship=False,
            international_applicants=True,
            how_to_apply="by post",
            contact="Carol",
            internal_only=True,
            confidential=True,
            channels=("linkedin",),
        ),
        by=BY,
        role_id=ROLE_ID,
        pay=(PAY,),
        external_id=ExternalId(source="ats", value="42"),
        provenance=PROVENANCE,
    ),
    "job_posting.role_assigned.v1": posting.RoleAssigned(old=None, new=ROLE_ID, by=BY),
    "job_posting.content_changed.v1": posting.PostingContentChanged(
        fields=("deadline", "rolling", "title"),
        old=PostingChanges(title="old", rolling=True),
        new=PostingChanges(title="new", rolling=False, deadline=date(2026, 3, 1)),
        by=BY,
    ),
    "job_posting.salary_changed.v1": posting.PostingSalaryChanged(
        old=(), new=(PAY,), reason="market", by=BY, old_working_time=None, new_working_time=HOURS
    ),
    "job_posting.submitted_for_approval.v1": posting.PostingSubmittedForApproval(by=BY),
    "job_posting.approved.v1": posting.PostingApproved(role_approval=1, comment="fine"),
    "job_posting.rejected.v1": posting.PostingRejected(reason=TEXT),
    "job_posting.approval_lapsed.v1": posting.ApprovalLapsed(fields=("pay",)),
    "job_posting.published.v1": posting.PostingPublished(
        period=1,
        published_on=date(2026, 1, 5),
        document_sha256=SHA256,
        renderer=1,
        role_approval=2,
        channels=("linkedin",),
    ),
    "job_posting.paused.v1": posting.PostingPaused(reason="holidays"),
    "job_posting.resumed.v1": posting.PostingResumed(channels=("linkedin",)),
    "job_posting.deadline_extended.v1": posting.PostingDeadlineExtended(
        old=date(2026, 2, 28), new=date(2026, 3, 31), reason="few", by=BY, document_sha256=SHA256, renderer=1
    ),
    "job_posting.deadline_shortened.v1": posting.PostingDeadlineShortened(
        old=None,
        new=date(2026, 3, 31),
        reason="many",
        by=BY,
        was_rolling=True,
        document_sha256=None,
        renderer=None,
    ),
    "job_posting.channel_taken_down.v1": posting.ChannelTakenDown(channel="linkedin"),
    "job_posting.closed.v1": posting.PostingClosed(reason=CloseReason.OTHER, explanation="reorganised"),
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
