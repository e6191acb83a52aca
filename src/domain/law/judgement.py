"""What the rules came to for one offer on one day, with everything it was judged on: stored whole in the events."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.pay import WorkingTime


class Outcome(StrEnum):
    """What one rule came to. Only `BROKEN` refuses."""

    MET = "met"
    BROKEN = "broken"
    WARNED = "warned"  # something is missing, but nothing that refuses
    NOT_IN_FORCE = "not-in-force"
    EMPLOYER_NOT_COVERED = "employer-not-covered"
    POSTING_NOT_COVERED = "posting-not-covered"  # internal only, and the rule is about public advertisements


class Trigger(StrEnum):
    """What a retention period runs from."""

    PUBLISHED = "published"
    TAKEN_DOWN = "taken-down"
    FILLED = "filled"
    EMPLOYMENT_ENDED = "employment-ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long a rule wants a posting kept. years, from its trigger; a trigger that is unknown: keep.

    otherwise: what they run from where the trigger can happen no more (closed without a hire); None: keep.
    basis: how sure we are: S (statute or official page seen), L (secondary page seen), K (general knowledge), or "S+L".
    """

    years: int
    trigger: Trigger
    statute: str
    basis: str
    otherwise: Trigger | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One thing that a rule asks for and the posting lacks. code: stable ("pay-range"); words: what to do about it.

    refuses: not where it rests on general knowledge alone, only advises, or is not due yet. due: the last day for it.
    """

    code: str
    words: str
    refuses: bool = True
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """What one rule came to. version: the day this wording of the rule dates from. file_sha256: of the rule's file.

    places: those of the posting that brought it under the rule. size: the employer's there on that day; None: not
    recorded, which counts as covered. duties: what the rule asks besides the posting. retention: where it covers.
    """

    rule: str
    outcome: Outcome
    statute: str
    version: str
    file_sha256: str
    places: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    size: int | None = None
    duties: tuple[str, ...] = ()
    retention: tuple[Retention, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The law on one offer. day: that it was judged for. rules_sha256: of the whole rule book.

    places: the code of every jurisdiction that was reached. unresolved: places of the posting that nobody could place,
    and waived: those of them that a second person let pass. working_time: as recorded with the pay.
    results: of the rules that are reached, by id.
    """

    day: date
    rules_sha256: str
    places: tuple[str, ...] = ()
    unresolved: tuple[str, ...] = ()
    waived: tuple[str, ...] = ()
    working_time: WorkingTime | None = None
    results: tuple[RuleResult, ...] = ()

    @property
    def refuses(self) -> bool:
        """Whether the posting may not be public."""
        return bool(self.broken or self.still_unresolved)

    @property
    def still_unresolved(self) -> tuple[str, ...]:
        """Places that nobody could place and nobody let pass."""
        return tuple(place for place in self.unresolved if place not in self.waived)

    @property
    def next_due(self) -> date | None:
        """The first last day, not over when it was judged, for something that it lacks; then it is judged anew."""
        days = (lack.due for result in self.results for lack in result.missing)
        return min((day for day in days if day is not None and day >= self.day), default=None)

    def __str__(self) -> str:
        """As in: 2026-03-01: US-CO warned, US-WA met."""
        results = ", ".join(f"{result.rule} {result.outcome}" for result in self.results)
        places = "".join(f", {place} unresolved" for place in self.still_unresolved)
        return f"{self.day}: {results or 'no rule is reached'}{places}"

    @property
    def broken(self) -> tuple[RuleResult, ...]:
        """The rules that refuse."""
        return tuple(result for result in self.results if result.outcome is Outcome.BROKEN)

    @property
    def warned(self) -> tuple[RuleResult, ...]:
        """The rules that people are told of."""
        return tuple(result for result in self.results if result.outcome is Outcome.WARNED)
