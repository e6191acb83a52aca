"""Until when each posting must be kept, and by which rule: by the law it was judged by, and what became of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

from domain.amending import amended
from domain.job_posting import JOB_POSTING, CloseReason, Drift, JobPosting, Status
from domain.job_posting.deadline import today
from domain.law.judgement import Judgement, Trigger
from domain.recorded import Recorded
from projections import job_postings
from projections.declaration import Ledger, Query


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """number: of the rule's periods of retention, from 0. trigger: what the law lets the years run from.

    runs_from: what they run from here: `trigger`, or what the law names instead where that can happen no more; None, it
    names nothing. happened_on: the day of that, None while it is unknown. keep_until: the last day; None: keep.
    """

    posting_id: UUID
    rule: str
    number: int
    statute: str
    basis: str
    file_sha256: str
    years: int
    trigger: Trigger
    otherwise: Trigger | None
    runs_from: Trigger | None
    happened_on: date | None = None
    keep_until: date | None = None


projection = Ledger(
    "retention",
    version=1,
    row=Keeping,
    key=("posting_id", "rule", "number"),
    indexes=("(keep_until)",),
)
HIRING: Final = frozenset({Trigger.FILLED, Trigger.EMPLOYMENT_ENDED})  # needs somebody to be hired
DECIDES: Final = attrgetter("judgement", "status", "close_reason", "published_on")  # with channels: all that rows say
OVER: Final = frozenset({Status.CLOSED, Status.ARCHIVED})


def decided_alike(before: JobPosting, after: JobPosting) -> bool:
    """Whether nothing that rows are made of has changed. Where it is shown matters only once it is over."""
    return DECIDES(before) == DECIDES(after) and (before.channels is after.channels or after.status not in OVER)


@projection.tells(*JOB_POSTING.events.values(), unless=decided_alike)
def told(rows: tuple[Keeping, ...], before: JobPosting, after: JobPosting, r: Recorded[Any]) -> Iterable[Keeping]:
    """What every law that ever held for it asks, as things now stand: a rule that reaches it no more goes on asking."""
    asked = {(row.rule, row.number): row for row in rows}
    if after.judgement is not None and after.judgement is not before.judgement:
        for row in asking(r.stream, after.judgement):
            earlier = asked.get((row.rule, row.number))
            asked[row.rule, row.number] = amended(row, happened_on=earlier.happened_on) if earlier else row
    return tuple(running(row, after, r) for row in asked.values())


def asking(posting_id: UUID, judgement: Judgement) -> Iterable[Keeping]:
    """The retention that a judgement names, rule by rule."""
    for result in judgement.results:
        for number, retention in enumerate(result.retention):
            yield Keeping(
                posting_id=posting_id,
                rule=result.rule,
                number=number,
                statute=retention.statute,
                basis=retention.basis,
                file_sha256=result.file_sha256,
                years=retention.years,
                trigger=retention.trigger,
                otherwise=retention.otherwise,
                runs_from=retention.trigger,
            )


def running(row: Keeping, posting: JobPosting, r: Recorded[Any]) -> Keeping:
    """The row with its years running from what has happened by now, or not running."""
    ended_unfilled = posting.status in OVER and posting.close_reason is not CloseReason.FILLED
    runs_from = row.otherwise if row.trigger in HIRING and ended_unfilled else row.trigger
    if runs_from is None or not has_happened(runs_from, posting):
        return amended(row, runs_from=runs_from, happened_on=None, keep_until=None)
    first_seen = (row.happened_on if row.runs_from is runs_from else None) or today(posting, r.recorded_at)
    day = posting.published_on or first_seen if runs_from is Trigger.PUBLISHED else first_seen
    return amended(row, runs_from=runs_from, happened_on=day, keep_until=years_after(day, row.years))


def has_happened(trigger: Trigger, posting: JobPosting) -> bool:
    """Whether it has, by what is known of the posting; the end of an employment never is."""
    match trigger:
        case Trigger.PUBLISHED:
            return posting.period > 0
        case Trigger.TAKEN_DOWN:
            return posting.status in OVER and not still_shown(posting)
        case Trigger.FILLED:
            return posting.status in OVER and posting.close_reason is CloseReason.FILLED
        case Trigger.EMPLOYMENT_ENDED:
            return False


def still_shown(posting: JobPosting) -> bool:
    """Whether some channel shows it, or was last seen to although it was taken down there."""
    return bool(posting.live_channels) or any(channel.drift is Drift.STILL_SHOWN for channel in posting.channels)


def years_after(day: date, years: int) -> date:
    """The same day so many years later; of a 29 February where there is none, 1 March: rather a day too long."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


COLUMNS: Final = ", ".join(f"t.{name}" for name in Keeping.__dataclass_fields__)


def of_posting(posting_id: UUID) -> Query:
    """What each rule asks, what is unknown first, then the longest."""
    return Query(
        f"SELECT {COLUMNS}, {projection.behind_since('t')} AS behind_since FROM {projection.source} t"
        ' WHERE t.posting_id = %(id)s ORDER BY t.keep_until DESC NULLS FIRST, t.rule COLLATE "C", t.number',
        {"id": posting_id},
        one_plan=True,
    )


def holds_on(posting_id: UUID) -> Query:
    """The posting's status and legal holds, which keep it whatever the rules say; nothing where there is no posting."""
    return Query(
        f"SELECT t.status, t.holds FROM {job_postings.projection.source} t WHERE t.posting_id = %(id)s",
        {"id": posting_id},
        one_plan=True,
    )


class Because(StrEnum):
    """What decides how long it is kept."""

    LEGAL_HOLD = "legal-hold"
    NOT_YET_KNOWN = "not-yet-known"  # some rule's years have not begun to run
    RULE = "rule"
    NO_RULE = "no-rule"  # it was never shown where a rule asks for it to be kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """keep_until: the last day, None: there is no end yet, or, where no rule asks, no day at all.

    deciding: the names of the holds, or the ids of the rules, that it is because of.
    """

    keep_until: date | None
    because: Because
    deciding: tuple[str, ...]


def verdict(rows: Sequence[Mapping[str, Any]], holds: Sequence[str]) -> Verdict:
    """Of several, the latest day decides; what is unknown keeps longer than any day, and a hold whatever rules say.

    rows: as `of_posting` answers them.
    """
    if holds:
        return Verdict(keep_until=None, because=Because.LEGAL_HOLD, deciding=tuple(holds))
    if unknown := _rules(row for row in rows if row["keep_until"] is None):
        return Verdict(keep_until=None, because=Because.NOT_YET_KNOWN, deciding=unknown)
    if not rows:
        return Verdict(keep_until=None, because=Because.NO_RULE, deciding=())
    latest: date = max(row["keep_until"] for row in rows)
    return Verdict(
        keep_until=latest, because=Because.RULE, deciding=_rules(row for row in rows if row["keep_until"] == latest)
    )


def _rules(rows: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row["rule"] for row in rows))
