"""The audit trail: one row an event, who did what on whose behalf, which fields from what to what, why and when."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum
from typing import Any, Final, get_type_hints
from uuid import UUID

from domain.aggregates import AGGREGATES, TOPICS
from domain.changes import MASK, FieldChange, changed_fields
from domain.job_posting import (
    JOB_POSTING,
    ChannelListed,
    ChannelRequested,
    ChannelTakenDown,
    PostingApproved,
    PostingArchived,
    PostingClosed,
    PostingContentChanged,
    PostingDrafted,
    PostingPublished,
    PostingSalaryChanged,
    PostingSubmittedForApproval,
)
from domain.personal import personal_fields
from domain.recorded import Recorded
from domain.role import ROLE
from projections.declaration import Journal, Query


@dataclass(slots=True, kw_only=True)  # not frozen: every event makes one, and that would take three times as long
class AuditEntry:
    """kind, topic: of the event ("job_posting", "job_posting.published.v1"). fields: dotted paths of what changed.

    changes: field, old and new; personal values are masked. why: the reason given, in words.
    """

    position: int
    event_id: UUID
    stream: UUID
    version: int
    kind: str
    topic: str
    issuer: str
    subject: str
    behalf_issuer: str | None
    behalf_subject: str | None
    why: str | None
    fields: tuple[str, ...]
    changes: tuple[FieldChange, ...]
    recorded_at: datetime
    effective_at: datetime
    command_id: UUID
    correlation_id: UUID
    causation_id: UUID | None


_OFTEN: Final = ", ".join(
    f"'{TOPICS[event]}'"
    for event in (
        *(PostingDrafted, PostingContentChanged, PostingSalaryChanged, PostingSubmittedForApproval, PostingApproved),
        *(PostingPublished, PostingClosed, PostingArchived, ChannelRequested, ChannelListed, ChannelTakenDown),
    )
)
projection = Journal(
    "audit_trail",
    version=1,
    row=AuditEntry,
    key="position",
    stream="stream",
    indexes=(
        "(stream, position)",
        "(subject, position)",
        "(behalf_subject, position) WHERE behalf_subject IS NOT NULL",
        "(recorded_at, position)",
        # What happens seldom: one event in thirty. To what happens often, one need not walk far.
        "(kind, position) WHERE kind <> 'job_posting'",
        f"(topic, position) WHERE topic <> ALL (ARRAY[{_OFTEN}])",
        "USING gin (fields)",
    ),
)
# By event: how it is named, and in which fields it says why.
NAMED: Final = {event: (topic.partition(".")[0], topic) for event, topic in TOPICS.items()}
SAYS: Final = {
    event: tuple(name for name in ("reason", "explanation", "comment") if name in event.__annotations__)
    for event in TOPICS
}


@projection.records
def entry(before: Any, after: Any, r: Recorded[Any]) -> tuple[AuditEntry, ...]:
    """What one event changed."""
    changes = changed_fields(before, after)
    kind, topic = NAMED[type(r.event)]
    behalf = r.on_behalf_of
    return (
        AuditEntry(
            position=r.position,
            event_id=r.event_id,
            stream=r.stream,
            version=r.version,
            kind=kind,
            topic=topic,
            issuer=r.actor.issuer,
            subject=r.actor.subject,
            behalf_issuer=behalf.issuer if behalf else None,
            behalf_subject=behalf.subject if behalf else None,
            why=why(r),
            fields=tuple([change.field for change in changes]),
            changes=changes,
            recorded_at=r.recorded_at,
            effective_at=r.effective_at,
            command_id=r.command_id,
            correlation_id=r.correlation_id,
            causation_id=r.causation_id,
        ),
    )


def why(r: Recorded[Any]) -> str | None:
    """The reason in the envelope; without one, what the event itself says."""
    if r.reason:
        return r.reason
    if not (says := SAYS[type(r.event)]):
        return None
    hidden = personal_fields(type(r.event))
    said = []
    for name in says:
        value = getattr(r.event, name)
        said.append(MASK if value and name in hidden else str(value.value if isinstance(value, Enum) else value or ""))
    open_words = [part for part in said if part and part != MASK]
    return ": ".join(open_words) or (MASK if MASK in said else None)


COLUMNS: Final = ", ".join(f"t.{name}" for name in AuditEntry.__dataclass_fields__)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """What to look for; None: whatever. subject: who acted, or on whose behalf. event: a topic, or its beginning.

    field: a field that changed, by its path ("pay") or its last part ("title"). since, until: recorded, until excluded.
    """

    subject: str | None = None
    kind: str | None = None
    stream: UUID | None = None
    event: str | None = None
    field: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def _named(event: str) -> str:
    """SQL: it is one of those that begin so; nearly always that is one topic, whose index serves."""
    topics = [f"t.topic = '{topic}'" for topic in TOPICS.values() if f"{topic}.".startswith(f"{event}.")]
    return f"({' OR '.join(topics) or 'false'})"


def _fields(state: type) -> Iterator[str]:
    for field in fields(state):
        yield field.name
        if field.name == "content":
            yield from (said.name for said in fields(get_type_hints(state)["content"]))


# The kind that has a field which neither postings nor roles have: among its events, which are few, it is frequent. Else
# one would walk past fifteen thousand changes of others to find fifty names.
ONLY_KIND: Final = {
    field: aggregate.kind
    for aggregate in AGGREGATES
    if aggregate not in (JOB_POSTING, ROLE)
    for field in {*_fields(type(aggregate.initial))}
    - {*_fields(type(JOB_POSTING.initial)), *_fields(type(ROLE.initial))}
}
# Times never run backwards with positions: a span of time is one of positions, which rows are in the order of.
FROM_ON: Final = (
    f"SELECT s.position FROM {projection.source} s WHERE s.recorded_at >= %(since)s"
    " ORDER BY s.recorded_at, s.position LIMIT 1"
)
UP_TO: Final = (
    f"SELECT s.position FROM {projection.source} s WHERE s.recorded_at < %(until)s"
    " ORDER BY s.recorded_at DESC, s.position DESC LIMIT 1"
)


def search(wanted: AuditFilter, *, before: int | None = None, limit: int) -> Query:
    """Newest first, each with behind_since; the next page is before the last `position` of this one."""
    conditions = {
        "kind": "t.kind = %(kind)s",
        "stream": "t.stream = %(stream)s",
        "field": "t.fields && ARRAY[%(field)s, 'content.' || %(field)s]",
        "since": f"t.position >= ({FROM_ON})",
        "until": f"t.position <= ({UP_TO})",
        "before": "t.position < %(before)s",
    }
    if wanted.event is not None:
        conditions["event"] = _named(wanted.event)
    if kind := ONLY_KIND.get((wanted.field or "").removeprefix("content.")):
        # PostgreSQL takes kind and field for independent, and would rather look all of the field's rows up and sort.
        conditions["field"] = f"t.kind = '{kind}' AND coalesce({conditions['field']}, false)"
    values = {name: getattr(wanted, name) for name in AuditFilter.__dataclass_fields__} | {"before": before}
    given = {name: value for name, value in values.items() if value is not None}
    others = [conditions[name] for name in given if name != "subject"]
    newest = [_newest(limit, *branch, *others) for branch in (BY_SUBJECT if "subject" in given else ((),))]
    return Query(
        f"SELECT {COLUMNS}, {projection.behind_since('t')} AS behind_since FROM ({' UNION ALL '.join(newest)}) t"
        f" ORDER BY t.position DESC LIMIT {limit:d}",
        given,
        one_plan=any(given.keys() <= {one, "before"} for one in ("subject", "stream")),  # each has an index in order
    )


# Either has an index in this order; asked by OR, neither would serve, and thousands of other people's rows be read.
BY_SUBJECT: Final[tuple[tuple[str, ...], ...]] = (
    ("t.subject = %(subject)s",),
    ("t.behalf_subject = %(subject)s", "t.subject <> %(subject)s"),
)


def _newest(limit: int, *conditions: str) -> str:
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"(SELECT * FROM {projection.source} t{where} ORDER BY t.position DESC LIMIT {limit:d})"
