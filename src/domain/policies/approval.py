"""Who must approve a matter, and whether enough of them have: the unit's own data, as of the moment of each act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from domain.decider import Context
from domain.errors import DomainError, require
from domain.organisation.commands import ApprovalStep, Matter
from domain.organisation.state import ApprovalPolicy, Organisation
from domain.recorded import Actor

Chain = Sequence[Organisation]  # a unit and what it belongs to, nearest first
ANY_APPROVER: Final = (ApprovalStep("approval"),)  # where nobody said anything: one person with an approver's token


@dataclass(frozen=True, slots=True)
class Approval:
    """One yes to one step. authority: what it was given under; None, an approver's token was enough.

    by: everyone behind it; the last is whose authority was used.
    """

    step: str
    authority: str | None
    by: tuple[Actor, ...]


class NotTheApprover(DomainError):
    """Whoever approves holds the authority that the step asks for, at that moment, in the unit or above it."""

    title = "This is for someone else to approve"


class ApprovedAlready(DomainError):
    """One person approves one thing once, whichever step it is at."""

    title = "They have approved this already"


def policy_for(matter: Matter, chain: Chain) -> ApprovalPolicy:
    """The policy of the nearest unit that has one for this matter; else one step of any approver."""
    return ApprovalPolicy(matter, next((steps for unit in chain if (steps := unit.steps_for(matter))), ANY_APPROVER))


def next_step(policy: ApprovalPolicy, given: Sequence[Approval]) -> ApprovalStep | None:
    """The first step that too few have agreed to; None: it is approved."""
    agreed = [(approval.step, approval.authority) for approval in given]
    return next((step for step in policy.steps if agreed.count((step.name, step.authority)) < step.quorum), None)


def may_approve(step: ApprovalStep, person: Actor, chain: Chain, moment: datetime) -> bool:
    """Whether the person holds what the step asks for at that moment, in the unit or in anything above it."""
    return step.authority is None or any(unit.has_granted(person, step.authority, moment) for unit in chain)


def approve(matter: Matter, given: Sequence[Approval], chain: Chain, context: Context[Any]) -> tuple[Approval, bool]:
    """The approval that this act comes to, and whether the matter is approved with it. Raises ApprovedAlready,
    NotTheApprover; whether the approver wrote a part of it is for `four_eyes`.

    given: since the matter was submitted. An approval counts for the step it was given to as long as the policy asks
    for that step under the same authority.
    """
    policy = policy_for(matter, chain)
    twice = [person for person in context.people if any(person in approval.by for approval in given)]
    require(
        not twice,
        ApprovedAlready,
        f"{' and '.join(map(str, twice))} approved this already, so another must: see its history",
    )
    # A policy that was eased meanwhile may ask for nobody more; then whoever could take its last step finishes it.
    step = next_step(policy, given) or policy.steps[-1]
    holds_authority(step, chain, context)
    approval = Approval(step.name, step.authority, context.people)
    return approval, next_step(policy, (*given, approval)) is None


def may_decline(matter: Matter, chain: Chain, context: Context[Any]) -> None:
    """Refuse a rejection by someone who could take no step of the policy. Raises NotTheApprover."""
    steps = policy_for(matter, chain).steps
    if not any(may_approve(step, context.people[-1], chain, context.now) for step in steps):
        holds_authority(steps[0], chain, context)


def holds_authority(step: ApprovalStep, chain: Chain, context: Context[Any]) -> None:
    """Refuse whoever lacks what the step asks for: of a delegate, whoever they act for."""
    person = context.people[-1]
    require(
        may_approve(step, person, chain, context.now),
        NotTheApprover,
        f"the step {step.name!r} needs the authority {step.authority!r}, which {person} does not hold in this unit or "
        "above it: ask one who does, or have it granted",
    )
