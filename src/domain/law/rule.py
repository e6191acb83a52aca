"""A rule of law as a value: whom it covers, when, what it asks of a posting, and how long it wants one kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final

from domain.law.judgement import Retention
from domain.law.reach import Places

KNOWLEDGE: Final = "K"  # a basis that nobody has checked yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One thing that a rule asks of a posting. check: its name in CHECKS; parameters: that check's.

    basis: as the rule's, or of this requirement alone. advises: the law leaves its keeping to judgement; never refuses.
    starts, until: where this one came into force later than its rule, or goes earlier; both days included.
    """

    check: str
    basis: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    advises: bool = False
    starts: date | None = None
    until: date | None = None

    @property
    def refuses(self) -> bool:
        """Whether lacking it refuses the posting: what rests on general knowledge alone only warns."""
        return self.basis != KNOWLEDGE and not self.advises

    def in_force(self, day: date) -> bool:
        """Whether it is asked for on `day`."""
        return _within(day, self.starts, self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What a rule asks of the employer besides the posting, in words: nothing that a posting could be judged by."""

    words: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cure:
    """The days within which a notice of noncompliance can be answered. business: Monday to Friday are counted alone.

    until: the last day that a notice can be received on and still be cured; None: for as long as the rule stands.
    """

    days: int
    basis: str
    business: bool = False
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of law. jurisdiction: a code of Places ("US-CO", "US-NYC", "US", "EU").

    starts: the first day in force (None: always has been), amended: the day this wording of it dates from, until: the
    last day. employer_min: employees there; None, every employer. public_only: it is about public advertisements.
    basis: S (statute or official page seen), L (secondary page seen), K (general knowledge), or several ("S+L");
    basis_note: which of them says what.
    verified_on: the day a person compared all this with the statute; None, nobody has. file_sha256: of its file.
    """

    id: str
    jurisdiction: str
    statute: str
    basis: str
    scope: str
    file_sha256: str
    starts: date | None = None
    amended: date | None = None
    until: date | None = None
    employer_min: int | None = None
    public_only: bool = False
    requirements: tuple[Requirement, ...] = ()
    duties: tuple[Duty, ...] = ()
    cure: Cure | None = None
    retention: tuple[Retention, ...] = ()
    basis_note: str | None = None
    notes: str | None = None
    verified_on: date | None = None

    @property
    def version(self) -> str:
        """The day this wording dates from, or "undated"."""
        since = self.amended or self.starts
        return since.isoformat() if since else "undated"

    def in_force(self, day: date) -> bool:
        """Whether it holds on `day`."""
        return _within(day, self.starts, self.until)

    def covers(self, size: int | None) -> bool:
        """Whether an employer of this size is bound. A size that nobody recorded is: the careful reading."""
        return self.employer_min is None or size is None or size >= self.employer_min

    @property
    def turning_days(self) -> frozenset[date]:
        """The days from which it asks something else: it, or a part of it, comes into force, or is so no more."""
        begins = (self.starts, self.amended, *(requirement.starts for requirement in self.requirements))
        ends = (self.until, *(requirement.until for requirement in self.requirements))
        return frozenset(
            (*(day for day in begins if day is not None), *(day + timedelta(days=1) for day in ends if day is not None))
        )


@dataclass(frozen=True)
class RuleBook:
    """The rules that postings are judged by, and the table of places that says where they hold.

    sha256: hex, of all the files together. Raises ValueError where two rules have one id.
    """

    rules: tuple[Rule, ...]
    places: Places
    sha256: str

    def __post_init__(self) -> None:
        if len(self._by_id) != len(self.rules):
            raise ValueError("two rules have one id")

    def rule(self, id: str) -> Rule:
        """The rule of this id. Raises KeyError."""
        return self._by_id[id]

    @cached_property
    def _by_id(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}


def rules_turning(book: RuleBook, after: date, until: date) -> tuple[Rule, ...]:
    """The rules that came to ask something else after the one day and up to the other, included; by id."""
    changed = (rule for rule in book.rules if any(after < day <= until for day in rule.turning_days))
    return tuple(sorted(changed, key=lambda rule: rule.id))


def cure_by(rule: Rule, received_on: date) -> date | None:
    """The last day to cure what a notice received on that day complains of; None where the rule grants no such time.

    Public holidays are counted as business days: they differ from court to court, and an early cure does no harm.
    """
    cure = rule.cure
    if cure is None or (cure.until is not None and received_on > cure.until):
        return None
    if not cure.business:
        return received_on + timedelta(days=cure.days)
    day, left = received_on, cure.days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5  # Monday is 0
    return day


def _within(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)
