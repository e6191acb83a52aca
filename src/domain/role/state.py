"""A role as its events have made it, and what its decisions read from elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.organisation import Organisation
from domain.policies.approval import Approval
from domain.recorded import Actor
from domain.requirements import Provenance
from domain.role.content import RoleContent


class Status(StrEnum):
    """Where a role stands; `NONE` before it is drafted."""

    NONE = "none"
    DRAFT = "draft"
    IN_REVIEW = "in-review"
    APPROVED = "approved"
    UNDER_REVISION = "under-revision"
    RETIRED = "retired"
    DISCARDED = "discarded"
    MERGED = "merged"


ENDED: Final = frozenset({Status.DISCARDED, Status.MERGED})  # nothing comes after these
CLOSED: Final = ENDED | {Status.RETIRED}  # nothing is hired for


@dataclass(frozen=True, kw_only=True)
class Role:
    """content: as last written. in_force: as last approved, which stays in force through a revision.

    approval: how often it was approved, 0 for never. editors: who wrote or submitted since the last approval.
    approvals: those given since it was submitted or last edited, while the unit's policy asks for more.
    merged_into: the role that stands for this duplicate. absorbed: the duplicates that this role stands for.
    named_as_entry_by: roles that say, or once said, that one enters them from this one.
    """

    status: Status = Status.NONE
    code: str = ""
    content: RoleContent = RoleContent(title="-")
    in_force: RoleContent | None = None
    approval: int = 0
    editors: frozenset[Actor] = frozenset()
    approvals: tuple[Approval, ...] = ()
    provenance: Provenance | None = None
    postings_close_on: date | None = None
    merged_into: UUID | None = None
    absorbed: tuple[UUID, ...] = ()
    named_as_entry_by: tuple[UUID, ...] = ()

    @property
    def open_for_postings(self) -> bool:
        """Approved once, and neither retired nor merged."""
        return self.in_force is not None and self.status not in CLOSED


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """What a role's decisions read from elsewhere.

    roles: those that the command names, and all that career paths lead to from there; what is not there is no role.
    chain: its unit and that one's ancestors, nearest first.
    """

    roles: Mapping[UUID, Role] = field(default_factory=dict)
    chain: tuple[Organisation, ...] = ()
