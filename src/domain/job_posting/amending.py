"""Changing what is public: by a proposal that others agree to."""

from domain.decider import Context
from domain.job_posting.commands import ApproveAmendment, ProposeAmendment, RejectAmendment, WithdrawAmendment
from domain.job_posting.events import PostingEvent
from domain.job_posting.state import JobPosting, PostingFacts


def propose(command: ProposeAmendment, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    raise NotImplementedError


def approve(command: ApproveAmendment, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    raise NotImplementedError


def reject(command: RejectAmendment, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    raise NotImplementedError


def withdraw(
    command: WithdrawAmendment, posting: JobPosting, context: Context[PostingFacts]
) -> tuple[PostingEvent, ...]:
    raise NotImplementedError
