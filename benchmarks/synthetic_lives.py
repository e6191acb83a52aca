"""What happens to a posting, a role and an organisation of the synthetic log: ten events each.

@TITLE@ and @TOWN@ stand for words, ROLE for an id, until the bytes are written.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from benchmarks.sample import EDITOR
from domain.job_posting import (
    ChannelListed,
    ChannelObserved,
    ChannelRequested,
    CloseReason,
    PostingAmended,
    PostingApproved,
    PostingChanges,
    PostingClosed,
    PostingContent,
    PostingContentChanged,
    PostingDrafted,
    PostingPublished,
    PostingSubmittedForApproval,
    RoleAssigned,
)
from domain.law.judgement import Judgement, Outcome, Retention, RuleResult, Trigger
from domain.organisation import HeadcountRecorded, Kind, OrganisationRegistered, OrganisationRenamed
from domain.pay import PayRange, Period, SalaryBand
from domain.places import EmploymentType, Location, WorkMode
from domain.requirements import Responsibility, Skill
from domain.role import (
    CareerLink,
    CareerPathLinked,
    Direction,
    ResponsibilityAdded,
    RoleApproved,
    RoleContent,
    RoleDrafted,
    RolePurposeChanged,
    RoleRevisionStarted,
    RoleSubmittedForApproval,
    RoleTitleChanged,
    SalaryBandSet,
    SkillRequirementAdded,
)

ROLE: Final = UUID("00000000-0000-8000-8000-000000000000")
_CONTENT: Final = PostingContent(
    title="@TITLE@",
    description="Bread, rolls and cakes for @TOWN@, made by hand before the town wakes up. " * 4,
    locations=(Location(country="DE", locality="@TOWN@"),),
    work_mode=WorkMode.ON_SITE,
    employment_type=EmploymentType.FULL_TIME,
    time_zone="Europe/Berlin",
    deadline=date(2027, 12, 31),
)
_PAY, _MORE_PAY = (
    (PayRange(currency="EUR", period=Period.YEAR, minimum=Decimal(low), maximum=Decimal(low + 6_000)),)
    for low in (32_000, 33_500)
)
_JUDGEMENT: Final = Judgement(
    day=date(2025, 3, 1),
    rules_sha256="0" * 64,
    places=("DE",),
    results=(
        RuleResult(
            rule="de-sample",
            outcome=Outcome.MET,
            statute="A statute",
            version="2025",
            file_sha256="0" * 64,
            places=("DE",),
            retention=(Retention(years=2, trigger=Trigger.TAKEN_DOWN, statute="A statute", basis="K"),),
        ),
    ),
)
LIFE: Final[tuple[Any, ...]] = (
    PostingDrafted(content=_CONTENT, by=(EDITOR,), pay=_PAY),
    RoleAssigned(old=None, new=ROLE, by=(EDITOR,)),
    PostingContentChanged(
        fields=("requisition",), old=PostingChanges(), new=PostingChanges(requisition="R-2025-017"), by=(EDITOR,)
    ),
    PostingSubmittedForApproval(by=(EDITOR,)),
    PostingApproved(role_approval=1),
    PostingPublished(
        period=1,
        published_on=date(2025, 3, 1),
        document_sha256="0" * 64,
        renderer=1,
        role_approval=1,
        judgement=_JUDGEMENT,
    ),
    ChannelRequested(channel="Board"),
    ChannelListed(channel="Board", reference="https://board.example/17"),
    PostingAmended(
        fields=(),
        old=PostingChanges(),
        new=PostingChanges(),
        reason="The collective agreement of March raises every grade",
        role_approval=1,
        document_sha256="1" * 64,
        renderer=1,
        judgement=_JUDGEMENT,
        old_pay=_PAY,
        new_pay=_MORE_PAY,
    ),
    PostingClosed(reason=CloseReason.FILLED),
)
# Every other posting is still shown.
STILL_SHOWN: Final[tuple[Any, ...]] = (
    *LIFE[:-1],
    ChannelObserved(
        channel="Board", seen_at=datetime(2025, 3, 2, tzinfo=UTC), shown_sha256="1" * 64, published_sha256="1" * 64
    ),
)
_BAND: Final = SalaryBand(currency="EUR", period=Period.YEAR, minimum=Decimal(30_000), maximum=Decimal(45_000))
LIFE_OF_A_ROLE: Final[tuple[Any, ...]] = (
    RoleDrafted(code="@TITLE@", content=RoleContent(title="@TITLE@"), by=(EDITOR,)),
    RoleTitleChanged(old="@TITLE@", new="Master @TITLE@", by=(EDITOR,)),
    RolePurposeChanged(old=None, new="Bread, rolls and cakes for @TOWN@.", by=(EDITOR,)),
    ResponsibilityAdded(index=0, responsibility=Responsibility("Kneading doughs"), by=(EDITOR,)),
    SkillRequirementAdded(index=0, skill=Skill(name="Sourdough"), by=(EDITOR,)),
    SalaryBandSet(old=None, new=_BAND, by=(EDITOR,)),
    CareerPathLinked(link=CareerLink(direction=Direction.ADVANCES_TO, title="Head of bakery"), by=(EDITOR,)),
    RoleSubmittedForApproval(by=(EDITOR,)),
    RoleApproved(approval=1),
    RoleRevisionStarted(),
)
LIFE_OF_AN_ORGANISATION: Final[tuple[Any, ...]] = (
    OrganisationRegistered(kind=Kind.LEGAL_ENTITY, name="@TITLE@", place=Location(country="DE", locality="@TOWN@")),
    OrganisationRenamed(old="@TITLE@", new="@TITLE@ of @TOWN@"),
    *(HeadcountRecorded(jurisdiction="DE", size=90 + n, effective_from=date(2025, n, 1)) for n in range(1, 9)),
)
