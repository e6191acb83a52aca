"""What the law says of a posting: before it is shown, and while it is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from domain.decider import Context
from domain.errors import require
from domain.job_posting.deadline import today
from domain.job_posting.errors import AgainstTheLaw, PlaceUnresolved, PostingNotPublished
from domain.job_posting.events import FindingOpened, FindingResolved, PostingEvent, PostingJudged
from domain.job_posting.publication import how_to_change
from domain.job_posting.state import SHOWN, JobPosting, PostingFacts
from domain.law import Judgement, RuleBook, Sizes, judge, offer_of, rules_turning
from domain.organisation import Organisation, size_on


def judged(posting: JobPosting, context: Context[PostingFacts]) -> Judgement:
    """What the law of today says of it as it stands: of the posting's own day, or of UTC's where that has come first.

    The time zone is for its authors to choose, and must not put off the day on which a rule begins.
    """
    day = max(today(posting, context.now), context.now.date())
    running = posting.published_on if posting.status in SHOWN else None
    offer = offer_of(posting.content, posting.pay, published_on=running)
    return judge(offer, _sizes(context.facts.employer, day), context.facts.rules, day, frozenset(posting.waived))


def lawful(posting: JobPosting, context: Context[PostingFacts]) -> Judgement:
    """The judgement to publish under. Raises AgainstTheLaw naming every broken rule, or PlaceUnresolved."""
    judgement = judged(posting, context)
    if judgement.refuses:
        refusal = AgainstTheLaw if judgement.broken else PlaceUnresolved
        raise refusal(judgement, how_to_change(posting))
    return judgement


def judge_anew(posting: JobPosting, context: Context[PostingFacts]) -> tuple[PostingEvent, ...]:
    """Judge what is shown by the law of today; nothing where that says what was said before."""
    require(
        posting.status in SHOWN,
        PostingNotPublished,
        f"it is {posting.status}: the law is asked when it is published, and `check` asks it before",
    )
    judgement = judged(posting, context)
    changes = tuple(findings(posting, judgement))
    if not (changes or _says_something_new(posting.judgement, judgement, context.facts.rules)):
        return ()
    return (PostingJudged(judgement=judgement), *changes)


def findings(posting: JobPosting, judgement: Judgement | None) -> Iterator[FindingOpened | FindingResolved]:
    """What is found broken now, and what no more. judgement: None, it is shown no longer."""
    broken = {result.rule: result for result in (judgement.broken if judgement else ())}
    yield from (FindingOpened(result=broken[rule]) for rule in broken if rule not in posting.findings)
    yield from (FindingResolved(rule=rule) for rule in posting.findings if rule not in broken)


def _says_something_new(before: Judgement | None, after: Judgement, rules: RuleBook) -> bool:
    """Whether more than the day differs, or a rule in reach has turned, or a day has passed that it set, for nothing.

    The rest is recorded, too: else whoever looks for postings to judge would come upon this one for ever.
    """
    if before is None or replace(before, day=after.day) != after:
        return True
    set_day = before.next_due
    if set_day is not None and set_day < after.day:
        return True
    reached = {result.rule for result in after.results}
    return any(rule.id in reached for rule in rules_turning(rules, before.day, after.day))


def _sizes(employer: Organisation | None, day: date) -> Sizes:
    """The employer's recorded size in a jurisdiction on that day; of no employer, none is."""
    return lambda jurisdiction: None if employer is None else size_on(employer, jurisdiction, day)
