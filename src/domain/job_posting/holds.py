"""Legal holds: what keeps everything."""

from domain.decider import Context
from domain.errors import require
from domain.job_posting.commands import PlaceLegalHold, ReleaseLegalHold
from domain.job_posting.errors import LegalHoldStands, LegalHoldUnknown
from domain.job_posting.events import LegalHoldPlaced, LegalHoldReleased, PostingEvent
from domain.job_posting.state import JobPosting, PostingFacts
from domain.organisation import Matter
from domain.policies import approval
from domain.policies.four_eyes import judged_by_someone_else


def place(command: PlaceLegalHold, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    """Keep everything for a matter, at once and without asking anyone: only letting go can do harm."""
    require(
        all(hold.name != command.hold for hold in posting.holds),
        LegalHoldStands,
        f"it is kept for {command.hold!r} already: name the new matter otherwise",
    )
    return (LegalHoldPlaced(hold=command.hold, reason=command.reason, by=context.people),)


def release(command: ReleaseLegalHold, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    """End one hold; the others stand."""
    hold = next((hold for hold in posting.holds if hold.name == command.hold), None)
    if hold is None:
        names = "; ".join(hold.name for hold in posting.holds) or "nothing"
        raise LegalHoldUnknown(f"it is not kept for {command.hold!r} but for {names}")
    judged_by_someone_else(hold.placed_by, context, "placed this hold")
    approval.approve(Matter.LEGAL_HOLD, (), context.facts.chain, context)
    return (LegalHoldReleased(hold=hold.name, reason=command.reason, by=context.people),)
