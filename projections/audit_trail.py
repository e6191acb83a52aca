"""The audit trail: one row an event, who did what on whose behalf, which fields from what to what, why and when."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Final
from uuid import UUID

from domain.aggregates import TOPICS
from domain.changes import MASK, FieldChange, changed_fields
from domain.personal import personal_fields
from domain.recorded import Recorded
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
        "event": "(t.topic = %(event)s OR starts_with(t.topic, %(event)s || '.'))",
        "field": "t.fields && ARRAY[%(field)s, 'content.' || %(field)s]",
        "since": f"t.position >= ({FROM_ON})",
        "until": f"t.position <= ({UP_TO})",
        "before": "t.position < %(before)s",
    }
    values = {name: getattr(wanted, name) for name in AuditFilter.__dataclass_fields__} | {"before": before}
    given = {name: value for name, value in values.items() if value is not None}
    others = [conditions[name] for name in given if name != "subject"]
    newest = [_newest(*branch, *others) for branch in (BY_SUBJECT if "subject" in given else ((),))]
    return Query(
        f"SELECT {COLUMNS}, {projection.behind_since('t')} AS behind_since FROM ({' UNION ALL '.join(newest)}) t"
        " ORDER BY t.position DESC LIMIT %(limit)s",
        {**given, "limit": limit},
    )


# Either has an index in this order; asked by OR, neither would serve, and thousands of other people's rows be read.
BY_SUBJECT: Final[tuple[tuple[str, ...], ...]] = (
    ("t.subject = %(subject)s",),
    ("t.behalf_subject = %(subject)s", "t.subject <> %(subject)s"),
)


def _newest(*conditions: str) -> str:
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"(SELECT * FROM {projection.source} t{where} ORDER BY t.position DESC LIMIT %(limit)s)"
