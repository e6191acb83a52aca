"""The law on what a posting must say: rules as data, and what they come to for one offer on one day."""

from domain.law.checks import CHECKS
from domain.law.explain import in_words, in_words_of
from domain.law.judge import Sizes, judge
from domain.law.judgement import Judgement, Missing, Outcome, Retention, RuleResult, Trigger
from domain.law.offer import Offer, offer_of
from domain.law.reach import ANYWHERE, REMOTE, City, Places, Reach, reach
from domain.law.rule import Cure, Duty, Requirement, Rule, RuleBook, cure_by, rules_turning

__all__ = [
    "ANYWHERE",
    "CHECKS",
    "REMOTE",
    "City",
    "Cure",
    "Duty",
    "Judgement",
    "Missing",
    "Offer",
    "Outcome",
    "Places",
    "Reach",
    "Requirement",
    "Retention",
    "Rule",
    "RuleBook",
    "RuleResult",
    "Sizes",
    "Trigger",
    "cure_by",
    "in_words",
    "in_words_of",
    "judge",
    "offer_of",
    "reach",
    "rules_turning",
]
