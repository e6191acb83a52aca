"""A posting is valid through the end of its last day, in its own time zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.job_posting.state import JobPosting


def today(posting: JobPosting, now: datetime) -> date:
    """The day it is where the posting's deadline is reckoned."""
    return now.astimezone(ZoneInfo(posting.content.time_zone)).date()


def expires_at(posting: JobPosting) -> datetime | None:
    """The first instant (UTC) after its last day; None without a deadline."""
    if posting.content.deadline is None:
        return None
    zone = ZoneInfo(posting.content.time_zone)
    midnight = datetime.combine(posting.content.deadline + timedelta(days=1), time(), zone)
    # Where clocks change at midnight it comes twice or not at all: the later reading is the last day's end in both.
    return max(midnight.replace(fold=fold).astimezone(UTC) for fold in (0, 1))


def expired(posting: JobPosting, now: datetime) -> bool:
    """Whether its last day is over."""
    end = expires_at(posting)
    return end is not None and now >= end
