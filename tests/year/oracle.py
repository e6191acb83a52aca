"""The answers once more, worked out from the events alone by plain loops that share no code with the read side."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain import job_posting as p
from domain.job_posting import PostingContent
from domain.pay import PayRange
from domain.recorded import Actor, Recorded

History = Sequence[Recorded[Any]]


@dataclass
class Text:
    """What was on show from one day to another (None: to the end), both included and in the posting's time zone."""

    first: date
    last: date | None
    content: PostingContent
    pay: tuple[PayRange, ...]
    sha256: str
    since: datetime
    until: datetime | None


def texts(history: History) -> list[Text]:
    """Every text that one posting showed to anyone, by walking through what happened."""
    found: list[Text] = []
    content, sha256, on_show = PostingContent(title="-"), "", False
    pay: tuple[PayRange, ...] = ()
    deadline: date | None = None
    for r in history:
        event, was_on_show, was = r.event, on_show, sha256
        if isinstance(event, p.PostingDrafted | p.PostingImported):
            content, pay, deadline = event.content, event.pay, event.content.deadline
        if isinstance(event, p.PostingSalaryChanged):
            pay = event.new
        if isinstance(event, p.PostingAmended) and event.new_pay is not None:
            pay = event.new_pay
        if isinstance(event, p.PostingDeadlineExtended | p.PostingDeadlineShortened):
            deadline = event.new
        if isinstance(event, p.PostingReopened):
            deadline = event.new_deadline
        if isinstance(event, p.PostingPublished | p.PostingReopened | p.PostingResumed | p.PostingImported):
            on_show = True
        if isinstance(event, p.PostingPaused | p.PostingClosed):
            on_show = False
        sha256 = getattr(event, "document_sha256", None) or sha256
        if found and was_on_show and (not on_show or sha256 != was) and found[-1].until is None:
            last = day_of(r.recorded_at - timedelta(microseconds=1), content)
            found[-1].last = min(last, found[-1].last) if found[-1].last else last
            found[-1].until = r.recorded_at
        if on_show and (not was_on_show or sha256 != was):
            first = event.published_on if isinstance(event, p.PostingImported) else day_of(r.recorded_at, content)
            found.append(Text(first, deadline, content, pay, sha256, r.recorded_at, None))
    hidden = content.internal_only or content.confidential
    return [] if hidden else [one for one in found if one.until is None or one.since < one.until]


def public_pay(postings: Iterable[History], day: date, region: str) -> Iterator[tuple[str, str | None, str | None]]:
    """(posting, lowest, highest) of every range that was public in the region on that day."""
    for history in postings:
        for text in texts(history):
            if text.first <= day and (text.last is None or day <= text.last):
                for pay in text.pay or (None,):
                    if _offered(text.content, pay, region):
                        yield str(history[0].stream), _amount(pay and pay.minimum), _amount(pay and pay.maximum)


def _offered(content: PostingContent, pay: PayRange | None, region: str) -> bool:
    """Whether a range is for a place in the region, or for a whole country that the region lies in."""
    named = {place.name: place.region or place.country for place in content.locations}
    named |= {code: code for code in content.remote_regions}
    covered = [code for name, code in named.items() if pay is None or not pay.places or name in pay.places]
    return any(region in {code, code[:2]} or code == region[:2] for code in covered)


def pay_changes(postings: Iterable[History], unit: Any) -> Iterator[tuple[str, int, str, tuple[str, ...]]]:
    """(posting, version, outcome, who approved) of every change of pay under a unit."""
    for history in postings:
        if history[0].event.content.unit_id != unit:
            continue
        for place, r in enumerate(history):
            later = history[place + 1 :]
            if isinstance(r.event, p.PostingSalaryChanged) and r.event.old != r.event.new:
                yield str(r.stream), r.version, *_approval(later, p.PostingApproved, p.PostingSubmittedForApproval)
            if isinstance(r.event, p.AmendmentProposed) and r.event.new_pay is not None:
                yield str(r.stream), r.version, *_approval(later, p.PostingAmended, p.AmendmentProposed)


def _approval(later: History, approved: type, anew: type) -> tuple[str, tuple[str, ...]]:
    """What became of it: everyone who said yes, up to the approval; what is submitted anew is agreed to anew."""
    people: list[Actor] = []
    for r in later:
        if isinstance(r.event, anew):
            people = []
        if approved is p.PostingAmended and isinstance(r.event, p.AmendmentProposed) and r.event.new_pay is not None:
            return "withdrawn", ()
        if isinstance(r.event, p.ApprovalGiven):
            people += r.event.by
        if isinstance(r.event, approved):
            people += [r.actor, *([r.on_behalf_of] if r.on_behalf_of else [])]
            return "approved", tuple(dict.fromkeys(person.subject for person in people))
        if approved is p.PostingAmended and isinstance(r.event, p.AmendmentRejected):
            return "rejected", ()
        if approved is p.PostingAmended and isinstance(r.event, p.AmendmentWithdrawn | p.PostingClosed):
            return "withdrawn", ()
    return "open", ()


def outside_band(postings: Iterable[History]) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """(posting, version, who granted the exception) of whatever was shown outside its band."""
    for history in postings:
        for r in history:
            used = getattr(r.event, "band_exception", None)
            if used is not None:
                yield str(r.stream), r.version, tuple(person.subject for person in used.granted_by)


def day_of(moment: datetime, content: PostingContent) -> date:
    return moment.astimezone(ZoneInfo(content.time_zone)).date()


def _amount(amount: Any) -> str | None:
    return None if amount is None else f"{amount:f}"
