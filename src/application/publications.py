"""What was shown of a posting, from when to when, by whose approval and under which law: read from the log itself."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from application.audit import NotFound, load
from application.ports import EventStore
from domain.aggregates import TOPICS
from domain.job_posting import (
    JOB_POSTING,
    CloseReason,
    JobPosting,
    PostingAmended,
    PostingApproved,
    PostingClosed,
    PostingImported,
    PostingReopened,
    Status,
    expires_at,
)
from domain.law.judgement import Judgement
from domain.pay import PayRange
from domain.policies.approval import Approval
from domain.recorded import Actor, Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What was done: the event's stored name, its version in the stream, who, when, why."""

    event: str
    version: int
    by: tuple[Actor, ...]
    at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """One text on show without a break. public: to anyone; else inside the house alone.

    since: as recorded, of an import the beginning of the day that it gave. until: when it was shown no more (excluded),
    by its last day at the latest; None: it is on show. version: of the posting, whose `published` are these bytes.
    approved_by: everyone behind its approval; nobody here, where it was imported. judgements: of the law, in the order
    in which they were recorded, the first as it began; findings: ids of rules that were found broken meanwhile.
    """

    period: int
    public: bool
    since: datetime
    until: datetime | None
    version: int
    document_sha256: str | None
    pay: tuple[PayRange, ...]
    begun: Act
    ended: Act | None
    approved_by: tuple[Actor, ...]
    asserted_by: str | None
    judgements: tuple[tuple[datetime, Judgement], ...]
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One publication period. closed: what ended it, and why; None: it has not ended."""

    period: int
    closed: Act | None
    close_reason: CloseReason | None
    showings: tuple[Showing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownThen:
    """One text that was on show that day, the part of the day that it was, and the law as last judged by its end.

    lawful: whether nothing refused it: every place was placed or let pass, and no rule was broken. broken: their ids.
    """

    since: datetime
    until: datetime
    public: bool
    period: int
    version: int
    document_sha256: str | None
    pay: tuple[PayRange, ...]
    published_by: Act
    approved_by: tuple[Actor, ...]
    asserted_by: str | None
    lawful: bool
    judged_at: datetime | None
    judgement: Judgement | None
    broken: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfPosting:
    """A posting on one day of its own time zone. status: as the day ended. shown: empty, nobody was shown anything."""

    posting_id: UUID
    day: date
    time_zone: str
    status: Status
    version: int
    shown: tuple[ShownThen, ...]


async def publications(store: EventStore, stream: UUID) -> tuple[Publication, ...]:
    """Every publication period, oldest first. Raises NotFound."""
    events = await load(store, JOB_POSTING, stream)
    return tuple(
        _publication(period, tuple(showings), events)
        for period, showings in groupby(showings_of(events), key=lambda one: one.period)
    )


async def on_day(store: EventStore, stream: UUID, day: date) -> DayOfPosting:
    """What was shown on that day, exactly. Raises NotFound, also where the posting was not there yet."""
    events = await load(store, JOB_POSTING, stream)
    states = list(_states(events))
    # The zone may have been another before: what counts is the one that the day ended in.
    in_its_day = (state for r, state in states if r.recorded_at < _hours(day, state)[1])
    *_, as_it_stood = (states[0][1], *in_its_day)
    begins, ends = _hours(day, as_it_stood)
    shown = [one for one in showings_of(events) if one.since < ends and (one.until is None or one.until > begins)]
    by_then = [pair for pair in states if pair[0].recorded_at < ends]
    if not by_then and not shown:
        raise NotFound(f"there was no job posting {stream} on {day}: it was drafted on {states[0][0].recorded_at}")
    last, state = by_then[-1] if by_then else states[0]
    return DayOfPosting(
        posting_id=stream,
        day=day,
        time_zone=as_it_stood.content.time_zone,
        status=state.status,
        version=last.version,
        shown=tuple(_within(one, begins, ends) for one in shown),
    )


def _hours(day: date, posting: JobPosting) -> tuple[datetime, datetime]:
    """When the day begins and ends, in the posting's time zone."""
    zone = ZoneInfo(posting.content.time_zone)
    begins, ends = (datetime.combine(one, time(), zone).astimezone(UTC) for one in (day, day + timedelta(days=1)))
    return begins, ends


def showings_of(events: Sequence[Recorded[Any]]) -> Iterator[Showing]:
    """Every text that was on show, one after the other."""
    current: Showing | None = None
    approved_by: tuple[Actor, ...] = ()
    before = JOB_POSTING.initial
    for r in events:
        after = JOB_POSTING.evolve(before, r.event)
        approved_by = _approved_by(r, before) or approved_by
        goes_on = current is not None and _shown(before) == _shown(after)
        if current is not None and not goes_on:
            yield _ended(current, before, r)
            current = None
        if goes_on and current is not None:
            current = _meanwhile(current, before, after, r)
        elif after.status is Status.PUBLISHED:
            current = _begun(after, r, approved_by)
        before = after
    if current is not None:
        yield replace(current, until=expires_at(before))


def _shown(posting: JobPosting) -> tuple[Any, ...] | None:
    """What makes it another text, or none."""
    if posting.status is not Status.PUBLISHED:
        return None
    return (posting.period, posting.document_sha256, posting.public)


def _begun(posting: JobPosting, r: Recorded[Any], approved_by: tuple[Actor, ...]) -> Showing:
    imported = isinstance(r.event, PostingImported)
    since = r.recorded_at
    if imported and posting.published_on is not None:
        day_posted = datetime.combine(posting.published_on, time(), ZoneInfo(posting.content.time_zone))
        since = min(since, day_posted.astimezone(UTC))
    return Showing(
        period=posting.period,
        public=posting.public,
        since=since,
        until=None,
        version=r.version,
        document_sha256=posting.document_sha256,
        pay=posting.pay,
        begun=_act(r),
        ended=None,
        approved_by=approved_by,
        asserted_by=posting.asserted_by if imported else None,
        judgements=((r.recorded_at, posting.judgement),) if posting.judgement else (),
        findings=posting.findings,
    )


def _meanwhile(showing: Showing, before: JobPosting, after: JobPosting, r: Recorded[Any]) -> Showing:
    """The law may be asked again while it is shown, and find something."""
    judgements = showing.judgements
    if after.judgement is not None and after.judgement is not before.judgement:
        judgements = (*judgements, (r.recorded_at, after.judgement))
    found = tuple(dict.fromkeys((*showing.findings, *after.findings)))
    return replace(showing, judgements=judgements, findings=found)


def _ended(showing: Showing, before: JobPosting, r: Recorded[Any]) -> Showing:
    last = expires_at(before)
    return replace(showing, until=min(r.recorded_at, last) if last else r.recorded_at, ended=_act(r))


def _approved_by(r: Recorded[Any], before: JobPosting) -> tuple[Actor, ...]:
    """Everyone behind the approval that this event completes."""
    given: tuple[Approval, ...]
    match r.event:
        case PostingApproved():
            given = before.approvals
        case PostingAmended():
            given = before.proposal.approvals if before.proposal else ()
        case _:
            return ()
    return tuple(dict.fromkeys((*(person for approval in given for person in approval.by), *_people(r))))


def _within(showing: Showing, begins: datetime, ends: datetime) -> ShownThen:
    judged = [(at, judgement) for at, judgement in showing.judgements if at < ends] or showing.judgements[:1]
    at, judgement = judged[-1] if judged else (None, None)
    broken = tuple(result.rule for result in judgement.broken) if judgement else ()
    return ShownThen(
        since=max(showing.since, begins),
        until=min(showing.until or ends, ends),
        public=showing.public,
        period=showing.period,
        version=showing.version,
        document_sha256=showing.document_sha256,
        pay=showing.pay,
        published_by=showing.begun,
        approved_by=showing.approved_by,
        asserted_by=showing.asserted_by,
        lawful=judgement is not None and not judgement.refuses,
        judged_at=at,
        judgement=judgement,
        broken=broken,
    )


def _publication(period: int, showings: tuple[Showing, ...], events: Sequence[Recorded[Any]]) -> Publication:
    closed = next(
        (
            r
            for r in events
            if r.version > showings[-1].version and isinstance(r.event, PostingClosed | PostingReopened)
        ),
        None,
    )
    ended = closed if closed is not None and isinstance(closed.event, PostingClosed) else None
    return Publication(
        period=period,
        closed=_act(ended) if ended else None,
        close_reason=ended.event.reason if ended else None,
        showings=showings,
    )


def _act(r: Recorded[Any]) -> Act:
    return Act(event=TOPICS[type(r.event)], version=r.version, by=_people(r), at=r.recorded_at, reason=r.reason)


def _people(r: Recorded[Any]) -> tuple[Actor, ...]:
    return (r.actor,) if r.on_behalf_of is None else (r.actor, r.on_behalf_of)


def _states(events: Iterable[Recorded[Any]]) -> Iterator[tuple[Recorded[Any], JobPosting]]:
    """Each event with the state after it."""
    state = JOB_POSTING.initial
    for r in events:
        state = JOB_POSTING.evolve(state, r.event)
        yield r, state
