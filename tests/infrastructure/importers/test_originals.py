"""The documents that the product was conceived from, and real job texts; they are not ours to ship.

ROLECALL_SHARED_DATA names the folder that holds them (seeds/, fixtures/); without it there is nothing to collect.
"""

import json
import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from domain.pay import Period, SalaryBand
from domain.places import EmploymentType, WorkMode
from domain.requirements import Emphasis, Experience, SkillKind
from domain.role.content import Direction
from infrastructure.importers import decode
from infrastructure.importers.text import posting, read_posting, read_role, role
from tests.infrastructure.importers.accounting import in_order, lost

if SHARED := os.environ.get("ROLECALL_SHARED_DATA"):
    SEEDS = {path.name[:3]: decode(path.read_bytes()) for path in (Path(SHARED) / "seeds").glob("*.txt")}
    JOBS = {
        path.name: json.loads(path.read_text("utf-8"))["text"] for path in Path(SHARED).glob("fixtures/jd-text/*.json")
    }
    LINES = [line for text in (*SEEDS.values(), *JOBS.values()) for line in text.splitlines()]

    def test_there_are_three_documents_and_twenty_texts() -> None:
        assert [len(SEEDS), len(JOBS)] == [3, 20]

    def test_000_is_a_role() -> None:
        content = read_role(SEEDS["000"]).content
        assert content.title == "Lead Backend Engineer"
        assert len(content.responsibilities) == 16
        required = [skill for skill in content.skills if skill.required]
        assert Counter(skill.category for skill in required) == {
            "Programming Skills": 3,
            "Frameworks & Technologies": 4,
            "Database Skills": 5,
            "Architecture Skills": 5,
            "Distributed Systems Knowledge": 5,
            "Security Skills": 5,
            "Cloud & Deployment Skills": 4,
        }
        assert len(required) == 31
        assert len([skill for skill in content.skills if not skill.required]) == 6
        assert content.purpose is not None
        assert content.purpose.endswith("- Architecture leadership")

    def test_001_is_a_posting() -> None:
        draft = read_posting(SEEDS["001"])
        content = draft.content
        assert content.title == "Backend Lead Engineer"
        assert content.work_mode is WorkMode.ON_SITE
        assert (content.employment_type, content.raw_employment_type) == (EmploymentType.FULL_TIME, "Full Time")
        assert content.channels == ("LinkedIn",)
        assert draft.pay == ()
        assert content.experience == (
            Experience(text="7 years", minimum_years=7),
            Experience(text="4–7+ years", minimum_years=4, maximum_years=7, open_ended=True),
        )
        assert Counter(duty.heading for duty in content.duties) == {"Key Roles": 7, "Responsibilities": 7}
        assert len(content.qualifications) == 8
        assert content.international_applicants is True
        assert content.locations == ()

    def test_the_job_sites_own_words_are_kept_but_are_no_content() -> None:
        draft = read_posting(SEEDS["001"])
        assert draft.source is not None
        below = SEEDS["001"].partition("International Applicants")[2]
        site = tuple(line.strip() for line in below.splitlines() if line.strip())
        assert draft.source.not_understood == ("Posted:8 hours ago", "Apply", *site)

    def test_002_is_a_role() -> None:
        draft = read_role(SEEDS["002"])
        content = draft.content
        assert content.title == "Lead Back End Engineer"
        assert content.salary_bands == (
            SalaryBand(currency="USD", period=Period.YEAR, minimum=Decimal(160_000), maximum=Decimal(220_000)),
        )
        assert content.categories == (
            "Software Engineering",
            "Backend Development",
            "Technology Leadership",
            "System Architecture",
        )
        assert Counter(link.direction for link in content.career_path) == dict.fromkeys(Direction, 3)
        assert [link.note for link in content.career_path if link.note] == [
            "at a smaller organization or on a different team",
            "with strong coding background",
        ]
        emphasis = Counter(duty.emphasis for duty in content.responsibilities)
        assert emphasis == {Emphasis.CORE: 20, Emphasis.SECONDARY: 5}
        assert content.responsibilities[4].text.startswith("lime System Performance and Reliability: Take ownership")
        assert Counter(skill.kind for skill in content.skills) == {SkillKind.HARD: 10, SkillKind.SOFT: 8}
        assert content.skills[2].name.startswith("unlime Database Systems: Proficiency")
        assert content.education is not None
        assert content.education.minimum
        assert content.education.preferred
        assert len(content.education.fields_of_study) == 4
        assert content.education.equivalent_experience_accepted
        assert content.experience is not None
        experience = content.experience
        assert (experience.minimum_years, experience.maximum_years, experience.open_ended) == (8, 12, True)
        assert len(experience.preferred_notes) == 2
        assert draft.source is not None
        assert draft.source.not_understood == ("Back to Home",)

    def accounted_for(text: str) -> None:
        for draft, claims in (role.read(text, None), posting.read(text)):
            assert not lost(text, draft, claims)
            assert in_order(text, draft)

    def test_every_word_of_every_real_text_is_accounted_for() -> None:
        for text in (*SEEDS.values(), *JOBS.values()):
            accounted_for(text)

    @given(st.lists(st.sampled_from(LINES), min_size=1, max_size=60), st.sampled_from(["\n", "\n\n"]))
    def test_every_word_of_any_mixture_of_real_lines_is_accounted_for(lines: list[str], end: str) -> None:
        accounted_for(end.join(["Baker", *lines]))
