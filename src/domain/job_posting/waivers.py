"""Places that no rule can be looked up for, let pass by a second person."""

from domain.decider import Context
from domain.errors import require
from domain.job_posting.commands import WaivePlace
from domain.job_posting.errors import PlaceNeedsNoWaiver
from domain.job_posting.events import PostingEvent, UnresolvedPlaceWaived
from domain.job_posting.state import JobPosting, PostingFacts
from domain.law import RuleBook, offer_of, reach
from domain.organisation import Matter
from domain.policies import approval
from domain.policies.four_eyes import judged_by_someone_else


def waive(command: WaivePlace, posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    """Let one of them not stand in the way, of what it says or is proposed to say."""
    in_the_way = unresolved(posting, context.facts.rules) | unresolved(posting.as_proposed, context.facts.rules)
    require(
        command.place in in_the_way - set(posting.waived),
        PlaceNeedsNoWaiver,
        f"{command.place!r} stands in nobody's way; "
        f"what does: {'; '.join(sorted(in_the_way - set(posting.waived))) or 'no place'}",
    )
    proposed = posting.proposal.editors if posting.proposal else frozenset()
    judged_by_someone_else(posting.written_by | proposed, context, "wrote or submitted this")
    approval.approve(Matter.PLACE_WAIVER, (), context.facts.chain, context)
    return (UnresolvedPlaceWaived(place=command.place, reason=command.reason, by=context.people),)


def unresolved(posting: JobPosting, rules: RuleBook) -> frozenset[str]:
    """The names of its places that nobody can tell the law of."""
    return frozenset(reach(offer_of(posting.content, posting.pay), rules.places).unresolved)
