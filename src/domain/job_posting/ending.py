"""Giving up a draft, and putting away what has ended."""

from domain.job_posting.commands import ArchivePosting, DiscardPosting
from domain.job_posting.events import PostingEvent
from domain.job_posting.state import JobPosting


def archive(command: ArchivePosting, posting: JobPosting) -> tuple[PostingEvent, ...]:
    raise NotImplementedError


def discard(command: DiscardPosting, posting: JobPosting) -> tuple[PostingEvent, ...]:
    raise NotImplementedError
