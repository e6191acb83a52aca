"""A working example of every command that takes more than a word; OpenAPI shows them, a test sends them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from application.check import Check
from application.what_if import WhatIf
from domain.job_posting import (
    AdoptPosting,
    AssignRole,
    ChangeSalary,
    ClosePosting,
    CloseReason,
    DraftPosting,
    ExtendDeadline,
    ExternalId,
    PostingChanges,
    PostingContent,
    ProposeAmendment,
    RecordNotice,
    ReopenPosting,
    RevisePosting,
    SchedulePublication,
    ShortenDeadline,
)
from domain.organisation import (
    ApprovalStep,
    GrantAuthority,
    Kind,
    Matter,
    RecordHeadcount,
    RegisterOrganisation,
    RelocateOrganisation,
    SetApprovalPolicy,
    WithdrawAuthority,
)
from domain.pay import PayRange, Period, SalaryBand
from domain.places import EmploymentType, Location, WorkMode
from domain.recorded import Actor
from domain.requirements import Education, Experience, Responsibility, Skill, SkillKind
from domain.role import (
    CareerLink,
    Direction,
    DraftRole,
    MergeRole,
    OccupationCode,
    RetireRole,
    ReviseRole,
    RoleChanges,
    RoleContent,
    Scheme,
    Track,
)

EXAMPLE_ROLE_ID: Final = UUID("7d1f3e9a-52a4-5a51-9f7e-3a3e2a6f4c10")

DRAFT_ROLE: Final = DraftRole(
    code="lead-backend-engineer",
    content=RoleContent(
        title="Lead Backend Engineer",
        family="Engineering",
        level="L6",
        track=Track.INDIVIDUAL_CONTRIBUTOR,
        categories=("Software Engineering",),
        purpose="Leads the design of the services that carry the product.",
        responsibilities=(
            Responsibility("Decide how services talk to each other, and write down why."),
            Responsibility("Review the changes that others depend on."),
        ),
        skills=(Skill(name="PostgreSQL", category="Databases"), Skill(name="Mentoring", kind=SkillKind.SOFT)),
        education=Education(
            minimum="Bachelor's degree", fields_of_study=("Computer Science",), equivalent_experience_accepted=True
        ),
        experience=Experience(text="8-12+ years", minimum_years=8, maximum_years=12, open_ended=True),
        occupation_codes=(OccupationCode(scheme=Scheme.ONET_SOC, code="15-1252.00", title="Software Developers"),),
        salary_bands=(
            SalaryBand(currency="USD", period=Period.YEAR, minimum=Decimal(160000), maximum=Decimal(220000)),
        ),
        career_path=(CareerLink(direction=Direction.ADVANCES_TO, title="Principal Engineer"),),
    ),
)
REVISE_ROLE: Final = ReviseRole(
    changes=RoleChanges(level="L7"), clear=("family",), reason="Levels were joined across families."
)
RETIRE_ROLE: Final = RetireRole(reason="Its work went to a supplier.", postings_close_on=date(2099, 1, 31))
WHAT_IF: Final = WhatIf(
    salary_bands=(SalaryBand(currency="USD", period=Period.YEAR, minimum=Decimal(150000), maximum=Decimal(190000)),),
    on=date(2099, 1, 1),
)
MERGE_ROLE: Final = MergeRole(into=EXAMPLE_ROLE_ID, reason="The same work under two names.")

DRAFT_POSTING: Final = DraftPosting(
    content=PostingContent(
        title="Lead Backend Engineer, Denver",
        description="You will lead the team that keeps the ledger right.",
        duties=(Responsibility("Own the design of the ledger service."),),
        qualifications=("Seven years with systems that must not lose data.",),
        locations=(Location(country="US", region="US-CO", locality="Denver"),),
        work_mode=WorkMode.HYBRID,
        employment_type=EmploymentType.FULL_TIME,
        benefits="Health insurance, a pension plan, and 25 days of paid leave.",
        other_compensation="A yearly bonus of up to 10%.",
        time_zone="America/Denver",
        deadline=date(2099, 6, 30),
        uses_ai_screening=False,
        channels=("LinkedIn",),
    ),
    pay=(PayRange(currency="USD", period=Period.YEAR, minimum=Decimal(170000), maximum=Decimal(200000)),),
)
ASSIGN_ROLE: Final = AssignRole(EXAMPLE_ROLE_ID)
REVISE_POSTING: Final = RevisePosting(
    changes=PostingChanges(description="You will lead the team of six that keeps the ledger right."),
    clear=("requisition",),
    reason="The team has grown.",
)
CHANGE_SALARY: Final = ChangeSalary(
    pay=(PayRange(currency="USD", period=Period.YEAR, minimum=Decimal(175000), maximum=Decimal(205000)),),
    reason="The market moved.",
)
EXTEND_DEADLINE: Final = ExtendDeadline(date(2099, 9, 30), "Too few applications so far.")
SHORTEN_DEADLINE: Final = ShortenDeadline(date(2099, 3, 31), "Interviews begin in April.")
ADOPT_POSTING: Final = AdoptPosting(
    content=PostingContent(
        title="Data Engineer",
        description="You will keep the ledger's history easy to ask.",
        locations=(Location(country="DE", region="DE-BE", locality="Berlin"),),
        time_zone="Europe/Berlin",
        channels=("Company site",),
    ),
    external_id=ExternalId(source="Company site", value="DE-4711"),
    asserted_by="site-crawler",
    published_on=date(2026, 2, 1),
)
CHECK: Final = Check(on=date(2027, 1, 1), also_in=("US-CO",), changes=PostingChanges(openings=2))
SCHEDULE_PUBLICATION: Final = SchedulePublication(datetime(2099, 1, 4, 8, tzinfo=UTC))
PROPOSE_AMENDMENT: Final = ProposeAmendment(
    changes=PostingChanges(openings=2), reason="A second engineer leaves at the end of the year."
)
REOPEN_POSTING: Final = ReopenPosting(reason="The hire fell through.", deadline=date(2099, 12, 31))
RECORD_NOTICE: Final = RecordNotice(
    notice="CDLE-2099-17",
    authority="Colorado Department of Labor and Employment",
    received_on=date(2026, 3, 2),
    details="The posting lacks a general description of benefits.",
    rule="US-CO",
)
CLOSE_POSTING: Final = ClosePosting(reason=CloseReason.FILLED)

DENVER: Final = Location(country="US", region="US-CO", locality="Denver")
HIRING_MANAGER: Final = Actor("rolecall-development", "dora")
REGISTER_ORGANISATION: Final = RegisterOrganisation(kind=Kind.LEGAL_ENTITY, name="Ledger Inc.", place=DENVER)
RELOCATE_ORGANISATION: Final = RelocateOrganisation(
    Location(country="US", region="US-CO", locality="Boulder"), "The lease ended."
)
RECORD_HEADCOUNT: Final = RecordHeadcount(jurisdiction="US-CO", size=42, effective_from=date(2026, 1, 1))
SET_APPROVAL_POLICY: Final = SetApprovalPolicy(
    matter=Matter.POSTING,
    steps=(
        ApprovalStep("Hiring manager", "hiring-manager"),
        ApprovalStep("Compensation", "compensation-partner", quorum=2),
    ),
    reason="As the works council agreed.",
)
GRANT_AUTHORITY: Final = GrantAuthority(
    person=HIRING_MANAGER, authority="hiring-manager", reason="She leads the team from today."
)
WITHDRAW_AUTHORITY: Final = WithdrawAuthority(
    person=HIRING_MANAGER, authority="hiring-manager", reason="She has moved to another team."
)
