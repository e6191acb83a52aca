"""Changing what is public: by a proposal that others agree to; until then, what they agreed to before is shown."""

from dataclasses import replace
from typing import Any, Final

from domain.amending import amended
from domain.decider import Context
from domain.errors import require
from domain.job_posting import exceptions
from domain.job_posting.channels import hidden, listed_on
from domain.job_posting.closing import taken_down
from domain.job_posting.commands import ApproveAmendment, ProposeAmendment, RejectAmendment, WithdrawAmendment
from domain.job_posting.content import PostingContent, revised
from domain.job_posting.editing import only, pay_names_known_places
from domain.job_posting.errors import (
    AmendmentChangesNothing,
    DeadlineIsNotAmended,
    NoAmendmentProposed,
    PostingNotPublished,
)
from domain.job_posting.events import (
    AmendmentProposed,
    AmendmentRejected,
    AmendmentWithdrawn,
    ApprovalGiven,
    ChannelRequested,
    ChannelTakenDown,
    PostingAmended,
    PostingEvent,
)
from domain.job_posting.evolve import evolve
from domain.job_posting.judging import role_version
from domain.job_posting.lawfulness import findings, lawful
from domain.job_posting.publication import how_to_change, publishable
from domain.job_posting.render import RENDERER, digest, render
from domain.job_posting.state import SHOWN, JobPosting, PostingFacts, Proposal, Status
from domain.organisation import Matter
from domain.policies import approval
from domain.policies.four_eyes import judged_by_someone_else

OF_THE_DEADLINE: Final = frozenset({"deadline", "rolling", "time_zone"})


def propose(command: ProposeAmendment, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    """Ask others to agree to something else; a second proposal goes on from the first."""
    require(
        posting.status in SHOWN,
        PostingNotPublished,
        f"it is {posting.status}, and what is not shown is not amended: {how_to_change(posting)}",
    )
    shown, so_far = posting, posting.as_proposed
    content = revised(so_far.content, command.clear, command.changes)
    if command.working_time is not None:
        content = amended(content, working_time=command.working_time)
    proposed = amended(so_far, content=content, pay=so_far.pay if command.pay is None else command.pay)
    fields = tuple(
        sorted(name for name in PostingContent.__dataclass_fields__ if differs(name, shown.content, proposed.content))
    )
    require(
        not OF_THE_DEADLINE & set(fields),
        DeadlineIsNotAmended,
        "its last day moves at once, with a reason: use extend-deadline or shorten-deadline",
    )
    require(
        (proposed.content, proposed.pay) not in [(known.content, known.pay) for known in (shown, so_far)],
        AmendmentChangesNothing,
        "what is proposed is what is shown, or proposed already: to give a proposal up, use withdraw-amendment",
    )
    pay_names_known_places(proposed)
    paid_otherwise = proposed.pay != shown.pay
    return (
        AmendmentProposed(
            fields=fields,
            old=only(fields, shown.content),
            new=only(fields, proposed.content),
            reason=command.reason,
            by=context.people,
            old_pay=shown.pay if paid_otherwise else None,
            new_pay=proposed.pay if paid_otherwise else None,
        ),
    )


def approve(command: ApproveAmendment, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    """Agree to the proposal; with the last approval that the policy asks for, it is what is shown."""
    proposal = awaits_agreement(posting)
    # Whoever moved the last day since it was approved wrote a part of the page that is agreed to here.
    judged_by_someone_else(proposal.editors | posting.editors, context)
    given, complete = approval.approve(Matter.POSTING, proposal.approvals, context.facts.chain, context)
    if not complete:
        return (ApprovalGiven(step=given.step, authority=given.authority, by=given.by, comment=command.comment),)
    proposed = posting.as_proposed
    publishable(proposed, context)
    judgement = lawful(proposed, context)
    event = PostingAmended(
        fields=proposal.fields,
        old=only(proposal.fields, posting.content),
        new=proposal.changes,
        reason=proposal.reason,
        role_approval=role_version(proposed, context),
        document_sha256="",
        renderer=RENDERER,
        judgement=judgement,
        old_pay=None if proposal.pay is None else posting.pay,
        new_pay=proposal.pay,
        band_exception=exceptions.used(proposed, context),
        comment=command.comment,
    )
    shown = render(evolve(posting, event), RENDERER)
    event = replace(event, document_sha256=digest(shown))
    return (event, *findings(posting, judgement), *listed_otherwise(posting, proposed))


def reject(command: RejectAmendment, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    """Refuse the proposal; what is shown stays."""
    proposal = awaits_agreement(posting)
    judged_by_someone_else(proposal.editors, context)
    approval.may_decline(Matter.POSTING, context.facts.chain, context)
    return (AmendmentRejected(reason=command.reason),)


def withdraw(command: WithdrawAmendment, posting: JobPosting, _context: Context[Any]) -> tuple[PostingEvent, ...]:
    """Take the proposal back; what is shown stays."""
    awaits_agreement(posting)
    return (AmendmentWithdrawn(reason=command.reason),)


def awaits_agreement(posting: JobPosting) -> Proposal:
    """The proposal that is to be judged. Raises NoAmendmentProposed."""
    if posting.proposal is None:
        raise NoAmendmentProposed("there is nothing to agree to or to take back: use propose-amendment first")
    return posting.proposal


def listed_otherwise(posting: JobPosting, proposed: JobPosting) -> tuple[ChannelRequested | ChannelTakenDown, ...]:
    """What other channels, or another word on who may see it, mean for the places that list it.

    While it is paused nothing is asked for, but what is listed no more is not asked for either when it resumes.
    """
    if hidden(proposed.content):
        return taken_down(posting)
    before, now = listed_on(posting.content), listed_on(proposed.content)
    gone = tuple(
        ChannelTakenDown(channel=channel.name, reason="The amendment lists it there no more.")
        for channel in posting.channels
        if channel.wanted and channel.name in {*before} - {*now}
    )
    if posting.status is not Status.PUBLISHED:
        return gone
    return (*gone, *(ChannelRequested(channel=channel) for channel in now if channel not in before))


def differs(name: str, one: PostingContent, other: PostingContent) -> bool:
    """Whether two contents say something else in this field."""
    return bool(getattr(one, name) != getattr(other, name))
