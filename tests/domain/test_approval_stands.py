"""What an approval survives: nothing that the page shows, save the deadline, which moves with a reason."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st

from domain.errors import DomainError, InvalidValue
from domain.job_posting import (
    JOB_POSTING,
    RENDERER,
    PostingChanges,
    PostingContent,
    PostingEvent,
    RevisePosting,
    Status,
    ThirdParty,
    render,
)
from domain.job_posting.content import OPTIONAL
from domain.job_posting.errors import DeadlineMovedWithoutReason
from domain.pay import WorkingTime
from domain.places import EmploymentType, Location, WorkMode
from domain.requirements import Education, Experience, Responsibility, Skill
from tests.domain.given import BOB, given
from tests.domain.postings import BERLIN, DENVER, approved, drafted, submitted

OTHER: dict[str, Any] = {
    "title": "Baker sought",
    "description": "Bread and rolls.",
    "duties": (Responsibility("Bake rolls"),),
    "qualifications": ("An apprenticeship",),
    "skills": (Skill(name="Kneading"),),
    "experience": (Experience(text="2 years"),),
    "education": Education(minimum="School"),
    "legal_entity": "Bread Ltd",
    "organisation_unit": "Night shift",
    "requisition": "R-7",
    "language": "de",
    "openings": 2,
    "locations": (BERLIN, DENVER),
    "work_mode": WorkMode.REMOTE,
    "remote_regions": ("DE-BE",),
    "reports_to_location": Location(country="DE"),
    "employment_type": EmploymentType.PART_TIME,
    "raw_employment_type": "half days",
    "benefits": "Bread",
    "other_compensation": "A share of the tips",
    "working_time": WorkingTime(hours_per_week=Decimal(40)),
    "deadline": date(2026, 6, 1),
    "rolling": True,
    "time_zone": "Europe/Paris",
    "ai_screening_statement": "None is used",
    "existing_vacancy": True,
    "visa_sponsorship": False,
    "international_applicants": True,
    "how_to_apply": "By letter",
    "contact": "Someone",
    "internal_only": True,
    "confidential": True,
    "channels": ("Board",),
    "employer_id": UUID(int=1),
    "unit_id": UUID(int=2),
    "levels": ("Junior", "Senior"),
    "benefits_url": "https://bread.example/benefits",
    "other_compensation_url": "https://bread.example/tips",
    "commission_only": True,
    "uses_ai_screening": False,
    "promotion_opportunity": True,
    "internal_notice_on": date(2026, 3, 1),
    "third_parties": (ThirdParty(name="Bakers' Agency"),),
}
HOUSEKEEPING = {"organisation_unit", "requisition", "contact", "channels", "raw_employment_type", "internal_notice_on"}
FIELDS = st.sampled_from(sorted(OTHER))
REVISIONS = st.builds(
    lambda changed, cleared: RevisePosting(
        changes=PostingChanges(**{name: OTHER[name] for name in changed}), clear=tuple((OPTIONAL & cleared) - changed)
    ),
    st.sets(FIELDS, max_size=3),
    st.sets(FIELDS, max_size=2),
)


def test_every_field_is_tried() -> None:
    assert OTHER.keys() == PostingContent.__dataclass_fields__.keys()


@pytest.mark.parametrize("field", sorted(OTHER.keys() - {"deadline"}))
def test_an_approval_survives_housekeeping_and_nothing_else(field: str) -> None:
    history = given(drafted(deadline=None), submitted(), approved())
    outcome = history.when(RevisePosting(changes=PostingChanges(**{field: OTHER[field]})), by=BOB)
    assert outcome.state.content != history.when(RevisePosting()).state.content
    assert outcome.state.status is (Status.APPROVED if field in HOUSEKEEPING else Status.PENDING_APPROVAL)


@whatever(st.sets(FIELDS), st.lists(REVISIONS, min_size=1, max_size=3))
def test_an_edit_that_leaves_the_approval_standing_never_changes_the_page(
    said: set[str], revisions: list[RevisePosting]
) -> None:
    content = {"deadline": None} | {name: OTHER[name] for name in said - {"deadline"}}
    posting = JOB_POSTING.fold((drafted(**content), submitted(), approved()))
    page = render(posting, RENDERER)
    events: tuple[PostingEvent, ...] = (drafted(**content), submitted(), approved())
    for revision in revisions:
        try:
            events += given(*events).when(revision, by=BOB).accepted()
        except (DomainError, InvalidValue):
            continue
    posting = JOB_POSTING.fold(events)
    assert posting.status is not Status.APPROVED or render(posting, RENDERER) == page


HISTORIES = pytest.mark.parametrize(
    "end", [(submitted(),), (submitted(), approved())], ids=["pending approval", "approved"]
)


@HISTORIES
def test_a_revision_says_nothing_of_a_deadline_that_others_judge(end: tuple[PostingEvent, ...]) -> None:
    had, without = given(drafted(deadline=date(2026, 3, 31)), *end), given(drafted(deadline=None), *end)

    def to(day: date) -> RevisePosting:
        return RevisePosting(changes=PostingChanges(deadline=day))

    had.when(to(date(2026, 6, 1))).then_refused(DeadlineMovedWithoutReason, "use extend-deadline")
    had.when(to(date(2026, 3, 30))).then_refused(DeadlineMovedWithoutReason, "use shorten-deadline")
    had.when(RevisePosting(clear=("deadline",))).then_refused(DeadlineMovedWithoutReason, "use extend-deadline")
    without.when(to(date(2026, 6, 1))).then_refused(DeadlineMovedWithoutReason, "use shorten-deadline")
    had.when(to(date(2026, 3, 31))).then_nothing_changes()
