"""What a posting said on a day: its own day, where it is."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

import pytest

from application.audit import NotFound
from application.ports import EventStore
from application.publications import DayOfPosting, on_day
from domain.job_posting import PostingChanges, PostingContentChanged
from tests.domain.given import ALICE, BOB
from tests.domain.postings import approved, closed, drafted, published, submitted
from tests.projections.histories import MemoryLog

POSTING = UUID("00000000-0000-4000-8000-0000000000cc")
EVENING = datetime(2026, 3, 11, 4, tzinfo=UTC)  # still the 10th in Denver


def told(day: date, *events: Any, at: Sequence[datetime]) -> DayOfPosting:
    """The answer for a posting to which this happened, each event at its time; Bob does everything."""
    log = MemoryLog()
    for event in events:
        log.record(POSTING, event, by=BOB)
    log.events = [replace(one, recorded_at=when) for one, when in zip(log.events, at, strict=True)]
    return asyncio.run(on_day(cast(EventStore, log), POSTING, day))


def moved_to_denver() -> PostingContentChanged:
    return PostingContentChanged(
        fields=("time_zone",),
        old=PostingChanges(time_zone="UTC"),
        new=PostingChanges(time_zone="America/Denver"),
        by=(ALICE,),
    )


LIFE = (drafted(time_zone="UTC", deadline=None), moved_to_denver(), submitted(), approved(), published(), closed())


def test_a_day_is_the_one_of_the_zone_that_it_ended_in() -> None:
    hours = [EVENING + timedelta(minutes=n) for n in range(len(LIFE))]
    answer = told(date(2026, 3, 10), *LIFE, at=hours)
    assert answer.time_zone == "America/Denver"
    assert [shown.approved_by for shown in answer.shown] == [(BOB,)]


def test_what_was_shown_for_part_of_a_day_was_shown_that_day_and_on_no_other() -> None:
    days = [EVENING + timedelta(days=n) for n in range(len(LIFE))]
    assert len(told(date(2026, 3, 14), *LIFE, at=days).shown) == 1
    assert len(told(date(2026, 3, 15), *LIFE, at=days).shown) == 1
    assert told(date(2026, 3, 13), *LIFE, at=days).shown == ()
    after = told(date(2026, 3, 16), *LIFE, at=days)
    assert (after.shown, after.status) == ((), "closed")
    with pytest.raises(NotFound, match="drafted on"):
        told(date(2026, 3, 1), *LIFE, at=days)
