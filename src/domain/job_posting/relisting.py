"""Beginning a linked copy of what has ended."""

from dataclasses import replace
from uuid import UUID

from domain.decider import Context
from domain.errors import require
from domain.job_posting.commands import RelistPosting
from domain.job_posting.content import PostingContent
from domain.job_posting.deadline import today
from domain.job_posting.errors import PostingNotClosed
from domain.job_posting.events import PostingDrafted, PostingEvent, PostingRelisted
from domain.job_posting.publication import role_is_not_retired
from domain.job_posting.state import JobPosting, PostingFacts, Status


def relist(command: RelistPosting, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    """Link a closed posting to the copy that is begun of it; as often as it is wanted again."""
    require(posting.status is Status.CLOSED, PostingNotClosed, f"it is {posting.status}: only a closed one is relisted")
    role_is_not_retired(posting, context)
    return (PostingRelisted(new=context.fresh, reason=command.reason),)


def relisted(
    _command: RelistPosting, posting: JobPosting, context: Context[PostingFacts]
) -> dict[UUID, tuple[PostingEvent, ...]]:
    """What the copy begins with, in a stream of its own: a draft, to be approved and published like any other.

    It has no external id, since that names the old one alone. Whoever wrote of it what nobody approved has written that
    of the copy, too: else they could approve it there.
    """
    draft = PostingDrafted(
        content=begun_anew(posting, context),
        by=(*context.people, *sorted(posting.editors - set(context.people))),
        role_id=posting.role_id,
        pay=posting.pay,
        relist_of=context.stream,
    )
    return {context.fresh: (draft,)}


def begun_anew(posting: JobPosting, context: Context[PostingFacts]) -> PostingContent:
    """What it says, but for a last day that has gone by, and the day that own staff were told of the old opening."""
    content, deadline = posting.content, posting.content.deadline
    over = deadline is not None and deadline < today(posting, context.now)
    return replace(content, deadline=None if over else deadline, internal_notice_on=None)
