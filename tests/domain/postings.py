"""Postings in the words of those who hire: builders of events, each with sensible defaults."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.job_posting import (
    AmendmentProposed,
    ApprovalLapsed,
    ChannelListed,
    ChannelRequested,
    ChannelTakenDown,
    CloseReason,
    PostingApproved,
    PostingChanges,
    PostingClosed,
    PostingContent,
    PostingContentChanged,
    PostingDrafted,
    PostingPaused,
    PostingPublished,
    PostingRejected,
    PostingResumed,
    PostingSubmittedForApproval,
    PublicationScheduled,
)
from domain.law import Judgement
from domain.pay import PayRange, Period
from domain.places import EmploymentType, Location, WorkMode
from domain.recorded import Actor
from domain.requirements import Responsibility
from tests.domain.given import ALICE, NO_RULES

A_ROLE = UUID("00000000-0000-4000-8000-0000000000aa")
ANOTHER_ROLE = UUID("00000000-0000-4000-8000-0000000000bb")
BERLIN = Location(country="DE", region="DE-BE", locality="Berlin")
DENVER = Location(country="US", region="US-CO", locality="Denver")
SHOWN = "0" * 64  # the hash of what some earlier publication showed


def posting_content(**fields: Any) -> PostingContent:
    """A posting that could be published; a test names only what it is about."""
    usual: dict[str, Any] = {
        "title": "Baker wanted",
        "description": "Bread, before the town wakes up.",
        "duties": (Responsibility("Bake the bread"),),
        "locations": (BERLIN,),
        "work_mode": WorkMode.ON_SITE,
        "employment_type": EmploymentType.FULL_TIME,
        "time_zone": "Europe/Berlin",
        "deadline": date(2026, 3, 31),
    }
    return PostingContent(**{**usual, **fields})


def pay(minimum: int = 32_000, maximum: int = 38_000, **fields: Any) -> PayRange:
    """EUR a year, at every place of the posting, unless said otherwise."""
    usual: dict[str, Any] = {"currency": "EUR", "period": Period.YEAR}
    return PayRange(**{**usual, **fields}, minimum=Decimal(minimum), maximum=Decimal(maximum))


def drafted(
    *,
    by: Actor = ALICE,
    role_id: UUID | None = A_ROLE,
    pay: tuple[PayRange, ...] = (),
    **fields: Any,
) -> PostingDrafted:
    return PostingDrafted(content=posting_content(**fields), by=(by,), role_id=role_id, pay=pay)


def retitled(old: str = "Baker wanted", new: str = "Baker sought", *, by: Actor = ALICE) -> PostingContentChanged:
    return PostingContentChanged(
        fields=("title",), old=PostingChanges(title=old), new=PostingChanges(title=new), by=(by,)
    )


def submitted(*, by: Actor = ALICE) -> PostingSubmittedForApproval:
    return PostingSubmittedForApproval(by=(by,))


def approved(role_approval: int | None = 1) -> PostingApproved:
    return PostingApproved(role_approval=role_approval)


def rejected() -> PostingRejected:
    return PostingRejected(reason="Say when the day begins")


def lapsed(*fields: str) -> ApprovalLapsed:
    return ApprovalLapsed(fields=fields)


def judgement(*places: str, day: date = date(2026, 3, 1)) -> Judgement:
    """What the law said when no law asked for anything; a posting in Berlin is judged for DE and the EU."""
    return Judgement(day=day, rules_sha256=NO_RULES.sha256, places=places or ("DE", "EU"))


def published(period: int = 1, judged: Judgement | None = None) -> PostingPublished:
    return PostingPublished(
        period=period,
        published_on=date(2026, 3, 1),
        document_sha256=SHOWN,
        renderer=1,
        role_approval=1,
        judgement=judged or judgement(),
    )


def scheduled(at: datetime, *, by: Actor = ALICE) -> PublicationScheduled:
    return PublicationScheduled(at=at, by=(by,))


def proposed(
    title: str = "Baker sought",
    *,
    by: Actor = ALICE,
    pay: tuple[PayRange, ...] | None = None,
    old: str = "Baker wanted",
) -> AmendmentProposed:
    """Another title, and other pay where one is named."""
    return AmendmentProposed(
        fields=("title",),
        old=PostingChanges(title=old),
        new=PostingChanges(title=title),
        reason="It reads better",
        by=(by,),
        old_pay=None if pay is None else (),
        new_pay=pay,
    )


def requested(channel: str) -> ChannelRequested:
    return ChannelRequested(channel=channel)


def listed(channel: str) -> ChannelListed:
    return ChannelListed(channel=channel)


def paused() -> PostingPaused:
    return PostingPaused()


def resumed(judged: Judgement | None = None) -> PostingResumed:
    return PostingResumed(judgement=judged or judgement())


def taken_down(channel: str) -> ChannelTakenDown:
    return ChannelTakenDown(channel=channel)


def closed(reason: CloseReason = CloseReason.FILLED, explanation: str | None = None) -> PostingClosed:
    return PostingClosed(reason=reason, explanation=explanation)
