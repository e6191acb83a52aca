"""The public past of one posting: its publications, one day of it, the law, and until when it must be kept."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter

from application import publications
from application.audit import NotFound
from application.publications import DayOfPosting, Publication
from interfaces.api.answers import Json, Listed, described
from interfaces.api.deps import Insider, Opened
from interfaces.api.parameters import AlwaysSeen, Day, Id, Seen
from interfaces.services import Services
from projections import compliance, retention
from projections.compliance import Concern
from projections.retention import Keeping, Verdict

_Keeping: Any = described("Keeping", Keeping, behind_since=int | None)
_Concern: Any = described("PostingConcern", Concern, behind_since=int | None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionOfPosting:
    """Until when a posting must be kept: the verdict, the legal holds that stand, and what each rule asks."""

    posting_id: UUID
    verdict: Verdict
    holds: list[str]
    rules: list[_Keeping]


def add_publications(router: APIRouter) -> None:
    """Add /{id}/publications, /{id}/on/{day}, /{id}/compliance and /{id}/retention."""

    @router.get("/{id}/publications", response_model=Listed[Publication], dependencies=[AlwaysSeen])
    async def of_posting(opened: Opened, _caller: Insider, stream: Id) -> Json:
        """Each publication period: what was shown from when to when, by whose hand, and what ended it."""
        return Json(Listed(list(await publications.publications(opened.store, stream)), None))

    @router.get("/{id}/on/{day}", response_model=DayOfPosting, dependencies=[AlwaysSeen])
    async def on_day(opened: Opened, _caller: Insider, stream: Id, day: Day) -> Json:
        """What it said on that day, exactly, who approved it, and what the law was held to say of it then.

        The bytes of each text: /v1/job-postings/{id}/published?version= with the `version` given here.
        """
        return Json(await publications.on_day(opened.store, stream, day))

    @router.get("/{id}/compliance", response_model=Listed[_Concern], dependencies=[Seen])
    async def concerns(opened: Opened, _caller: Insider, stream: Id) -> Json:
        """What every rule came to when it was last judged; its notices; its channels that drift."""
        await must_be_there(opened, stream)
        return Json(Listed(list(await opened.read_side.rows(compliance.of_posting(stream))), None))

    @router.get("/{id}/retention", response_model=RetentionOfPosting, dependencies=[Seen])
    async def kept(opened: Opened, _caller: Insider, stream: Id) -> Json:
        """Until when it must be kept, and by which rule. While a rule's trigger is unknown: keep."""
        return Json(await retention_of(opened, stream))


async def retention_of(opened: Services, stream: UUID) -> RetentionOfPosting:
    """The answer, for the API and the command line. Raises NotFound."""
    holds = await must_be_there(opened, stream)
    rows = list(await opened.read_side.rows(retention.of_posting(stream)))
    return RetentionOfPosting(posting_id=stream, verdict=retention.verdict(rows, holds), holds=holds, rules=rows)


async def must_be_there(opened: Services, stream: UUID) -> list[str]:
    """The names of its legal holds. Raises NotFound where the read side knows no such posting."""
    rows = await opened.read_side.rows(retention.holds_on(stream))
    if not rows:
        raise NotFound(f"there is no job posting {stream}")
    return [hold["name"] for hold in rows[0]["holds"]]
