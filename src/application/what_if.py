"""What if a role's salary bands were others: which open postings would leave their band, and which are outside now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from application.audit import snapshot
from application.ports import EventStore
from domain.job_posting import JOB_POSTING, JobPosting, Status
from domain.job_posting.publication import places
from domain.pay import PayRange, SalaryBand, WorkingTime
from domain.policies.salary_band import (
    NoBandForPay,
    SalaryOutsideBand,
    WorkingHoursNotRecorded,
    Zones,
    bands_for,
    inside_the_band,
)
from domain.role import ROLE, Role
from domain.role.bands import check_bands
from domain.role.standing import require_alive
from domain.text import check_many

OPEN: Final = frozenset(
    {Status.PENDING_APPROVAL, Status.APPROVED, Status.SCHEDULED, Status.PUBLISHED, Status.PAUSED}
)  # those whose pay will be public, or is


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """Ask what would follow if a role had exactly these bands. on: the day to judge by; None: today, UTC."""

    salary_bands: tuple[SalaryBand, ...]
    on: date | None = None

    def __post_init__(self) -> None:
        check_many(self)
        check_bands(self.salary_bands)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfBand:
    """A range that lies outside its band at one place. place, level: as the posting names them; None: its only level.

    bands: those in force for it now; bands_then: those that were asked about; none: no band would be there for it.
    excepted: an exception was granted for exactly this pay. why: in words, of the bands that it is outside of.
    """

    posting_id: UUID
    title: str
    status: Status
    pay: PayRange
    place: str
    level: str | None
    bands: tuple[SalaryBand, ...]
    bands_then: tuple[SalaryBand, ...]
    excepted: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """What would follow. on: the day that it was judged by. postings: how many are open.

    leaving: inside their band now, and outside then. already: outside now. returning: of those, inside then.
    """

    role_id: UUID
    on: date
    postings: int
    leaving: tuple[OutOfBand, ...]
    already: tuple[OutOfBand, ...]
    returning: tuple[OutOfBand, ...]


async def what_if(
    store: EventStore, role_id: UUID, question: WhatIf, candidates: Sequence[UUID], today: date
) -> Consequences:
    """The answer, from the log: a row that is behind must not hide a posting's pay. Raises NotFound, RoleIsMerged.

    candidates: postings that may be open and may offer the role (or a duplicate of it), as the read side has them.
    """
    role: Role = (await snapshot(store, ROLE, role_id)).state
    require_alive(role)
    postings = {one: (await snapshot(store, JOB_POSTING, one)).state for one in candidates}
    return consequences(role_id, role, question, postings, question.on or today)


def consequences(
    role_id: UUID, role: Role, question: WhatIf, postings: Mapping[UUID, JobPosting], day: date
) -> Consequences:
    """What would follow if the role had these bands on that day."""
    open_ = {posting_id: posting for posting_id, posting in postings.items() if posting.status in OPEN}
    bands = role.in_force.salary_bands if role.in_force else ()
    judged = [found for one in open_.items() for found in _judged(*one, bands, question.salary_bands, day)]
    return Consequences(
        role_id=role_id,
        on=day,
        postings=len(open_),
        leaving=tuple(found for found, now, then in judged if now and not then),
        already=tuple(found for found, now, _ in judged if not now),
        returning=tuple(found for found, now, then in judged if not now and then),
    )


@dataclass(frozen=True, slots=True)
class _Offered:
    """One range at one place and level."""

    pay: PayRange
    place: str
    zones: Zones
    level: str | None
    hours: WorkingTime | None

    def refusal(self, bands: Sequence[SalaryBand], day: date) -> str:
        """What is wrong with it under these bands, in words; nothing where it is inside."""
        try:
            inside_the_band(self.pay, self.zones, bands, day, self.hours, level=self.level)
        except (NoBandForPay, SalaryOutsideBand, WorkingHoursNotRecorded) as refused:
            return refused.detail
        return ""


def _judged(
    posting_id: UUID, posting: JobPosting, bands: Sequence[SalaryBand], bands_then: Sequence[SalaryBand], day: date
) -> Iterator[tuple[OutOfBand, bool, bool]]:
    """Each range at each place and level that is outside now or then; whether it is inside now, and then."""
    for one in _offered(posting):
        now, then = one.refusal(bands, day), one.refusal(bands_then, day)
        if now or then:
            found = OutOfBand(
                posting_id=posting_id,
                title=posting.content.title,
                status=posting.status,
                pay=one.pay,
                place=one.place,
                level=one.level,
                bands=bands_for(one.zones, bands, day, one.level),
                bands_then=bands_for(one.zones, bands_then, day, one.level),
                excepted=posting.pay_is_excepted,
                why=now or then,
            )
            yield found, not now, not then


def _offered(posting: JobPosting) -> Iterator[_Offered]:
    levels: tuple[str | None, ...] = posting.content.levels or (None,)
    for pay in posting.pay:
        for place, zones in places(posting).items():
            for level in levels:
                if pay.covers(place, level):
                    yield _Offered(pay, place, zones, level, posting.content.working_time)
