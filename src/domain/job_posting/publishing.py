"""A posting's public life: shown, taken down for a while, shown again; its last day moved."""

from dataclasses import replace
from datetime import date
from typing import Any

from domain.decider import Context
from domain.errors import require
from domain.job_posting import exceptions
from domain.job_posting.channels import requested
from domain.job_posting.closing import taken_down
from domain.job_posting.commands import ExtendDeadline, PausePosting, ShortenDeadline
from domain.job_posting.deadline import today
from domain.job_posting.errors import (
    DeadlineHasPassed,
    DeadlineNotEarlier,
    DeadlineNotLater,
    PostingNotApproved,
    PostingNotPaused,
    PostingNotPublished,
)
from domain.job_posting.events import (
    PostingDeadlineExtended,
    PostingDeadlineShortened,
    PostingEvent,
    PostingPaused,
    PostingPublished,
    PostingResumed,
)
from domain.job_posting.evolve import evolve
from domain.job_posting.lawfulness import findings, lawful
from domain.job_posting.publication import deadline_is_ahead, existing, publishable
from domain.job_posting.render import RENDERER, digest, render
from domain.job_posting.scheduling import before_its_end
from domain.job_posting.state import AGREED, SHOWN, JobPosting, PostingFacts, Status


def publish(posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    """Make it public, by hand or as scheduled, and keep the exact bytes shown."""
    require(
        posting.status in AGREED,
        PostingNotApproved,
        f"it is {posting.status}: what is published has been approved and not been edited since",
    )
    publishable(posting, context)
    published_on = today(posting, context.now)
    shown = render(replace(posting, published_on=published_on), RENDERER)
    published = PostingPublished(
        period=posting.period + 1,
        published_on=published_on,
        document_sha256=digest(shown),
        renderer=RENDERER,
        role_approval=existing(context).approval,
        judgement=lawful(posting, context),
        band_exception=exceptions.used(posting, context),
    )
    return (published, *requested(posting))


def pause(command: PausePosting, posting: JobPosting) -> tuple[PostingEvent, ...]:
    """Take it down for a while, channel by channel."""
    require(posting.status is Status.PUBLISHED, PostingNotPublished, f"it is {posting.status}: nothing is shown")
    return (*taken_down(posting), PostingPaused(reason=command.reason))


def resume(posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    """Show it again where it was, if it could be published today; the date posted stays."""
    require(posting.status is Status.PAUSED, PostingNotPaused, f"it is {posting.status}: only a paused one is resumed")
    publishable(posting, context)
    judgement = lawful(posting, context)
    return (PostingResumed(judgement=judgement), *findings(posting, judgement), *requested(posting))


def extend_deadline(command: ExtendDeadline, posting: JobPosting, context: Context[Any]) -> tuple[PostingEvent, ...]:
    """Move the last day later, with the reason."""
    not_over_once_shown(posting, context)
    old = posting.content.deadline
    if old is None:
        raise DeadlineNotLater(
            "it is open until filled, nothing is later than that: shorten-deadline gives it a last day"
        )
    require(
        command.deadline > old,
        DeadlineNotLater,
        f"its last day is {old}: name a later one, or use shorten-deadline",
    )
    not_before_today(command.deadline, posting, context)
    moved = PostingDeadlineExtended(old=old, new=command.deadline, reason=command.reason, by=context.people)
    return (replace(moved, **shown_after(moved, posting)),)


def shorten_deadline(command: ShortenDeadline, posting: JobPosting, context: Context[Any]) -> tuple[PostingEvent, ...]:
    """Move the last day earlier, or give one to a posting that had none, with the reason."""
    not_over_once_shown(posting, context)
    old = posting.content.deadline
    require(
        old is None or command.deadline < old,
        DeadlineNotEarlier,
        f"its last day is {old}: name an earlier one, or use extend-deadline",
    )
    not_before_today(command.deadline, posting, context)
    moved = PostingDeadlineShortened(
        old=old,
        new=command.deadline,
        reason=command.reason,
        by=context.people,
        was_rolling=posting.content.rolling,
    )
    before_its_end(posting.scheduled_for, evolve(posting, moved))
    return (replace(moved, **shown_after(moved, posting)),)


def not_over_once_shown(posting: JobPosting, context: Context[Any]) -> None:
    """Refuse to bring back what the public has seen end."""
    if posting.status in SHOWN:
        deadline_is_ahead(posting, context)


def not_before_today(deadline: date, posting: JobPosting, context: Context[Any]) -> None:
    """Refuse a last day that has gone by where the posting's deadline is reckoned."""
    day = today(posting, context.now)
    require(
        deadline >= day,
        DeadlineHasPassed,
        f"{deadline} has gone by: name {day} (today in {posting.content.time_zone}) or a later day",
    )


def shown_after(moved: PostingEvent, posting: JobPosting) -> dict[str, Any]:
    """Hash and renderer of what is shown from now on; nothing where nothing has been shown."""
    if posting.period == 0:
        return {}
    return {"document_sha256": digest(render(evolve(posting, moved), RENDERER)), "renderer": RENDERER}
