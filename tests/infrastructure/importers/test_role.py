"""Roles read from texts of our own, in three layouts and in other people's habits."""

from decimal import Decimal
from pathlib import Path

import pytest

from domain.errors import InvalidValue
from domain.pay import Period, SalaryBand
from domain.requirements import Education, Emphasis, Experience, Responsibility, Skill, SkillKind, SourceDocument
from domain.role.commands import DraftRole
from domain.role.content import CareerLink, Direction, RoleContent
from infrastructure.importers.text import read_role

SAMPLES = Path(__file__).parents[2] / "samples"


def not_understood(draft: DraftRole) -> tuple[str, ...]:
    assert draft.source is not None
    return draft.source.not_understood


def test_a_role_with_grouped_skills_and_no_title_line() -> None:
    text = (SAMPLES / "role-grouped-skills.txt").read_text("utf-8")

    def skill(name: str, category: str | None, *, required: bool = True) -> Skill:
        return Skill(name=name, category=category, required=required)

    assert read_role(text) == DraftRole(
        code="principal-glaciology-software-engineer",
        content=RoleContent(
            title="Principal Glaciology Software Engineer",
            purpose="A Principal Glaciology Software Engineer is responsible for the models that tell a valley how long"
            " its glacier will last.\nThe work brings together:\n- Numerical modelling\n- Field instruments\n"
            "while keeping faith with measurements older than the institute.",
            responsibilities=(
                Responsibility("Build the melt model and keep it honest", heading="Responsibilities"),
                Responsibility("Calibrate instruments before each expedition", heading="Responsibilities"),
                Responsibility("Publish every result with the code that made it", heading="Responsibilities"),
                Responsibility("Answer the village councils in plain words", heading="Responsibilities"),
            ),
            skills=(
                skill("Fortran", "Modelling Skills"),
                skill("Finite Elements", "Modelling Skills"),
                skill("Uncertainty Estimation", "Modelling Skills"),
                skill("Thermistor chains", "Instruments & Telemetry"),
                skill("Iridium modems", "Instruments & Telemetry"),
                skill("Avalanche bulletins", "Mountain Knowledge"),
                skill("Crevasse rescue", "Mountain Knowledge"),
                skill("Ladin or Romansh", None, required=False),
                skill("Ski touring", None, required=False),
            ),
        ),
        source=SourceDocument(importer="text/1", text=text, not_understood=("Good understanding of:",)),
    )


def test_a_role_with_band_categories_and_career_path() -> None:
    draft = read_role((SAMPLES / "role-with-career-path.txt").read_text("utf-8"), code="ACOUSTICS-1")
    role = draft.content
    assert (draft.code, role.title) == ("ACOUSTICS-1", "Lead Acoustics Engineer")
    assert role.salary_bands == (
        SalaryBand(currency="CAD", period=Period.YEAR, minimum=Decimal(90_500), maximum=Decimal(131_000)),
    )
    assert role.categories == ("Building Physics", "Signal Processing", "DevOps Tooling", "Concert Halls")
    assert role.career_path == (
        CareerLink(direction=Direction.ENTRY_FROM, title="Acoustics Engineer"),
        CareerLink(direction=Direction.ENTRY_FROM, title="Studio Designer", note="with measured rooms to show"),
        CareerLink(direction=Direction.ADVANCES_TO, title="Director, Building Physics"),
        CareerLink(direction=Direction.ADVANCES_TO, title="Principal Consultant", note="in an office of one's own"),
        CareerLink(direction=Direction.LATERAL, title="Noise Control (NC) Lead"),
        CareerLink(direction=Direction.LATERAL, title="Sound Archive Curator"),
    )
    assert role.education == Education(
        minimum="Bachelor's degree in physics or equivalent practical experience.",
        preferred="Master’s degree in acoustics.",
        fields_of_study=("Physics", "Architecture", "Music Technology"),
        equivalent_experience_accepted=True,
    )
    assert role.experience == Experience(
        text="6-10+ years of measuring rooms, four of them in concert halls.",
        minimum_years=6,
        maximum_years=10,
        open_ended=True,
        preferred_notes=(
            "A minimum of 2 years as a project lead (e.g., of a refurbishment), with a budget.",
            "Published measurements.",
        ),
    )
    assert role.purpose is not None
    assert role.purpose.startswith("The Lead Acoustics Engineer makes halls")
    assert not_understood(draft) == ("Back to Home",)


def test_a_line_that_lost_its_bullet_counts_and_stays_as_it_stands() -> None:
    role = read_role((SAMPLES / "role-with-career-path.txt").read_text("utf-8")).content
    core = [r.text for r in role.responsibilities if r.emphasis is Emphasis.CORE]
    secondary = [r.text for r in role.responsibilities if r.emphasis is Emphasis.SECONDARY]
    assert len(core) == 4
    assert core[2] == "thyme Reporting and Review: Write down what was heard, next to what was promised."
    assert secondary == ["Support the tender team with numbers.", "Represent the office at the society's dinners."]
    hard = [skill.name for skill in role.skills if skill.kind is SkillKind.HARD]
    soft = [skill.name for skill in role.skills if skill.kind is SkillKind.SOFT]
    assert len(hard) == 3
    assert hard[1] == "unthyme Signal Analysis: Impulse responses, windows and what they hide."
    assert [name.partition(":")[0] for name in soft] == ["Tact", "Hearing"]
    assert all(skill.required for skill in role.skills)


def test_a_role_in_markdown_with_numbers_labels_and_wrapped_lines() -> None:
    draft = read_role((SAMPLES / "role-written-otherwise.txt").read_text("utf-8"))
    heading, extra = "What you’ll do", "Additional Responsibilities"
    assert draft.code == "harbour-pilot-trainer"
    assert draft.content == RoleContent(
        title="Harbour Pilot Trainer",
        categories=("Seamanship", "Training"),
        level="Senior",
        purpose="You teach pilots to bring large ships through a small entrance.\nNobody else in the port does.",
        salary_bands=(
            SalaryBand(currency="GBP", period=Period.YEAR, minimum=Decimal(52_000), maximum=Decimal(61_000)),
        ),
        responsibilities=(
            Responsibility(
                "Run the simulator four mornings a week, and go through the"
                " recording with each pupil in the afternoon.",
                heading=heading,
            ),
            Responsibility("Sail along on the first ten transits", heading=heading),
            Responsibility("Keep the exercises up to date", heading=heading),
            Responsibility("Sit on the examination board", Emphasis.SECONDARY, extra),
            Responsibility("Write to the ministry", Emphasis.SECONDARY, extra),
        ),
        skills=(
            Skill(name="Unlimited master's licence"),
            Skill(name="Calm"),
            Skill(name="Dutch", required=False),
        ),
        education=Education(minimum="Nautical college", fields_of_study=("Nautical Science", "Pedagogy")),
        experience=Experience(text="at least 12 years at sea", minimum_years=12, open_ended=True),
        certifications=("STCW II/2",),
        career_path=(CareerLink(direction=Direction.ADVANCES_TO, title="Harbour Master"),),
    )
    assert not_understood(draft) == (
        "Recommended reading: the tide tables",
        "What we offer",
        "- A view of the estuary",
    )


def test_lines_without_any_bullets_are_items_all_the_same() -> None:
    role = read_role("Baker\n\nResponsibilities\nBake the bread\nSweep the floor\n\nRequired Skills\nPatience").content
    assert [duty.text for duty in role.responsibilities] == ["Bake the bread", "Sweep the floor"]
    assert [skill.name for skill in role.skills] == ["Patience"]


def test_a_heading_we_do_not_know_ends_a_list_that_has_no_groups() -> None:
    draft = read_role(
        "Baker\n\nResponsibilities\n- Bake\n\nOur Ovens\n- Wood-fired\n- Gas\n\nRequired Skills\n- Patience"
    )
    assert [duty.text for duty in draft.content.responsibilities] == ["Bake"]
    assert [skill.name for skill in draft.content.skills] == ["Patience"]
    assert not_understood(draft) == ("Our Ovens", "- Wood-fired", "- Gas")


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Title: Head Baker", "Head Baker"),
        ("Required Skills and Responsibilities for a Head Baker", "Head Baker"),
        ("We are hiring a Head Baker who gets up early.", "Head Baker"),
        ("As a Head Baker, you get up early.", "Head Baker"),
        ("Head Baker", "Head Baker"),
        ("## Head Baker:", "Head Baker"),
        ("A Bakery Like No Other", "Untitled"),
    ],
)
def test_where_a_title_is_found(line: str, title: str) -> None:
    assert read_role(f"Home\n{line}\n\nResponsibilities\n- Bake").content.title == title


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Développeur Réseau", "developpeur-reseau"),
        ("C++ Developer", "c-plus-plus-developer"),
        ("C# Developer", "c-sharp-developer"),
        ("Sr. Buyer / Planner", "sr-buyer-planner"),
    ],
)
def test_a_code_is_made_from_the_title(title: str, code: str) -> None:
    assert read_role(f"Title: {title}").code == code


def test_a_code_is_short_enough_and_never_empty() -> None:
    assert len(read_role("Title: " + "Baker and " * 15).code) <= 100
    assert read_role("Title: 面包师").code == "role-05a16caa8b1c"


def test_a_malformed_code_is_refused() -> None:
    with pytest.raises(InvalidValue, match="white space"):
        read_role("Baker", code="head baker")


def test_a_posting_read_as_a_role_keeps_what_a_role_has_no_field_for() -> None:
    draft = read_role((SAMPLES / "posting-on-a-job-site.txt").read_text("utf-8"))
    role = draft.content
    assert role.title == "Senior Kiln Controls Engineer"
    assert [len(role.responsibilities), len(role.skills), role.salary_bands] == [5, 2 + 1, ()]
    assert role.education == Education(minimum="Degree in control engineering or a related subject.")
    assert role.experience == Experience(text="6 years", minimum_years=6)
    assert not_understood(draft)[:6] == (
        "Posted:3 weeks ago| Platform: Indeed logo",
        "Apply",
        "Work Mode",
        "On-site",
        "Job Type",
        "Full Time",
    )


def test_a_band_with_an_open_end_is_none_and_stays_with_what_was_not_understood() -> None:
    draft = read_role("Baker\n\nSalary: from €60,000 a year\n\nResponsibilities\n- Bake")
    assert draft.content.salary_bands == ()
    assert not_understood(draft) == ("from €60,000 a year",)
