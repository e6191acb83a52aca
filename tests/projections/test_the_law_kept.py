"""What ledgers tell of one posting: pay by day, findings and notices, the dashboard, and until when it is kept."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from domain.job_posting import (
    AmendmentProposed,
    ChannelListed,
    ChannelObserved,
    ChannelTakenDown,
    CloseReason,
    Drift,
    FindingOpened,
    FindingResolved,
    NoncomplianceCured,
    NoncomplianceNoticeReceived,
    PostingAmended,
    PostingChanges,
    PostingClosed,
    PostingContent,
    PostingDrafted,
    PostingPaused,
    PostingPublished,
    PostingReopened,
    PostingResumed,
)
from domain.law.judgement import Judgement, Missing, Outcome, Retention, RuleResult, Trigger
from domain.pay import PayRange, Period
from domain.places import Location
from infrastructure.read_side.states import DECIDER_OF
from projections import compliance, hiring_dashboard, pay_changes, pay_ranges, retention
from projections.declaration import Ledger
from projections.retention import Because, verdict
from tests.projections.histories import PEOPLE, MemoryLog

POSTING = UUID(int=1)
DENVER = Location(country="US", region="US-CO", locality="Denver")
CONTENT = PostingContent(title="Baker", locations=(DENVER,), time_zone="America/Denver", deadline=date(2026, 6, 30))
PAY = PayRange(currency="USD", period=Period.YEAR, minimum=Decimal(50_000), maximum=Decimal(60_000))
MORE = replace(PAY, maximum=Decimal(70_000))
TAKEN_DOWN = Retention(years=2, trigger=Trigger.TAKEN_DOWN, statute="A", basis="S")
PUBLISHED = Retention(years=5, trigger=Trigger.PUBLISHED, statute="B", basis="S")
HIRED = Retention(years=3, trigger=Trigger.EMPLOYMENT_ENDED, statute="C", basis="S", otherwise=Trigger.TAKEN_DOWN)


def judged(*retention: Retention, outcome: Outcome = Outcome.MET) -> Judgement:
    """By one rule, which wants it kept so."""
    result = RuleResult(
        rule="co-pay", outcome=outcome, statute="C.R.S.", version="2024", file_sha256="f" * 64, retention=retention
    )
    return Judgement(day=date(2026, 3, 1), rules_sha256="a" * 64, places=("US", "US-CO"), results=(result,))


def drafted(**content: Any) -> PostingDrafted:
    return PostingDrafted(content=replace(CONTENT, **content), pay=(PAY,), by=PEOPLE[:1])


def published(judgement: Judgement | None = None) -> PostingPublished:
    return PostingPublished(
        period=1,
        published_on=date(2026, 3, 1),
        document_sha256="1" * 64,
        renderer=1,
        role_approval=1,
        judgement=judgement or judged(),
    )


def amended(pay: PayRange) -> tuple[AmendmentProposed, PostingAmended]:
    said: dict[str, Any] = {
        "fields": (),
        "old": PostingChanges(),
        "new": PostingChanges(),
        "reason": "Market.",
        "old_pay": (PAY,),
        "new_pay": (pay,),
    }
    agreed = PostingAmended(**said, role_approval=1, document_sha256="2" * 64, renderer=1, judgement=judged())
    return AmendmentProposed(**said, by=PEOPLE[:1]), agreed


def reopened() -> PostingReopened:
    return PostingReopened(
        period=2,
        published_on=date(2026, 5, 1),
        document_sha256="3" * 64,
        renderer=1,
        role_approval=1,
        judgement=judged(),
        reason="Again.",
        by=PEOPLE[:1],
        old_deadline=None,
        new_deadline=None,
    )


def told(projection: Ledger[Any], *steps: tuple[int, Any]) -> tuple[Any, ...]:
    """The rows after these events of one posting, each with its day, counted from 1 March 2026."""
    log, rows = MemoryLog(), ()
    state: Any = None
    for day, event in steps:
        moment = datetime(2026, 2, 28, 20, tzinfo=UTC) + timedelta(days=day)
        r = replace(log.record(POSTING, event), recorded_at=moment, effective_at=moment)
        decider = DECIDER_OF[type(event)]
        before = decider.initial if state is None else state
        state = decider.evolve(before, event)
        if type(event) in projection.handles:
            rows = projection.tell(rows, before, state, r)
    return rows


def test_a_pause_ends_what_was_public_and_a_resumption_begins_it_anew() -> None:
    rows = told(
        pay_ranges.projection,
        (1, drafted()),
        (2, published()),
        (5, PostingPaused()),
        (9, PostingResumed(judgement=judged())),
        (12, PostingClosed(reason=CloseReason.FILLED)),
    )
    assert [(row.revision, row.first_day.day, row.last_day.day) for row in rows] == [(1, 2, 5), (2, 9, 12)]
    assert {(row.minimum, row.maximum, row.regions, row.places) for row in rows} == {
        (Decimal(50_000), Decimal(60_000), ("US-CO",), ("Denver, US-CO, US",))
    }


def test_an_amendment_shows_other_pay_from_its_day_on_and_a_deadline_is_the_last_day() -> None:
    proposed, agreed = amended(MORE)
    rows = told(pay_ranges.projection, (1, drafted()), (2, published()), (4, proposed), (6, agreed))
    assert [(row.maximum, row.first_day.day, row.last_day) for row in rows] == [
        (Decimal(60_000), 2, date(2026, 3, 6)),
        (Decimal(70_000), 6, date(2026, 6, 30)),
    ]


def test_pay_that_is_not_disclosed_is_a_row_without_amounts_and_what_is_open_at_an_end_says_so() -> None:
    nothing = replace(drafted(), pay=())
    [row] = told(pay_ranges.projection, (1, nothing), (2, published()))
    assert (row.disclosed, row.minimum, row.currency, row.regions) == (False, None, None, ("US-CO",))
    up = replace(drafted(), pay=(replace(PAY, maximum=None),))
    [row] = told(pay_ranges.projection, (1, up), (2, published()))
    assert (row.disclosed, row.minimum, row.maximum) == (True, Decimal(50_000), None)


@pytest.mark.parametrize("hidden", ["internal_only", "confidential"])
def test_what_is_internal_or_confidential_was_never_public(hidden: str) -> None:
    assert told(pay_ranges.projection, (1, drafted(**{hidden: True})), (2, published())) == ()


def test_a_pay_change_knows_who_approved_it_and_one_that_was_withdrawn_nobody() -> None:
    proposed, agreed = amended(MORE)
    [row] = told(pay_changes.projection, (1, drafted()), (2, published()), (3, proposed), (4, agreed))
    assert (row.old, row.new, row.reason, row.outcome) == ((PAY,), (MORE,), "Market.", "approved")
    assert row.approved_by == PEOPLE[:1]
    [row] = told(
        pay_changes.projection,
        (1, drafted()),
        (2, published()),
        (3, proposed),
        (4, PostingClosed(reason=CloseReason.BUDGET)),
    )
    assert (row.outcome, row.approved_by) == ("withdrawn", ())


def test_a_finding_stays_open_since_its_first_day_and_a_notice_until_its_cure() -> None:
    broken = replace(judged(outcome=Outcome.BROKEN).results[0], missing=(Missing(code="pay-range", words="state it"),))
    opened = FindingOpened(result=broken)
    notice = NoncomplianceNoticeReceived(
        notice="N-1", authority="CDLE", received_on=date(2026, 3, 4), details="-", by=(), cure_by=date(2026, 3, 18)
    )
    steps = [(1, drafted()), (2, published(judged(outcome=Outcome.BROKEN))), (3, opened), (4, notice)]
    concerns = {row.matter: row for row in told(compliance.projection, *steps)}
    assert concerns[compliance.Matter.RULE].open_since.day == 3
    assert (concerns[compliance.Matter.NOTICE].outcome, concerns[compliance.Matter.NOTICE].due.day) == ("open", 18)
    cured = NoncomplianceCured(notice="N-1", how="-", by=(), late=True)
    after = told(compliance.projection, *steps, (20, cured), (21, FindingResolved(rule="co-pay")))
    assert {row.matter: (row.outcome, row.open_since) for row in after} == {
        compliance.Matter.RULE: ("broken", None),
        compliance.Matter.NOTICE: ("cured-late", None),
    }


def test_a_drift_is_a_concern_until_the_channel_shows_what_it_should() -> None:
    altered = ChannelObserved(
        channel="Board", seen_at=datetime(2026, 3, 4, tzinfo=UTC), shown_sha256="e" * 64, published_sha256="1" * 64
    )
    steps = [(1, drafted()), (2, published()), (3, ChannelListed(channel="Board"))]
    seen = told(compliance.projection, *steps, (4, replace(altered, drift=Drift.ALTERED)))
    assert [(row.subject, row.outcome) for row in seen if row.open_since] == [("Board", "altered")]
    mended = told(compliance.projection, *steps, (4, replace(altered, drift=Drift.ALTERED)), (5, altered))
    assert not [row for row in mended if row.open_since]


def test_the_dashboard_counts_days_to_the_first_publication_and_days_open() -> None:
    rows = told(
        hiring_dashboard.projection,
        (1, drafted()),
        (4, published()),
        (10, PostingClosed(reason=CloseReason.CANCELLED)),
        (30, reopened()),
    )
    assert [(row.period, row.days_open, row.close_reason) for row in rows] == [
        (0, None, None),
        (1, 9, CloseReason.CANCELLED),  # published_on says 1 March
        (2, None, None),
    ]
    assert rows[2].days_to_publish is None


def keeping(*steps: tuple[int, Any], ask: tuple[Retention, ...]) -> tuple[Any, ...]:
    return told(retention.projection, (1, drafted()), (2, published(judged(*ask))), *steps)


def days(rows: tuple[Any, ...]) -> list[date | None]:
    return [row.keep_until for row in rows]


def test_while_the_trigger_is_unknown_it_is_kept() -> None:
    assert days(keeping(ask=(TAKEN_DOWN, PUBLISHED))) == [None, date(2031, 3, 1)]


def test_closed_but_still_seen_on_a_channel_is_not_taken_down() -> None:
    shown = ChannelObserved(
        channel="Board",
        seen_at=datetime(2026, 3, 12, tzinfo=UTC),
        shown_sha256="e" * 64,
        published_sha256=None,
        drift=Drift.STILL_SHOWN,
    )
    closing = [
        (3, ChannelListed(channel="Board")),
        (10, ChannelTakenDown(channel="Board")),
        (10, PostingClosed(reason=CloseReason.FILLED)),
    ]
    assert days(keeping(*closing, ask=(TAKEN_DOWN,))) == [date(2028, 3, 10)]
    assert days(keeping(*closing, (12, shown), ask=(TAKEN_DOWN,))) == [None]
    gone = replace(shown, shown_sha256=None, drift=None)
    assert days(keeping(*closing, (12, shown), (15, gone), ask=(TAKEN_DOWN,))) == [date(2028, 3, 15)]


def test_reopened_it_is_kept_again() -> None:
    closed = (10, PostingClosed(reason=CloseReason.CANCELLED))
    assert days(keeping(closed, (20, reopened()), ask=(TAKEN_DOWN,))) == [None]


@pytest.mark.parametrize(
    ("reason", "runs_from", "until"),
    [
        (CloseReason.FILLED, Trigger.EMPLOYMENT_ENDED, None),
        (CloseReason.CANCELLED, Trigger.TAKEN_DOWN, date(2029, 3, 10)),
    ],
)
def test_without_a_hire_the_years_run_from_what_the_law_names_instead(
    reason: CloseReason, runs_from: Trigger, until: date | None
) -> None:
    [row] = keeping((10, PostingClosed(reason=reason)), ask=(HIRED,))
    assert (row.runs_from, row.keep_until) == (runs_from, until)


def test_of_several_rules_the_latest_decides_one_that_is_unknown_keeps_and_a_hold_overrides() -> None:
    sooner, later = {"rule": "a", "keep_until": date(2028, 1, 1)}, {"rule": "b", "keep_until": date(2031, 1, 1)}
    unknown = {"rule": "c", "keep_until": None}
    assert verdict([sooner, later], []).deciding == ("b",)
    assert verdict([sooner, later], []).keep_until == date(2031, 1, 1)
    assert verdict([sooner, later, unknown], []).because is Because.NOT_YET_KNOWN
    assert verdict([sooner, later], ["Doe"]) == retention.Verdict(
        keep_until=None, because=Because.LEGAL_HOLD, deciding=("Doe",)
    )
    assert verdict([], []).because is Because.NO_RULE


def test_nothing_is_kept_too_short_where_there_is_no_29_february() -> None:
    assert retention.years_after(date(2028, 2, 29), 2) == date(2030, 3, 1)
    assert retention.years_after(date(2028, 2, 29), 4) == date(2032, 2, 29)
