"""What the rules came to for one offer on one day, with everything it was judged on: stored whole in the events."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Outcome(StrEnum):
    """What one rule came to. Only `BROKEN` refuses."""

    MET = "met"
    BROKEN = "broken"
    WARNED = "warned"  # would be broken, but the rule rests on general knowledge alone, or only advises
    NOT_IN_FORCE = "not-in-force"
    EMPLOYER_NOT_COVERED = "employer-not-covered"


class Trigger(StrEnum):
    """What a retention period runs from."""

    PUBLISHED = "published"
    TAKEN_DOWN = "taken-down"
    FILLED = "filled"
    EMPLOYMENT_ENDED = "employment-ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long a rule wants a posting kept. years, from its trigger; a trigger that is unknown: keep.

    basis: as the rule's, how sure we are ("S", "L", "K", or several).
    """

    years: int
    trigger: Trigger
    statute: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One thing that a rule asks for and the posting lacks. code: stable ("pay-range"); words: what to do about it."""

    code: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """What one rule came to. version: the day this wording of the rule dates from. file_sha256: of the rule's file.

    places: those that brought the posting under it. size: the employer's there on that day; None, not recorded.
    """

    rule: str
    outcome: Outcome
    statute: str
    version: str
    file_sha256: str
    places: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    size: int | None = None
    retention: tuple[Retention, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The law on one offer. day: that it was judged for. rules_sha256: of the whole rule book.

    places: every place that was reached. unresolved: those nobody could place, and waived: those of them that
    a second person let pass. hours_per_week: as recorded with the pay. results: rules that are reached, by id.
    """

    day: date
    rules_sha256: str
    places: tuple[str, ...] = ()
    unresolved: tuple[str, ...] = ()
    waived: tuple[str, ...] = ()
    hours_per_week: Decimal | None = None
    results: tuple[RuleResult, ...] = ()

    @property
    def broken(self) -> tuple[RuleResult, ...]:
        """What refuses."""
        return tuple(result for result in self.results if result.outcome is Outcome.BROKEN)

    @property
    def warned(self) -> tuple[RuleResult, ...]:
        """What people are told of."""
        return tuple(result for result in self.results if result.outcome is Outcome.WARNED)
