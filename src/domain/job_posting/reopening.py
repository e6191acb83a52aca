"""Publishing again what has ended: the same posting, in a publication period of its own."""

from dataclasses import replace

from domain.amending import amended
from domain.decider import Context
from domain.errors import require
from domain.job_posting import exceptions
from domain.job_posting.channels import requested
from domain.job_posting.commands import ReopenPosting
from domain.job_posting.deadline import today
from domain.job_posting.errors import PostingHasNoRole, PostingNeverPublished, PostingNotApproved, PostingNotClosed
from domain.job_posting.events import PostingEvent, PostingReopened
from domain.job_posting.evolve import evolve
from domain.job_posting.lawfulness import findings, lawful
from domain.job_posting.publication import existing, how_to_change, publishable
from domain.job_posting.publishing import not_before_today
from domain.job_posting.render import RENDERER, digest, render
from domain.job_posting.state import JobPosting, PostingFacts, Status


def reopen(command: ReopenPosting, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    """Publish it as it was when it closed, posted today; a last day that has gone by needs a new one."""
    require(posting.status is Status.CLOSED, PostingNotClosed, f"it is {posting.status}: only a closed one is reopened")
    require(posting.period > 0, PostingNeverPublished, f"there is nothing to show again: {how_to_change(posting)}")
    require(
        posting.agreed_to,
        PostingNotApproved,
        "it was taken over as it was live, and nobody here has approved it: relist it, and have the copy approved",
    )
    require(posting.role_id is not None, PostingHasNoRole, "relist it, and assign a role to the copy")
    if command.deadline is not None:
        not_before_today(command.deadline, posting, context)
    old = posting.content.deadline
    new = command.deadline or old
    again = posting
    if new != old:
        again = replace(posting, content=amended(posting.content, deadline=new, rolling=False))
    publishable(again, context)
    judgement = lawful(again, context)
    event = PostingReopened(
        period=posting.period + 1,
        published_on=today(posting, context.now),
        document_sha256="",
        renderer=RENDERER,
        role_approval=existing(context).approval,
        judgement=judgement,
        reason=command.reason,
        by=context.people,
        old_deadline=old,
        new_deadline=new,
        band_exception=exceptions.used(again, context),
    )
    shown = render(evolve(posting, event), RENDERER)
    event = replace(event, document_sha256=digest(shown))
    return (event, *findings(posting, judgement), *requested(again))
