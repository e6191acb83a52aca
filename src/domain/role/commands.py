"""What people ask of a role."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from domain.clearing import check_clear
from domain.errors import InvalidValue
from domain.reasons import WithComment, WithOptionalReason, WithReason
from domain.requirements import SourceDocument
from domain.role.content import OPTIONAL, RoleChanges, RoleContent
from domain.text import PARAGRAPH, check_text


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRole:
    """Begin a role. code: unique in the organisation for ever, immutable ("lead-backend-engineer")."""

    code: str
    content: RoleContent
    source: SourceDocument | None = None

    def __post_init__(self) -> None:
        check_text("role-code", self.code, 100)
        if self.code != self.code.strip() or any(c.isspace() for c in self.code):
            raise InvalidValue("role-code-malformed", "a role's code holds no white space")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseRole:
    """Change what is named and leave the rest; `clear` names fields to empty."""

    changes: RoleChanges = field(default_factory=RoleChanges)
    clear: tuple[str, ...] = ()
    reason: str | None = None

    def __post_init__(self) -> None:
        check_text("reason", self.reason, PARAGRAPH)
        check_clear(self.clear, self.changes, OPTIONAL)


@dataclass(frozen=True, slots=True)
class SubmitRoleForApproval:
    """Ask others to approve what stands."""


@dataclass(frozen=True, slots=True)
class WithdrawRoleSubmission(WithOptionalReason):
    """Take back what was submitted, to go on writing. Only for those who wrote or submitted it."""


@dataclass(frozen=True, slots=True)
class ApproveRole(WithComment):
    """Put the version that was seen in force. Only someone who did not write it."""


@dataclass(frozen=True, slots=True)
class RequestRoleChanges(WithReason):
    """Send what was submitted back to its authors."""


@dataclass(frozen=True, slots=True)
class StartRoleRevision(WithOptionalReason):
    """Open an approved role for change; the approved version stays in force meanwhile."""


@dataclass(frozen=True, slots=True)
class AbandonRoleRevision(WithOptionalReason):
    """Give a revision up; what is in force is what the role says again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireRole:
    """Stop hiring for a role: no new postings at once; open ones close after `postings_close_on` (a day, UTC)."""

    reason: str
    postings_close_on: date | None = None

    def __post_init__(self) -> None:
        check_text("reason", self.reason, PARAGRAPH)


@dataclass(frozen=True, slots=True)
class ReinstateRole(WithReason):
    """Take a retired role up again, as a draft: it is hired for once it has been approved anew."""


@dataclass(frozen=True, slots=True)
class DiscardRole(WithReason):
    """Give up a draft that was never approved. Its code stays taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeRole:
    """End a duplicate: whatever names it is shown at the role that it is merged into. into: that role's id."""

    into: UUID
    reason: str

    def __post_init__(self) -> None:
        check_text("reason", self.reason, PARAGRAPH)


RoleCommand = (
    DraftRole
    | ReviseRole
    | SubmitRoleForApproval
    | WithdrawRoleSubmission
    | ApproveRole
    | RequestRoleChanges
    | StartRoleRevision
    | AbandonRoleRevision
    | RetireRole
    | ReinstateRole
    | DiscardRole
    | MergeRole
)
