"""22 days of job boards, told as commands: seen open, pay changed, gone, back again; see the data's NOTE for its flaws.

What is live elsewhere is adopted, whatever the law finds wrong with it. From then on the law is asked, and what it
refuses is done as a person would do it: say what is missing, have a place that nobody can place waived by somebody
else, and where the pay itself is missing, leave it at that. Each refusal is counted by what refused.
"""

import asyncio
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from application.ports import Outcome
from domain.job_posting import (
    AdoptPosting,
    ApproveAmendment,
    ApprovePosting,
    ChangeSalary,
    ClosePosting,
    CloseReason,
    ExternalId,
    PostingChanges,
    PostingContent,
    ProposeAmendment,
    PublishPosting,
    RejectAmendment,
    RelistPosting,
    ReopenPosting,
    RevisePosting,
    SubmitPostingForApproval,
    WaivePlace,
)
from domain.job_posting.errors import (
    AgainstTheLaw,
    PlaceUnresolved,
    PostingHasNoPlace,
    PostingNeverPublished,
    PostingNotApproved,
)
from domain.job_posting.waivers import unresolved
from domain.pay import PayRange, Period
from domain.places import EmploymentType
from tests.histories.desk import REVIEWER, Desk
from tests.histories.places import where

PERIODS: Final = {
    "year": Period.YEAR,
    "1 YEAR": Period.YEAR,
    "per-year-salary": Period.YEAR,
    "month": Period.MONTH,
    "1 MONTH": Period.MONTH,
    "per-hour-wage": Period.HOUR,
    "1 HOUR": Period.HOUR,
}
# What an employer would answer when asked for what the law wants beside the pay.
SAID_ON_REQUEST: Final = PostingChanges(
    benefits="Health insurance, a pension plan and paid leave.",
    other_compensation="None.",
    promotion_opportunity=False,
    existing_vacancy=True,
    uses_ai_screening=False,
)
_KINDS: Final = (
    ("intern", EmploymentType.INTERN),
    ("apprentice", EmploymentType.INTERN),
    ("part", EmploymentType.PART_TIME),
    ("contract", EmploymentType.CONTRACTOR),
    ("fixed", EmploymentType.TEMPORARY),
    ("full", EmploymentType.FULL_TIME),
    ("permanent", EmploymentType.FULL_TIME),
)
Row = Mapping[str, Any]
ByLaw = AgainstTheLaw | PlaceUnresolved
Refusal = ByLaw | PostingHasNoPlace | PostingNeverPublished | PostingNotApproved
REFUSALS = (AgainstTheLaw, PlaceUnresolved, PostingHasNoPlace, PostingNeverPublished, PostingNotApproved)
Day = tuple[date, Mapping[str, Sequence[Row]]]  # what happened on it, by posting


def pay_of(row: Row) -> tuple[PayRange, ...]:
    """As the employer states it. What the source itself does not believe, and 0, is not disclosed."""
    if not row["has_salary"] or row["salary_interval_orig"] not in PERIODS:
        return ()
    return _range(
        row["currency_original"], PERIODS[row["salary_interval_orig"]], row["salary_min_orig"], row["salary_max_orig"]
    )


def pay_after(row: Row, now: tuple[PayRange, ...], changes: Mapping[str, Sequence[Any]]) -> tuple[PayRange, ...] | None:
    """The pay after a change of the amounts in dollars; None where that says nothing of what the employer states.

    Amounts in other currencies move with the day's rate alone, unless they come or go. An amount in dollars with cents
    was converted from another currency, since none that is stated has any.
    """
    ends = {name: changes[f"salary_{name}_usd"] for name in ("min", "max") if f"salary_{name}_usd" in changes}
    if not ends:
        return None
    if all(new is None for _, new in ends.values()) and len(ends) == 2:
        return ()
    if (
        row["currency_original"] not in {"USD", None}
        or PERIODS.get(row["salary_interval_orig"] or "year") is not Period.YEAR
    ):
        return pay_of(row) if not now else None
    new = {"min": now[0].minimum if now else None, "max": now[0].maximum if now else None}
    new |= {name: amount for name, (_, amount) in ends.items()}
    if any(amount is not None and amount != int(amount) for amount in new.values()):
        return None
    return _range("USD", Period.YEAR, new["min"], new["max"])


def _range(
    currency: str, period: Period, minimum: float | Decimal | None, maximum: float | Decimal | None
) -> tuple[PayRange, ...]:
    low, high = (Decimal(f"{end:.2f}".removesuffix(".00")) if end else None for end in (minimum, maximum))
    if low is None and high is None:
        return ()
    return (PayRange(currency=currency, period=period, minimum=low, maximum=high),)


def content_of(row: Row) -> PostingContent:
    """What the board shows; its line about the place stays as it was written."""
    line = (row["location_raw"] or "").strip()
    place, kind = where(line), row["employment_type"]
    return PostingContent(
        title=row["title"].strip(),
        description=f"{row['title'].strip()} at {row['company']}. Place, as the board has it: {line or 'none stated'}.",
        legal_entity=row["company"],
        work_mode=place.work_mode,
        locations=place.locations,
        remote_regions=place.remote_regions,
        employment_type=next((type_ for word, type_ in _KINDS if word in (kind or "").lower()), None),
        raw_employment_type=kind,
        how_to_apply=row["apply_url"],
        channels=(row["source"],),
    )


def postings(folder: Path) -> Mapping[str, Row]:
    """Every posting, by its id."""
    return {row["job_uid"]: row for row in _lines(folder / "tech-salary-radar" / "postings.jsonl.gz")}


def days(folder: Path) -> Iterator[Day]:
    """What happened, day by day, each posting's events in order."""
    for day, events in groupby(_lines(folder / "tech-salary-radar" / "lifecycle.jsonl.gz"), lambda one: one["date"]):
        of_posting: dict[str, list[Row]] = defaultdict(list)
        for event in events:
            of_posting[event["job_uid"]].append(event)
        yield date.fromisoformat(day), of_posting


def _lines(file: Path) -> Iterator[Row]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def can_be_cured(refusal: Refusal) -> bool:
    """Whether something else is missing than the pay, which nobody but the employer knows."""
    broken = refusal.judgement.broken if isinstance(refusal, ByLaw) else ()
    return not any(lack.code == "pay-range" for result in broken for lack in result.missing)


@dataclass
class Listed:
    """Where a posting is kept. public: whether anyone sees it now."""

    stream: UUID
    pay: tuple[PayRange, ...]
    public: bool = True
    open: bool = True


@dataclass
class Boards:
    """Keeps what the boards show. count: of what was done; refused: of what was not, broken: by rule of law."""

    desk: Desk
    rows: Mapping[str, Row]
    roles: Mapping[str, UUID]
    listed: dict[str, Listed] = field(default_factory=dict)
    count: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)

    async def live_through(self, history: Iterable[Day], *, at_once: int = 32) -> None:
        """Day by day; on a day, many postings at once, each in its own order."""
        gate = asyncio.Semaphore(at_once)

        async def one(uid: str, events: Sequence[Row]) -> None:
            async with gate:
                for event in events:
                    await self._happen(uid, event)

        for day, of_posting in history:
            await self.desk.at(datetime.combine(day, time(12), UTC))
            async with asyncio.TaskGroup() as tasks:
                for uid, events in of_posting.items():
                    tasks.create_task(one(uid, events))

    async def _happen(self, uid: str, event: Row) -> None:
        match event["type"]:
            case "seen_open" | "appeared":
                await self._adopt(uid)
            case "changed":
                await self._change(uid, event["changes"])
            case "gone":
                await self._close(self.listed[uid])
            case "reappeared":
                await self._return(self.listed[uid])

    async def _do(self, command: Any, stream: UUID | None = None, **how: Any) -> Outcome:
        outcome = await self.desk.do(command, stream, **how)
        self.count[type(command).__name__] += 1
        return outcome

    async def _refused(self, command: Any, stream: UUID, **how: Any) -> Refusal | None:
        """What refuses it, counted; None, it was done."""
        try:
            await self._do(command, stream, **how)
        except REFUSALS as refusal:
            self.refused[f"{type(command).__name__}: {refusal.code}"] += 1
            if isinstance(refusal, ByLaw):
                self.broken.update(result.rule for result in refusal.judgement.broken)
            return refusal
        return None

    async def _adopt(self, uid: str) -> None:
        row, today = self.rows[uid], self.desk.clock.time.date()
        adopted = await self._do(
            AdoptPosting(
                content=content_of(row),
                external_id=ExternalId(source=row["source"], value=uid.partition(":")[2]),
                asserted_by="tech-salary-radar",
                published_on=min(datetime.fromisoformat(row["published_at"]).date(), today),
                role_id=self.roles[row["seniority"]],
                pay=pay_of(row),
            )
        )
        self.listed[uid] = Listed(adopted.stream, pay_of(row))

    async def _change(self, uid: str, changes: Mapping[str, Sequence[Any]]) -> None:
        listed = self.listed[uid]
        new = pay_after(self.rows[uid], listed.pay, changes)
        if new is None or new == listed.pay:
            self.count["change without news of pay"] += 1
            return
        reason = "The board shows another pay."
        if not listed.public:
            await self._do(ChangeSalary(pay=new, reason=reason), listed.stream)
        elif not await self._amended(listed.stream, ProposeAmendment(reason=reason, pay=new)):
            return
        listed.pay = new

    async def _amended(self, stream: UUID, proposal: ProposeAmendment) -> bool:
        """Proposed by one, agreed to by another; once more with what the law asks; else refused for good."""
        proposed = await self._do(proposal, stream)
        refusal = await self._refused(ApproveAmendment(), stream, by=REVIEWER, seen=proposed.version)
        if refusal is not None and can_be_cured(refusal):
            await self._waive(stream)
            completed = await self._do(ProposeAmendment(reason="What the law asks.", changes=SAID_ON_REQUEST), stream)
            refusal = await self._refused(ApproveAmendment(), stream, by=REVIEWER, seen=completed.version)
        if refusal is None:
            return True
        await self._do(RejectAmendment("It may not be shown so."), stream, by=REVIEWER)
        return False

    async def _waive(self, stream: UUID) -> None:
        """Let every place pass that nobody can tell the law of."""
        posting = await self.desk.posting(stream)
        for place in sorted(unresolved(posting, self.desk.rules) - set(posting.waived)):
            await self._do(WaivePlace(place=place, reason="The board says no more."), stream, by=REVIEWER)

    async def _close(self, listed: Listed) -> None:
        why = "Gone from the board, which does not say why."
        await self._do(ClosePosting(reason=CloseReason.OTHER, explanation=why), listed.stream)
        listed.public = listed.open = False

    async def _return(self, listed: Listed) -> None:
        """The same posting in another period; as a copy made whole, where nobody approved it or the law refuses it."""
        listed.open = True
        reason = "Back on the board."
        refusal = await self._refused(ReopenPosting(reason=reason), listed.stream)
        if refusal is None:
            listed.public = True
            return
        copy = (await self._do(RelistPosting(reason), listed.stream)).stream
        listed.stream, listed.public = copy, False
        if not can_be_cured(refusal):
            return
        await self._do(RevisePosting(changes=SAID_ON_REQUEST), copy)
        await self._waive(copy)
        submitted = await self._do(SubmitPostingForApproval(), copy)
        await self._do(ApprovePosting(), copy, by=REVIEWER, seen=submitted.version)
        listed.public = await self._refused(PublishPosting(), copy) is None
