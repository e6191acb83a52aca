"""A job posting as its events have made it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.job_posting.commands import CloseReason, ExternalId, PostingContent
from domain.pay import PayRange
from domain.recorded import Actor
from domain.requirements import Provenance
from domain.role.state import Role


class Status(StrEnum):
    """Where a posting stands; `NONE` before it is drafted."""

    NONE = "none"
    DRAFT = "draft"
    PENDING_APPROVAL = "pending-approval"
    APPROVED = "approved"
    REJECTED = "rejected"
    PUBLISHED = "published"
    PAUSED = "paused"
    CLOSED = "closed"


SHOWN: Final = frozenset({Status.PUBLISHED, Status.PAUSED})  # what the public sees, or saw before the pause


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPosting:
    """editors: who wrote or submitted since the last approval. submitted_by: who submitted last, even if approved.

    role_approval: the role's version pinned at approval.
    document_sha256: the bytes that the public sees, or saw last. live_channels: where it is shown now.
    """

    status: Status = Status.NONE
    content: PostingContent = PostingContent(title="-")
    role_id: UUID | None = None
    pay: tuple[PayRange, ...] = ()
    editors: frozenset[Actor] = frozenset()
    submitted_by: frozenset[Actor] = frozenset()
    role_approval: int | None = None
    period: int = 0
    published_on: date | None = None
    document_sha256: str | None = None
    renderer: int | None = None
    live_channels: tuple[str, ...] = ()
    close_reason: CloseReason | None = None
    external_id: ExternalId | None = None
    provenance: Provenance | None = None

    @property
    def public(self) -> bool:
        """Whether anyone may read it until it expires (a state has no clock); internal and confidential ones never."""
        return self.status is Status.PUBLISHED and not (self.content.internal_only or self.content.confidential)


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """What a posting's decisions read from elsewhere: the role it has, or is to be assigned; None, no such role."""

    role: Role | None = None
