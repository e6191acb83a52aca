"""The law on one offer on one day: every rule that it reaches, and what each comes to."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from domain.law.checks import CHECKS
from domain.law.ground import Ground
from domain.law.judgement import Judgement, Missing, Outcome, RuleResult
from domain.law.offer import Offer
from domain.law.reach import Reached, reach
from domain.law.rule import Rule, RuleBook

Sizes = Callable[[str], int | None]


def judge(offer: Offer, sizes: Sizes, rules: RuleBook, day: date, waived: frozenset[str] = frozenset()) -> Judgement:
    """What the rules come to. A pure function: the same inputs, in whatever order, give the same judgement.

    sizes: the employer's by jurisdiction ("US-CO") on that day; None, not recorded. waived: places that a second person
    let pass although nobody could place them.
    """
    found = reach(offer, rules.places)
    speaking = sorted((rule for rule in rules.rules if rule.jurisdiction in found.reached), key=lambda rule: rule.id)
    return Judgement(
        day=day,
        rules_sha256=rules.sha256,
        places=tuple(sorted(found.reached)),
        unresolved=found.unresolved,
        waived=tuple(place for place in found.unresolved if place in waived),
        working_time=offer.working_time,
        results=tuple(
            _result(rule, offer, found.reached[rule.jurisdiction], sizes(rule.jurisdiction), day) for rule in speaking
        ),
    )


def _result(rule: Rule, offer: Offer, reached: Reached, size: int | None, day: date) -> RuleResult:
    result = RuleResult(
        rule=rule.id,
        outcome=Outcome.MET,
        statute=rule.statute,
        version=rule.version,
        file_sha256=rule.file_sha256,
        places=reached.places,
        size=size,
    )
    if not rule.in_force(day):
        return replace(result, outcome=Outcome.NOT_IN_FORCE)
    if rule.public_only and offer.internal_only:
        return replace(result, outcome=Outcome.POSTING_NOT_COVERED)
    if not rule.covers(size):
        return replace(result, outcome=Outcome.EMPLOYER_NOT_COVERED)
    missing = tuple(_missing(rule, offer, Ground(day=day, places=reached.covered)))
    return replace(
        result,
        outcome=_outcome(missing),
        missing=missing,
        duties=tuple(duty.words for duty in rule.duties),
        retention=rule.retention,
    )


def _missing(rule: Rule, offer: Offer, ground: Ground) -> Iterator[Missing]:
    for requirement in rule.requirements:
        if requirement.in_force(ground.day):
            for lack in CHECKS[requirement.check](offer, ground, **requirement.parameters):
                yield replace(lack, refuses=lack.refuses and requirement.refuses)


def _outcome(missing: tuple[Missing, ...]) -> Outcome:
    if any(lack.refuses for lack in missing):
        return Outcome.BROKEN
    return Outcome.WARNED if missing else Outcome.MET
