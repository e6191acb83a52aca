"""Publishing by itself, at its time."""

from dataclasses import replace
from datetime import UTC, datetime

from domain.decider import Context
from domain.errors import require
from domain.job_posting.commands import SchedulePublication, UnschedulePublication
from domain.job_posting.deadline import expired
from domain.job_posting.errors import (
    PostingNotApproved,
    PostingNotScheduled,
    PublicationAfterDeadline,
    PublicationNotAhead,
)
from domain.job_posting.events import PostingEvent, PublicationScheduled, PublicationUnscheduled
from domain.job_posting.lawfulness import lawful
from domain.job_posting.publication import publishable
from domain.job_posting.state import AGREED, JobPosting, PostingFacts, Status


def schedule(
    command: SchedulePublication, posting: JobPosting, context: Context[PostingFacts]
) -> tuple[PostingEvent, ...]:
    """Set or move the time at which it is published by itself, if, as far as is known, it could be then.

    It is asked again at that time, since role, law and pay bands may have changed.
    """
    require(
        posting.status in AGREED,
        PostingNotApproved,
        f"it is {posting.status}: what is published has been approved and not been edited since",
    )
    require(
        command.at > context.now,
        PublicationNotAhead,
        f"it is {context.now:%Y-%m-%d %H:%M} UTC already: publish it now, or name a later time",
    )
    before_its_end(command.at, posting)
    if command.at == posting.scheduled_for:
        return ()
    then = replace(context, now=command.at.astimezone(UTC))
    publishable(posting, then)
    lawful(posting, then)
    return (PublicationScheduled(at=command.at, by=context.people),)


def unschedule(command: UnschedulePublication, posting: JobPosting) -> tuple[PostingEvent, ...]:
    """Not by itself after all."""
    require(posting.status is Status.SCHEDULED, PostingNotScheduled, f"it is {posting.status}: nothing is to be undone")
    return (PublicationUnscheduled(reason=command.reason),)


def before_its_end(at: datetime | None, posting: JobPosting) -> None:
    """Refuse to publish when its last day will be over."""
    require(
        at is None or not expired(posting, at),
        PublicationAfterDeadline,
        f"its last day is {posting.content.deadline} ({posting.content.time_zone}): "
        "schedule it for an earlier time, or extend the deadline",
    )
