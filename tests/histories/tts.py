"""The edit history of a public website of job descriptions, told as commands; see its NOTE for how dates rule a page.

A page is public from the day it opens through the day it closes. What was edited before is revised, what was edited
while it was public is amended with a second person's leave. A page that is edited after its end, always for a later
opening, is relisted: none of them came back the same. One that was deleted is discarded, or closed and archived.
"""

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path, PurePath
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.job_posting import (
    ApproveAmendment,
    ApprovePosting,
    ArchivePosting,
    ChangeSalary,
    ClosePosting,
    CloseReason,
    DiscardPosting,
    DraftPosting,
    ExtendDeadline,
    JobPosting,
    PostingChanges,
    PostingContent,
    ProposeAmendment,
    PublishPosting,
    RelistPosting,
    RevisePosting,
    ShortenDeadline,
    Status,
    SubmitPostingForApproval,
)
from domain.pay import PayRange, Period
from domain.places import EmploymentType, WorkMode
from tests.histories.desk import REVIEWER, Desk

ZONE: Final = ZoneInfo("America/New_York")
# What the federal pay table gave a grade without locality pay in 2023, first step to last; pages rarely say.
GRADES: Final = {"12": (82_830, 107_680), "13": (98_496, 128_043), "14": (116_393, 151_308), "15": (136_908, 177_978)}
_STATED: Final = re.compile(r'min="\$([\d,]+)" max="\$([\d,]+)"')


@dataclass(frozen=True)
class Revision:
    """One edit of a page. text: the whole page after it; None, the page was deleted."""

    path: str
    at: datetime
    front_matter: Mapping[str, Any]
    text: str | None

    @property
    def title(self) -> str:
        said = self.front_matter.get("title")
        return said.strip() if isinstance(said, str) and said.strip() else PurePath(self.path).stem

    @property
    def opens(self) -> date | None:
        return _day(self.front_matter.get("opens"))

    @property
    def closes(self) -> date | None:
        return _day(self.front_matter.get("closes"))

    @property
    def days(self) -> tuple[date, ...]:
        """The first on which it is open, and the first on which it is so no more."""
        return (self.opens, self.closes + timedelta(days=1)) if self.opens and self.closes else ()

    def open_on(self, day: date) -> bool:
        """As the website reckons it."""
        return self.opens is not None and self.closes is not None and self.opens <= day <= self.closes

    @property
    def pay(self) -> tuple[PayRange, ...]:
        """As the page states it, else by its grade."""
        stated = _STATED.search(self.text or "")
        grade = self.front_matter.get("gs")
        known = GRADES.get(grade[0] if isinstance(grade, list) else grade or "15", GRADES["15"])
        ends = [Decimal(end.replace(",", "")) for end in stated.groups()] if stated else [Decimal(end) for end in known]
        return (PayRange(currency="USD", period=Period.YEAR, minimum=ends[0], maximum=ends[1]),)


def revisions(folder: Path) -> Mapping[str, Sequence[Revision]]:
    """Every page's edits, in order."""
    pages: dict[str, list[Revision]] = defaultdict(list)
    with gzip.open(folder / "18f-join-tts" / "revisions.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            said = json.loads(line)
            head, body = said.get("front_matter", {}), said.get("body")
            text = None if body is None else f"---\n{json.dumps(head, ensure_ascii=False, indent=0)}\n---\n{body}"
            at = datetime.fromtimestamp(said["at"], UTC)
            pages[said["path"]].append(Revision(said["path"], at, head, text))
    return pages


@dataclass
class Website:
    """Keeps the pages as postings. kept: where each revision's text stands in the log: (stream, version)."""

    desk: Desk
    role: UUID
    kept: list[tuple[Revision, UUID, int]] = field(default_factory=list)
    streams: dict[str, UUID] = field(default_factory=dict)
    last: dict[str, Revision] = field(default_factory=dict)

    async def live_through(self, history: Iterable[Revision]) -> None:
        """Everything that happened, in the order of its time."""
        for revision in sorted(history, key=lambda one: one.at):
            await self._days_pass(revision.at)
            await self.desk.at(revision.at)
            await (self._delete(revision) if revision.text is None else self._edit(revision))

    async def _days_pass(self, until: datetime) -> None:
        """Pages open and close on their days."""
        days = [(_midnight(day), page.path) for page in self.last.values() for day in page.days]
        for moment, path in sorted((moment, path) for moment, path in days if self.desk.clock.time < moment <= until):
            await self.desk.at(moment)
            await self._open_or_close(path)

    async def _open_or_close(self, path: str) -> None:
        stream, open_now = self.streams[path], self.last[path].open_on(self._today)
        posting = await self.desk.posting(stream)
        if posting.status is Status.DRAFT and open_now:
            await self._publish(stream, posting, self.last[path])
        elif posting.status is Status.PUBLISHED and not open_now:
            await self.desk.do(ClosePosting(reason=CloseReason.EXPIRED), stream)

    @property
    def _today(self) -> date:
        return self.desk.clock.time.astimezone(ZONE).date()

    async def _publish(self, stream: UUID, posting: JobPosting, last: Revision) -> None:
        if posting.pay != last.pay:
            await self.desk.do(ChangeSalary(pay=last.pay, reason="The grade's pay."), stream)
        submitted = await self.desk.do(SubmitPostingForApproval(), stream)
        await self.desk.do(ApprovePosting(), stream, by=REVIEWER, seen=submitted.version)
        await self.desk.do(PublishPosting(), stream)

    async def _edit(self, revision: Revision) -> None:
        path = revision.path
        if path not in self.streams:
            drafted = await self.desk.do(DraftPosting(content=content(revision), role_id=self.role, pay=revision.pay))
            self.streams[path] = drafted.stream
        else:
            await self._change(revision, await self.desk.posting(self.streams[path]))
        self.last[path] = revision
        version = len(await self.desk.store.load(self.streams[path]))
        self.kept.append((revision, self.streams[path], version))
        await self._open_or_close(path)

    async def _change(self, revision: Revision, posting: JobPosting) -> None:
        stream, open_now = self.streams[revision.path], revision.open_on(self._today)
        if posting.status is Status.PUBLISHED and not open_now:
            await self.desk.do(ClosePosting(reason=CloseReason.CANCELLED, explanation="Its dates were moved."), stream)
        elif posting.status is Status.PUBLISHED:
            await self._amend(revision, posting)
            return
        if (posting := await self.desk.posting(stream)).status is Status.CLOSED:
            copy = await self.desk.do(RelistPosting(reason="The page was edited after it had closed."), stream)
            self.streams[revision.path] = stream = copy.stream
            posting = await self.desk.posting(stream)
        changes, gone = changed(posting, revision)
        clear = ("deadline",) if gone else ()
        if changes or clear:
            await self.desk.do(RevisePosting(changes=PostingChanges(**changes), clear=clear), stream)

    async def _amend(self, revision: Revision, posting: JobPosting) -> None:
        """The text by a proposal that a second person agrees to, the last day by its own command."""
        stream = self.streams[revision.path]
        changes, _ = changed(posting, revision)
        new, old = changes.pop("deadline", None), posting.content.deadline
        if changes or posting.pay != revision.pay:
            proposal = ProposeAmendment(reason="Edited.", changes=PostingChanges(**changes), pay=revision.pay)
            proposed = await self.desk.do(proposal, stream)
            await self.desk.do(ApproveAmendment(), stream, by=REVIEWER, seen=proposed.version)
        if new and old:
            move = ExtendDeadline if new > old else ShortenDeadline
            await self.desk.do(move(new, "Edited."), stream)

    async def _delete(self, revision: Revision) -> None:
        self.last.pop(revision.path, None)
        stream = self.streams.pop(revision.path, None)
        if stream is None:
            return  # deleted on another branch already
        status = (await self.desk.posting(stream)).status
        if status is Status.DRAFT:
            await self.desk.do(DiscardPosting("The page was deleted."), stream)
            return
        if status is Status.PUBLISHED:
            await self.desk.do(ClosePosting(reason=CloseReason.CANCELLED, explanation="The page was deleted."), stream)
        await self.desk.do(ArchivePosting("The page was deleted."), stream)


def content(revision: Revision) -> PostingContent:
    """The page as a posting, with what the law asks of work that may be done from anywhere in the country."""
    return PostingContent(
        title=revision.title,
        description=revision.text or "",
        legal_entity="General Services Administration",
        work_mode=WorkMode.REMOTE,
        remote_regions=("US",),
        employment_type=EmploymentType.FULL_TIME,
        benefits="Federal health insurance, annual and sick leave, a pension and the Thrift Savings Plan.",
        other_compensation="None beside locality pay.",
        promotion_opportunity=False,
        deadline=revision.closes,
        time_zone=ZONE.key,
    )


def changed(posting: JobPosting, revision: Revision) -> tuple[dict[str, Any], bool]:
    """The fields to be named, and whether the last day is to be cleared."""
    wanted = {"title": revision.title, "description": revision.text, "deadline": revision.closes}
    differing = {name: value for name, value in wanted.items() if getattr(posting.content, name) != value}
    return {name: value for name, value in differing.items() if value is not None}, differing.get("deadline", 1) is None


def _day(said: Any) -> date | None:
    """A day as the page says it; "TBD" and mistyped ones are none."""
    try:
        return date.fromisoformat(said)
    except (TypeError, ValueError):
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, ZONE).astimezone(UTC)
