"""Postings read from texts of our own: what is content, what is the job site's, what is not disclosed."""

from decimal import Decimal
from pathlib import Path

import pytest

from domain.job_posting import DraftPosting, PostingContent
from domain.pay import PayRange, Period
from domain.places import EmploymentType, WorkMode
from domain.requirements import Experience, Responsibility, SourceDocument
from infrastructure.importers.text import read_posting

SAMPLES = Path(__file__).parents[2] / "samples"


def test_a_posting_copied_from_a_job_site() -> None:
    text = (SAMPLES / "posting-on-a-job-site.txt").read_text("utf-8")
    assert read_posting(text) == DraftPosting(
        content=PostingContent(
            title="Senior Kiln Controls Engineer",
            description="Brightclay Tiles fires nine kilns day and night."
            " You will keep their temperature within two degrees.",
            duties=(
                Responsibility("Tune the control loops of nine kilns.", heading="Key Roles"),
                Responsibility("Replace the last analogue recorders, one kiln at a time.", heading="Key Roles"),
                Responsibility("Hold the weekly review of fired and broken tiles.", heading="Responsibilities"),
                Responsibility(
                    "Train two shift leaders a year—on the kiln, not in a classroom.", heading="Responsibilities"
                ),
                Responsibility("Keep the wiring diagrams true.", heading="Responsibilities"),
            ),
            qualifications=(
                "Degree in control engineering or a related subject.",
                "3–6+ years of experience with process control, including commissioning.",
                "Familiarity with PID, PLC and thermocouples.",
                "Readiness to work one night shift a month.",
            ),
            experience=(
                Experience(text="6 years", minimum_years=6),
                Experience(text="3–6+ years", minimum_years=3, maximum_years=6, open_ended=True),
            ),
            work_mode=WorkMode.ON_SITE,
            employment_type=EmploymentType.FULL_TIME,
            raw_employment_type="Full Time",
            international_applicants=True,
            channels=("Indeed",),
        ),
        source=SourceDocument(
            importer="text/1",
            text=text,
            not_understood=(
                "Posted:3 weeks ago",
                "Apply",
                "Mock Interview",
                "Practice Video Interview with KilnPrep AI",
                "Begin Kiln Interview",
                "cta",
                "Download the Mobile App",
                "Browse jobs while your tea is steeping.",
                "RecommendedJobs for You",
                "• Kiln Operator",
                "potteryville, northshire, elsewhere",
            ),
        ),
    )


FROM_60_TO_75 = PayRange(currency="EUR", period=Period.YEAR, minimum=Decimal(60_000), maximum=Decimal(75_000))
AND_UP = PayRange(currency="EUR", period=Period.YEAR, minimum=Decimal(60_000))
UP_TO = PayRange(currency="EUR", period=Period.YEAR, maximum=Decimal(75_000))
LAKHS = PayRange(currency="INR", period=Period.YEAR, minimum=Decimal(1_200_000), maximum=Decimal(1_850_000))


@pytest.mark.parametrize(
    ("line", "pay"),
    [
        ("0 Lacs", ()),
        ("Salary: Not disclosed", ()),
        ("💰 €60,000 – €75,000 per year", (FROM_60_TO_75,)),
        ("Salary: EUR 60.000 - 75.000 p.a.", (FROM_60_TO_75,)),
        ("Pay range: 60-75k EUR annually", (FROM_60_TO_75,)),
        ("Compensation\n60 000 to 75 000 EUR a year", (FROM_60_TO_75,)),
        ("From €60,000 to €75,000 per year", (FROM_60_TO_75,)),
        ("From €60,000 per year", (AND_UP,)),
        ("€60,000+ per year", (AND_UP,)),
        ("Salary: EUR 60k a year and up", (AND_UP,)),
        ("Up to 75,000 EUR a year", (UP_TO,)),
        ("INR 12 - 18.5 Lacs per annum", (LAKHS,)),
        ("₹12,00,000 - ₹18,50,000 per year", (LAKHS,)),
        (
            "US$24.50 per hour",
            (PayRange(currency="USD", period=Period.HOUR, minimum=Decimal("24.50"), maximum=Decimal("24.50")),),
        ),
    ],
)
def test_pay_that_a_line_states(line: str, pay: tuple[PayRange, ...]) -> None:
    draft = read_posting(f"Baker\n\n{line}\n\nResponsibilities\n- Bake")
    assert draft.pay == pay
    assert draft.source is not None
    assert draft.source.not_understood == ()


@pytest.mark.parametrize(
    "line",
    [
        "$60,000 - $75,000 per year",  # a dozen currencies are written with that sign
        "€60,000 - €75,000",  # for what time?
        "€75,000 - €60,000 per year",
        "€60,000 - £75,000 per year",
        "€60,000 - €75,000 per year and up",  # where does it end?
        "up to €60,000 - €75,000 per year",
        "up to €60,000+ per year",
        "12 Lacs",
        "Salary: competitive",
    ],
)
def test_pay_is_never_guessed(line: str) -> None:
    draft = read_posting(f"Baker\n\n{line}\n\nResponsibilities\n- Bake")
    assert draft.pay == ()
    assert draft.source is not None
    assert draft.source.not_understood == (line,)


@pytest.mark.parametrize(
    ("line", "understood"),
    [
        ("3 years of experience", Experience(text="3 years", minimum_years=3)),
        ("At least 2 yrs in a kitchen", Experience(text="At least 2 yrs", minimum_years=2, open_ended=True)),
        ("5 to 7 years", Experience(text="5 to 7 years", minimum_years=5, maximum_years=7)),
        ("Up to 4 years", Experience(text="Up to 4 years", maximum_years=4)),
        ("10 years or more", Experience(text="10 years or more", minimum_years=10, open_ended=True)),
    ],
)
def test_years_among_the_qualifications(line: str, understood: Experience) -> None:
    content = read_posting(f"Baker\n\nQualifications\n- {line}\n- Patience").content
    assert content.experience == (understood,)
    assert content.qualifications == (line, "Patience")


@pytest.mark.parametrize("line", ["Older than 18 years of age", "A 10-year plan", "Born 99 years ago"])
def test_years_that_are_no_experience(line: str) -> None:
    assert read_posting(f"Baker\n\nQualifications\n- {line}").content.experience == ()


@pytest.mark.parametrize(
    ("word", "mode"), [("Remote", WorkMode.REMOTE), ("Hybrid", WorkMode.HYBRID), ("In-office", WorkMode.ON_SITE)]
)
def test_the_mode_of_work_beside_its_label_below_it_or_alone(word: str, mode: WorkMode) -> None:
    for lines in (f"Work Mode: {word}", f"Work Mode\n\n{word}", word, f"Baker | {word} | Full-time"):
        assert read_posting(f"Baker\n\n{lines}\n\nResponsibilities\n- Bake").content.work_mode is mode


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Part-time", EmploymentType.PART_TIME),
        ("Internship", EmploymentType.INTERN),
        ("Contract", EmploymentType.CONTRACTOR),
        ("Zero hours", EmploymentType.OTHER),
    ],
)
def test_the_kind_of_engagement_keeps_its_raw_word(word: str, kind: EmploymentType) -> None:
    content = read_posting(f"Baker\n\nJob Type: {word}").content
    assert (content.employment_type, content.raw_employment_type) == (kind, word)


@pytest.mark.parametrize(
    ("note", "answer"),
    [
        ("Note: We welcome international candidates.", True),
        ("We do not accept international applicants", False),
        ("International airport nearby", None),
    ],
)
def test_applicants_from_abroad(note: str, answer: bool | None) -> None:
    assert read_posting(f"Baker\n\nResponsibilities\n- Bake\n\n{note}").content.international_applicants is answer


def test_a_wish_is_no_qualification() -> None:
    content = read_posting("Baker\n\nRequirements\n- Patience\n\nPreferred Qualifications\n- Wit").content
    assert content.qualifications == ("Patience",)
    assert [(skill.name, skill.required) for skill in content.skills] == [("Wit", False)]


def test_a_role_read_as_a_posting_offers_its_band_and_keeps_its_career_path_apart() -> None:
    draft = read_posting((SAMPLES / "role-with-career-path.txt").read_text("utf-8"))
    assert draft.content.title == "Lead Acoustics Engineer"
    assert draft.pay == (
        PayRange(currency="CAD", period=Period.YEAR, minimum=Decimal(90_500), maximum=Decimal(131_000)),
    )
    assert [len(draft.content.duties), len(draft.content.skills)] == [6, 5]
    assert draft.source is not None
    assert "• Principal Consultant (in an office of one's own)" in draft.source.not_understood


def test_a_place_is_never_guessed() -> None:
    draft = read_posting("Baker\n\nLocation: Springfield\n\nResponsibilities\n- Bake")
    assert draft.content.locations == ()
    assert draft.source is not None
    assert draft.source.not_understood == ("Location: Springfield",)
