"""Asking others to approve a posting, and their answer."""

from typing import Any

from domain.decider import Context
from domain.errors import require
from domain.job_posting.commands import ApprovePosting, RejectPosting
from domain.job_posting.errors import PostingIncomplete, PostingNotDraft, PostingNotPendingApproval
from domain.job_posting.events import (
    ApprovalGiven,
    PostingApproved,
    PostingEvent,
    PostingRejected,
    PostingSubmittedForApproval,
)
from domain.job_posting.publication import existing, role_is_in_force, role_is_not_retired
from domain.job_posting.state import JobPosting, PostingFacts, Status
from domain.organisation.commands import Matter
from domain.policies import approval
from domain.policies.four_eyes import judged_by_someone_else


def submit(posting: JobPosting, context: Context[Any]) -> tuple[PostingEvent, ...]:
    """Ask others to approve what stands."""
    remedy = "revise it first" if posting.status is Status.REJECTED else "it has been submitted already"
    require(posting.status is Status.DRAFT, PostingNotDraft, f"it is {posting.status}: {remedy}")
    require(
        bool(posting.content.description.strip() or posting.content.duties),
        PostingIncomplete,
        "nobody can approve a bare title: revise it to have a description or duties",
    )
    return (PostingSubmittedForApproval(by=context.people),)


def approve(command: ApprovePosting, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    """Agree to what was seen, and to the role as in force then; the last that the policy asks for approves it."""
    awaits_approval(posting)
    judged_by_someone_else(posting.editors | posting.submitted_by, context)
    role_approval = role_version(posting, context)
    given, complete = approval.approve(Matter.POSTING, posting.approvals, context.facts.chain, context)
    if not complete:
        return (ApprovalGiven(step=given.step, authority=given.authority, by=given.by, comment=command.comment),)
    return (
        PostingApproved(
            role_approval=role_approval, step=given.step, authority=given.authority, comment=command.comment
        ),
    )


def role_version(posting: JobPosting, context: Context[PostingFacts]) -> int | None:
    """The version of its role in force, which is approved with it; None where it has no role yet."""
    if posting.role_id is None:
        return None
    role_is_not_retired(posting, context)
    role_is_in_force(posting, context)
    return existing(context).approval


def reject(command: RejectPosting, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    """Send it back, with the reason."""
    awaits_approval(posting)
    judged_by_someone_else(posting.editors | posting.submitted_by, context)
    approval.may_decline(Matter.POSTING, context.facts.chain, context)
    return (PostingRejected(reason=command.reason),)


def awaits_approval(posting: JobPosting) -> None:
    """Refuse to judge what nobody has submitted, or what has been judged."""
    require(
        posting.status is Status.PENDING_APPROVAL,
        PostingNotPendingApproval,
        f"it is {posting.status}: have it submitted for approval first",
    )
