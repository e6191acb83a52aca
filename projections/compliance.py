"""How each posting stands with the law: what every rule came to, notices with their deadlines, channels that drift."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any, Final
from uuid import UUID, uuid5

from domain.job_posting import JOB_POSTING, Drift, JobPosting, NoncomplianceCured
from domain.job_posting.state import SHOWN
from domain.law.judgement import Judgement, Missing
from domain.recorded import Recorded
from projections import job_postings
from projections.declaration import Ledger, Query
from projections.paging import Cursor, Sort, page


class Matter(StrEnum):
    """What a row is about."""

    RULE = "rule"
    PLACE = "place"  # one that no rule could be looked up for
    NOTICE = "notice"
    CHANNEL = "channel"  # what it shows is not what it should


@dataclass(slots=True, kw_only=True)  # not frozen: a posting makes dozens, and each would take three times as long
class Concern:
    """subject: the rule's id, the place, the notice's reference, or the channel's name.

    outcome: of a rule, its Outcome; of a place, "waived" or "unresolved"; of a notice, "open", "cured" or "cured-late";
    of a channel, its Drift. judged_on, statute, rule_version, file_sha256, missing: of a rule's result.
    open_since: when it became what someone must see to; None, nobody must. due: the last day to do so.
    """

    concern_id: UUID
    posting_id: UUID
    matter: Matter
    subject: str
    outcome: str
    judged_on: date | None = None
    statute: str | None = None
    rule_version: str | None = None
    file_sha256: str | None = None
    missing: tuple[Missing, ...] = ()
    authority: str | None = None
    rule: str | None = None
    open_since: datetime | None = None
    due: date | None = None


projection = Ledger(
    "compliance",
    version=1,
    row=Concern,
    key="concern_id",
    stream="posting_id",
    indexes=(
        "(posting_id)",
        "(open_since, concern_id) WHERE open_since IS NOT NULL",
        "(matter, open_since, concern_id) WHERE open_since IS NOT NULL",
        "(subject, open_since, concern_id) WHERE open_since IS NOT NULL",
    ),
)

DECIDES: Final = attrgetter("judgement", "findings", "waived", "notices")  # with drifts: all that rows are made of
Since = Callable[[Matter, str], datetime]  # since when a concern that is open now has been so
Named = Callable[[Matter, str], dict[str, Any]]  # what a concern is called by; its id is the same in every replay
Known = Mapping[tuple[Matter, str], Concern]


def judged_alike(before: JobPosting, after: JobPosting) -> bool:
    """Whether nothing that rows are made of has changed."""
    return (
        DECIDES(before) == DECIDES(after)
        and (before.channels is after.channels or drifting(before) == drifting(after))
        and (before.status in SHOWN) == (after.status in SHOWN)
    )


@projection.tells(*JOB_POSTING.events.values(), unless=judged_alike)
def told(rows: tuple[Concern, ...], _before: JobPosting, after: JobPosting, r: Recorded[Any]) -> Iterable[Concern]:
    """Every concern as the posting now stands, since when it is open, and how notices came to their end."""
    known = {(row.matter, row.subject): row for row in rows}

    def since(matter: Matter, subject: str) -> datetime:
        earlier = known.get((matter, subject))
        return earlier.open_since if earlier and earlier.open_since else r.recorded_at

    def named(matter: Matter, subject: str) -> dict[str, Any]:
        earlier = known.get((matter, subject))
        concern_id = earlier.concern_id if earlier else uuid5(r.stream, f"{matter}/{subject}")
        return {"concern_id": concern_id, "posting_id": r.stream, "matter": matter, "subject": subject}

    return (
        *results(after, named, since),
        *places(after, named, since),
        *notices(r, after, named, since, known),
        *drifts(after, named, since),
    )


def drifting(posting: JobPosting) -> list[tuple[str, Drift]]:
    """The channels that were last seen to show something else than they should, and how it differs."""
    return [(channel.name, channel.drift) for channel in posting.channels if channel.drift is not None]


def results(posting: JobPosting, named: Named, since: Since) -> Iterable[Concern]:
    """What each rule came to when the posting was last judged; open, as long as it is found broken while shown."""
    judgement = posting.judgement or Judgement(day=date.min, rules_sha256="")
    for result in judgement.results:
        open_ = result.rule in posting.findings
        yield Concern(
            **named(Matter.RULE, result.rule),
            outcome=result.outcome.value,
            judged_on=judgement.day,
            statute=result.statute,
            rule_version=result.version,
            file_sha256=result.file_sha256,
            missing=result.missing,
            open_since=since(Matter.RULE, result.rule) if open_ else None,
            due=min((lack.due for lack in result.missing if lack.due), default=None),
        )


def places(posting: JobPosting, named: Named, since: Since) -> Iterable[Concern]:
    """Places that nobody could place; open, where nobody let them pass either and the posting is shown."""
    if posting.judgement is None:
        return
    standing = posting.judgement.still_unresolved
    for place in posting.judgement.unresolved:
        open_ = place in standing and place not in posting.waived and posting.status in SHOWN
        yield Concern(
            **named(Matter.PLACE, place),
            outcome="unresolved" if place in standing and place not in posting.waived else "waived",
            judged_on=posting.judgement.day,
            open_since=since(Matter.PLACE, place) if open_ else None,
        )


def notices(r: Recorded[Any], posting: JobPosting, named: Named, since: Since, known: Known) -> Iterable[Concern]:
    """Every notice; open until it is cured."""
    for notice in posting.notices:
        earlier = known.get((Matter.NOTICE, notice.name))
        outcome = earlier.outcome if earlier else "open"
        if isinstance(r.event, NoncomplianceCured) and r.event.notice == notice.name:
            outcome = "cured-late" if r.event.late else "cured"
        yield Concern(
            **named(Matter.NOTICE, notice.name),
            outcome=outcome,
            authority=notice.authority,
            rule=notice.rule,
            open_since=None if notice.cured else since(Matter.NOTICE, notice.name),
            due=notice.cure_by,
        )


def drifts(posting: JobPosting, named: Named, since: Since) -> Iterable[Concern]:
    """Channels that were last seen to show something else than they should."""
    for channel, drift in drifting(posting):
        yield Concern(**named(Matter.CHANNEL, channel), outcome=drift.value, open_since=since(Matter.CHANNEL, channel))


COLUMNS: Final = ", ".join(f"t.{name}" for name in Concern.__dataclass_fields__)
OPENED: Final = Sort("t.open_since", "timestamptz")
BESIDE: Final = (
    f"posting.title, posting.status, posting.organisation_unit, posting.unit_id,"
    f" {projection.behind_since('t')} AS behind_since"
)
POSTING: Final = f" LEFT JOIN {job_postings.projection.source} posting ON posting.posting_id = t.posting_id"
OF_UNIT: Final = f"SELECT p.posting_id FROM {job_postings.projection.source} p WHERE p.unit_id = %(unit_id)s"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernFilter:
    """What of the open concerns to look for; None: whatever. overdue_on: a day by which it was to be done."""

    matter: Matter | None = None
    subject: str | None = None
    unit_id: UUID | None = None
    overdue_on: date | None = None


def open_concerns(wanted: ConcernFilter, *, after: Cursor | None = None, limit: int) -> Query:
    """What someone must see to, the longest open first, each with its posting's title, status and unit."""
    filters = {
        "open": ("t.open_since IS NOT NULL AND %(open)s", True),
        "matter": ("t.matter = %(matter)s", wanted.matter and wanted.matter.value),
        "subject": ("t.subject = %(subject)s", wanted.subject),
        "unit_id": (f"t.posting_id IN ({OF_UNIT})", wanted.unit_id),
        "overdue_on": ("t.due < %(overdue_on)s", wanted.overdue_on),
    }
    return page(
        f"{COLUMNS}, {BESIDE}",
        source=projection.source,
        joined=POSTING,
        filters=filters,
        sort=OPENED,
        key=("concern_id", "uuid"),
        after=after,
        limit=limit,
    )


def of_posting(posting_id: UUID) -> Query:
    """Everything there is to say of one posting and the law, by matter and subject."""
    return Query(
        f"SELECT {COLUMNS}, {projection.behind_since('t')} AS behind_since FROM {projection.source} t"
        ' WHERE t.posting_id = %(id)s ORDER BY t.matter, t.subject COLLATE "C"',
        {"id": posting_id},
        one_plan=True,
    )
