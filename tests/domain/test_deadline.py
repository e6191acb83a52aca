"""The end of a posting's last day, in every time zone there is, also where the clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given

from domain.job_posting import JobPosting, PostingContent, expired, expires_at
from domain.job_posting.deadline import today
from tests.domain.strategies import DAYS, ZONES

TICK = timedelta(microseconds=1)


def due(deadline: date | None, zone: str = "UTC") -> JobPosting:
    return JobPosting(content=PostingContent(title="Baker", deadline=deadline, time_zone=zone))


@pytest.mark.parametrize(
    ("zone", "last_day", "end"),
    [
        ("UTC", date(2026, 3, 31), "2026-04-01T00:00Z"),
        ("Europe/Berlin", date(2026, 3, 28), "2026-03-28T23:00Z"),
        ("Europe/Berlin", date(2026, 3, 29), "2026-03-29T22:00Z"),  # a day of 23 hours
        ("Europe/Berlin", date(2026, 10, 25), "2026-10-25T23:00Z"),  # a day of 25 hours
        ("America/Los_Angeles", date(2026, 12, 31), "2027-01-01T08:00Z"),
        ("Pacific/Kiritimati", date(2026, 1, 1), "2026-01-01T10:00Z"),
        ("America/Sao_Paulo", date(2018, 11, 3), "2018-11-04T03:00Z"),  # the next midnight never came
        ("America/Sao_Paulo", date(2018, 2, 17), "2018-02-18T03:00Z"),  # the last hour came twice
        ("America/Havana", date(2026, 3, 7), "2026-03-08T05:00Z"),
        ("America/St_Johns", date(2010, 11, 6), "2010-11-07T03:30Z"),  # midnight came twice, a minute apart
        ("Pacific/Apia", date(2011, 12, 29), "2011-12-30T10:00Z"),  # the next day was left out
    ],
)
def test_the_last_day_ends(zone: str, last_day: date, end: str) -> None:
    assert expires_at(due(last_day, zone)) == datetime.fromisoformat(end)


@given(DAYS, ZONES)
@example(date(2010, 11, 6), "America/St_Johns")
@example(date(2018, 11, 3), "America/Sao_Paulo")
def test_it_is_valid_to_the_last_instant_of_its_last_day_and_no_longer(last_day: date, zone: str) -> None:
    posting = due(last_day, zone)
    end = expires_at(posting)
    assert end is not None
    assert (end - TICK).astimezone(ZoneInfo(zone)).date() <= last_day
    for hours in range(49):
        assert (end + timedelta(hours=hours)).astimezone(ZoneInfo(zone)).date() > last_day
    assert not expired(posting, end - TICK)
    assert expired(posting, end)


@given(DAYS, ZONES)
def test_it_has_not_expired_while_today_is_its_last_day(last_day: date, zone: str) -> None:
    posting = due(last_day, zone)
    noon = datetime(last_day.year, last_day.month, last_day.day, 12, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert expired(posting, noon) == (today(posting, noon) > last_day)


def test_without_a_deadline_it_never_expires() -> None:
    assert expires_at(due(None)) is None
    assert not expired(due(None), datetime(9999, 1, 1, tzinfo=UTC))
