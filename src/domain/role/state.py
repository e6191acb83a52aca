"""A role as its events have made it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.recorded import Actor
from domain.requirements import Provenance
from domain.role.commands import RoleContent


class Status(StrEnum):
    """Where a role stands; `NONE` before it is drafted."""

    NONE = "none"
    DRAFT = "draft"
    IN_REVIEW = "in-review"
    APPROVED = "approved"
    UNDER_REVISION = "under-revision"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """content: as last written. in_force: as last approved, which stays in force through a revision.

    approval: how often it was approved, 0 for never. editors: who wrote or submitted since the last approval.
    """

    status: Status = Status.NONE
    code: str = ""
    content: RoleContent = RoleContent(title="-")
    in_force: RoleContent | None = None
    approval: int = 0
    editors: frozenset[Actor] = frozenset()
    provenance: Provenance | None = None
    postings_close_on: date | None = None

    @property
    def open_for_postings(self) -> bool:
        """Approved once, and not retired."""
        return self.in_force is not None and self.status is not Status.RETIRED
