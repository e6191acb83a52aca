"""What the law looks at in a posting: every text that is shown, every place, every statement."""

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.job_posting import PostingContent
from domain.job_posting.content import ThirdParty
from domain.law import Offer, offer_of
from domain.pay import WorkingTime
from domain.places import WorkMode
from domain.requirements import Education, Experience, Responsibility, Skill
from tests.domain.law.offers import DENVER, TORONTO, codes, judged, pay, result_of

ASKING = "Canadian experience required"
FULL = PostingContent(
    title="Ferry pilot",
    description="Evenings.",
    levels=("I", "II"),
    locations=(TORONTO,),
    work_mode=WorkMode.REMOTE,
    remote_regions=("CA-ON",),
    reports_to_location=DENVER,
    benefits="Health insurance.",
    benefits_url="https://example.com/benefits",
    other_compensation="A bonus.",
    other_compensation_url="https://example.com/bonus",
    commission_only=True,
    working_time=WorkingTime(hours_per_week=Decimal(40)),
    rolling=True,
    uses_ai_screening=True,
    ai_screening_statement="A model sorts the applications.",
    existing_vacancy=False,
    third_parties=(ThirdParty(name="Harbour Staffing"), ThirdParty(name="Ferry Jobs", carries_pay=True)),
    internal_notice_on=date(2028, 1, 2),
    promotion_opportunity=True,
    internal_only=True,
)


def test_nothing_that_the_law_looks_at_is_lost() -> None:
    offer = offer_of(FULL, (pay(),), published_on=date(2028, 1, 3))
    empty = Offer(title="")
    lost = [field.name for field in fields(Offer) if getattr(offer, field.name) == getattr(empty, field.name)]
    assert lost == ["deadline"]  # it is rolling
    assert offer.third_parties_without_pay == ("Harbour Staffing",)
    assert offer.reports_to == DENVER
    assert offer.places == ("CA-ON", TORONTO.name)
    assert offer_of(PostingContent(title="Ferry pilot", deadline=date(2028, 2, 1)), ()).deadline == date(2028, 2, 1)


@pytest.mark.parametrize(
    "texts",
    [
        {"title": ASKING},
        {"description": ASKING},
        {"duties": (Responsibility(ASKING),)},
        {"duties": (Responsibility("Steer", heading=ASKING),)},
        {"qualifications": (ASKING,)},
        {"skills": (Skill(name=ASKING),)},
        {"experience": (Experience(text=ASKING),)},
        {"experience": (Experience(text="2 years", preferred_notes=(ASKING,)),)},
        {"education": Education(minimum=ASKING)},
        {"education": Education(preferred=ASKING)},
        {"education": Education(fields_of_study=(ASKING,))},
        {"benefits": ASKING},
        {"other_compensation": ASKING},
        {"ai_screening_statement": ASKING},
        {"how_to_apply": ASKING},
    ],
    ids=lambda texts: next(iter(texts)),
)
def test_forbidden_words_are_found_in_every_text_that_is_shown(texts: dict[str, Any]) -> None:
    content = PostingContent(**{"title": "Ferry pilot", "locations": (TORONTO,), **texts})
    assert codes(result_of("CA-ON", judged(offer_of(content, ()))))["canadian-experience"]


@pytest.mark.parametrize("said", [{"description": "Evenings."}, {"duties": (Responsibility("Steer"),)}])
def test_a_description_or_duties_say_what_the_job_is(said: dict[str, Any]) -> None:
    assert offer_of(PostingContent(title="Ferry pilot", **said), ()).described
    assert not offer_of(PostingContent(title="Ferry pilot", description=" "), ()).described
