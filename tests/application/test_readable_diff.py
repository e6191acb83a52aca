"""What differs between two versions, as people read it."""

from datetime import date
from decimal import Decimal

from application.readable_diff import readable
from domain.changes import changed_fields
from domain.job_posting import JobPosting, PostingContent
from domain.pay import PayRange, Period
from domain.places import Location, WorkMode
from domain.requirements import Responsibility, Skill

DENVER = Location(country="US", region="US-CO", locality="Denver")
TORONTO = Location(country="CA", region="CA-ON", locality="Toronto")
OLD = JobPosting(
    content=PostingContent(
        title="Baker",
        description="We bake bread.\nWe sell it.\n",
        duties=(Responsibility("Bake"), Responsibility("Sell", heading="In the shop")),
        locations=(DENVER,),
        work_mode=WorkMode.ON_SITE,
        contact="Petra Canary",
    ),
    pay=(PayRange(currency="USD", period=Period.YEAR, minimum=Decimal(50_000), maximum=Decimal(60_000)),),
)
NEW = JobPosting(
    content=PostingContent(
        title="Baker",
        description="We bake white bread.\nWe sell it.\n",
        duties=(Responsibility("Bake"), Responsibility("Clean"), Responsibility("Sell", heading="In the shop")),
        skills=(Skill(name="Patience", required=False),),
        locations=(DENVER, TORONTO),
        deadline=date(2026, 5, 1),
        internal_only=True,
        contact="Paul Canary",
    ),
    pay=(PayRange(currency="USD", period=Period.YEAR, minimum=Decimal(52_000), maximum=Decimal(60_000)),),
)


def test_texts_are_told_by_line_lists_by_item_and_values_in_words() -> None:
    assert readable(changed_fields(OLD, NEW)) == (
        "content.description\n"
        "  ~ We bake {+white +}bread.\n"
        "    We sell it.\n"
        "content.duties\n"
        "    text: Bake\n"
        "  + text: Clean\n"
        "    text: Sell; heading: In the shop\n"
        "content.skills\n"
        "  + name: Patience; required: no\n"
        "content.locations\n"
        "    Denver, US-CO, US\n"
        "  + Toronto, CA-ON, CA\n"
        "content.work_mode\n"
        "  - on-site\n"
        "content.deadline\n"
        "  + 2026-05-01\n"
        "content.contact\n"
        "  ~ (personal)\n"
        "content.internal_only\n"
        "  - no\n"
        "  + yes\n"
        "pay\n"
        "  ~ USD [-50000-]{+52000+} to 60000 a year\n"
    )


def test_nothing_is_told_where_nothing_differs() -> None:
    assert readable(changed_fields(OLD, OLD)) == ""
