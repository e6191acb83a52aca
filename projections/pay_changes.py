"""Every change of a posting's pay and of a role's bands: from, to, why, who, and who approved it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from domain.job_posting import (
    AmendmentProposed,
    AmendmentRejected,
    AmendmentWithdrawn,
    JobPosting,
    PostingAmended,
    PostingApproved,
    PostingClosed,
    PostingContent,
    PostingSalaryChanged,
)
from domain.pay import PayRange, SalaryBand
from domain.policies.approval import Approval
from domain.recorded import Actor, Recorded
from domain.role import ROLE, Role, RoleApproved, RoleContent, RoleRevisionAbandoned
from projections import organisations
from projections.audit_trail import why
from projections.declaration import Ledger, Query
from projections.paging import Cursor, Sort, page


class Kind(StrEnum):
    """Whose pay changed."""

    POSTING = "posting"
    ROLE = "role"


class Outcome(StrEnum):
    """What became of a change. One that stands in a draft is open until the draft is approved."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class PayChange:
    """stream: of the posting or the role; version: after the change. proposed: by an amendment of what is public.

    old, new: of a posting; old_bands, new_bands: of a role. by: everyone behind the change; approved_by: everyone
    behind an approval of it. decided_at: when it was approved, rejected or withdrawn.
    """

    stream: UUID
    version: int
    position: int
    kind: Kind
    title: str
    unit_id: UUID | None
    unit: str | None
    changed_at: datetime
    old: tuple[PayRange, ...] = ()
    new: tuple[PayRange, ...] = ()
    old_bands: tuple[SalaryBand, ...] = ()
    new_bands: tuple[SalaryBand, ...] = ()
    reason: str | None
    by: tuple[Actor, ...]
    proposed: bool = False
    outcome: Outcome = Outcome.OPEN
    approved_by: tuple[Actor, ...] = ()
    decided_at: datetime | None = None


projection = Ledger(
    "pay_changes",
    version=1,
    row=PayChange,
    key=("stream", "version"),
    indexes=(
        "(unit_id, changed_at, position)",
        "(unit, changed_at, position)",
        "(kind, changed_at, position)",
        "(changed_at, position)",
    ),
)


@projection.tells(
    PostingSalaryChanged,
    PostingApproved,
    AmendmentProposed,
    PostingAmended,
    AmendmentRejected,
    AmendmentWithdrawn,
    PostingClosed,
)
def posting_told(
    rows: tuple[PayChange, ...], before: JobPosting, after: JobPosting, r: Recorded[Any]
) -> Iterable[PayChange]:
    """Pay stated anew, or proposed; and what others said to it."""
    proposal = before.proposal
    match r.event:
        case PostingSalaryChanged(old=old, new=new) if old != new:
            return (*rows, change(Kind.POSTING, after.content, r, old=old, new=new))
        case PostingApproved():
            return decided(rows, Outcome.APPROVED, r, before.approvals)
        case AmendmentProposed(new_pay=new) if new is not None and new != (proposal.pay if proposal else None):
            earlier = decided(rows, Outcome.WITHDRAWN, r, proposed=True)
            return (*earlier, change(Kind.POSTING, after.content, r, old=before.pay, new=new, proposed=True))
        case PostingAmended():
            return decided(rows, Outcome.APPROVED, r, proposal.approvals if proposal else (), proposed=True)
        case AmendmentRejected():
            return decided(rows, Outcome.REJECTED, r, proposed=True)
        case AmendmentWithdrawn() | PostingClosed():
            return decided(rows, Outcome.WITHDRAWN, r, proposed=True)
    return rows


@projection.tells(*ROLE.events.values())
def role_told(rows: tuple[PayChange, ...], before: Role, after: Role, r: Recorded[Any]) -> Iterable[PayChange]:
    """Bands stated anew; and what others said to it."""
    match r.event:
        case RoleApproved():
            return decided(rows, Outcome.APPROVED, r, before.approvals)
        case RoleRevisionAbandoned():
            return decided(rows, Outcome.WITHDRAWN, r)
    if r.version == 1 or before.content.salary_bands == after.content.salary_bands:
        return rows
    bands = {"old_bands": before.content.salary_bands, "new_bands": after.content.salary_bands}
    return (*rows, change(Kind.ROLE, after.content, r, **bands))


def change(kind: Kind, content: PostingContent | RoleContent, r: Recorded[Any], **fields: Any) -> PayChange:
    """A change that nobody has decided about yet."""
    return PayChange(
        stream=r.stream,
        version=r.version,
        position=r.position,
        kind=kind,
        title=content.title,
        unit_id=content.unit_id,
        unit=content.organisation_unit,
        changed_at=r.recorded_at,
        reason=why(r),
        by=getattr(r.event, "by", None) or people(r),
        **fields,
    )


def people(r: Recorded[Any]) -> tuple[Actor, ...]:
    """Everyone behind an event."""
    return (r.actor,) if r.on_behalf_of is None else (r.actor, r.on_behalf_of)


def decided(
    rows: tuple[PayChange, ...],
    outcome: Outcome,
    r: Recorded[Any],
    approvals: Sequence[Approval] = (),
    *,
    proposed: bool = False,
) -> tuple[PayChange, ...]:
    """The rows with the open ones of that kind decided; approvals: given before this one, which completes them."""
    given = dict.fromkeys((*(person for one in approvals for person in one.by), *people(r)))
    approved_by = tuple(given) if outcome is Outcome.APPROVED else ()
    return tuple(
        replace(row, outcome=outcome, approved_by=approved_by, decided_at=r.recorded_at)
        if row.outcome is Outcome.OPEN and row.proposed == proposed
        else row
        for row in rows
    )


COLUMNS: Final = ", ".join(f"t.{name}" for name in PayChange.__dataclass_fields__ if name != "unit")
IN_ORDER: Final = Sort("t.changed_at", "timestamptz")


@dataclass(frozen=True, slots=True, kw_only=True)
class PayChangeFilter:
    """What to look for; None: whatever. unit: its name, as it was written. since, until: until excluded."""

    unit_id: UUID | None = None
    unit: str | None = None
    kind: Kind | None = None
    since: datetime | None = None
    until: datetime | None = None


def search(wanted: PayChangeFilter, *, after: Cursor | None = None, limit: int) -> Query:
    """Changes in the order in which they were made; the unit by its present name."""
    filters = {
        "unit_id": ("t.unit_id = %(unit_id)s", wanted.unit_id),
        "unit": ("t.unit = %(unit)s", wanted.unit),
        "kind": ("t.kind = %(kind)s", wanted.kind and wanted.kind.value),
        "since": ("t.changed_at >= %(since)s", wanted.since),
        "until": ("t.changed_at < %(until)s", wanted.until),
    }
    return page(
        f"{COLUMNS}, coalesce(o.name, t.unit) AS unit, {projection.behind_since('t')} AS behind_since",
        source=projection.source,
        joined=f" LEFT JOIN {organisations.projection.source} o ON o.organisation_id = t.unit_id",
        filters=filters,
        sort=IN_ORDER,
        key=("position", "int8"),
        after=after,
        limit=limit,
    )
