"""Every command there is: one line each. Its route, its OpenAPI entry and its idempotency come from here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from application import examples, role_facts
from application.facts import LoadFacts, nothing, of_posting, parent_of_organisation
from domain import job_posting as posting
from domain import organisation, role
from domain.decider import Context, Decider
from domain.job_posting import JOB_POSTING
from domain.organisation import ORGANISATION
from domain.reservation import Reserve
from domain.role import ROLE


class Authority(StrEnum):
    """What a token may carry in its `roles`."""

    AUTHOR = "author"
    APPROVER = "approver"
    AUDITOR = "auditor"
    OPERATOR = "operator"


WRITE: Final = frozenset({Authority.AUTHOR})
DECIDE: Final = frozenset({Authority.APPROVER})
RUN: Final = frozenset({Authority.AUTHOR, Authority.APPROVER, Authority.OPERATOR})
KEEP: Final = frozenset({Authority.OPERATOR})  # who decides who approves neither writes nor approves


HOLD: Final = frozenset({Authority.APPROVER, Authority.OPERATOR, Authority.AUDITOR})  # matters of law


def _reserves_nothing(_command: Any, _holder: UUID) -> tuple[Reserve, ...]:
    return ()


def _writes_nothing_beside(_command: Any, _state: Any, _context: Context[Any]) -> Mapping[UUID, Sequence[Any]]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandType:
    """One command. name: kebab-case, the last part of its path; empty, it drafts (POST on the collection).

    begins: it makes a new aggregate though it has a name. allowed: whose token may send it. saw: If-Match is required,
    since one approves what one saw. facts: what its decision reads elsewhere. reserves: values that nobody else may
    hold. beside: (command, state before, context) -> events of other streams, written in the same append; each stream
    is among those that facts read, or is `context.fresh`, which the command begins.
    """

    aggregate: Decider[Any, Any, Any]
    command: type
    example: Any
    name: str = ""
    begins: bool = False
    allowed: frozenset[Authority] = WRITE
    saw: bool = False
    facts: LoadFacts = nothing
    reserves: Callable[[Any, UUID], tuple[Reserve, ...]] = _reserves_nothing
    beside: Callable[[Any, Any, Context[Any]], Mapping[UUID, Sequence[Any]]] = _writes_nothing_beside

    @property
    def creates(self) -> bool:
        """Whether it makes a new aggregate."""
        return self.begins or not self.name


def _document(
    kind: str, command: role.DraftRole | posting.DraftPosting | posting.AdoptPosting, holder: UUID
) -> tuple[Reserve, ...]:
    """The same text is imported once, whoever sends it and from whatever path."""
    if command.source is None:
        return ()
    return (Reserve(f"{kind}-document", command.source.provenance.document_sha256, holder),)


def _role_reserves(command: role.DraftRole, holder: UUID) -> tuple[Reserve, ...]:
    # The document speaks first: importing a text again is "imported already", not "its code is taken".
    return (*_document("role", command, holder), Reserve("role-code", command.code, holder))


def _posting_reserves(command: posting.DraftPosting | posting.AdoptPosting, holder: UUID) -> tuple[Reserve, ...]:
    external = command.external_id
    named = (Reserve(f"external-id of {external.source}", external.value, holder),) if external else ()
    return (*_document("posting", command, holder), *named)


# fmt: off
COMMANDS: Final[tuple[CommandType, ...]] = (
    CommandType(aggregate=ROLE, command=role.DraftRole, example=examples.DRAFT_ROLE, reserves=_role_reserves,
                facts=role_facts.of_writing, beside=role.noted_beside),
    CommandType(aggregate=ROLE, name="revise", command=role.ReviseRole, example=examples.REVISE_ROLE,
                facts=role_facts.of_writing, beside=role.noted_beside),
    CommandType(aggregate=ROLE, name="submit-for-approval", command=role.SubmitRoleForApproval,
                example=role.SubmitRoleForApproval()),
    CommandType(aggregate=ROLE, name="withdraw-submission", command=role.WithdrawRoleSubmission,
                example=role.WithdrawRoleSubmission("The bands are not agreed yet.")),
    CommandType(aggregate=ROLE, name="approve", command=role.ApproveRole, allowed=DECIDE, saw=True,
                facts=role_facts.of_review, example=role.ApproveRole("As agreed with the engineering leads.")),
    CommandType(aggregate=ROLE, name="request-changes", command=role.RequestRoleChanges, allowed=DECIDE, saw=True,
                facts=role_facts.of_review, example=role.RequestRoleChanges("Say which databases.")),
    CommandType(aggregate=ROLE, name="start-revision", command=role.StartRoleRevision,
                example=role.StartRoleRevision("The yearly review.")),
    CommandType(aggregate=ROLE, name="abandon-revision", command=role.AbandonRoleRevision,
                example=role.AbandonRoleRevision("The review was put off.")),
    CommandType(aggregate=ROLE, name="retire", command=role.RetireRole, allowed=DECIDE, example=examples.RETIRE_ROLE),
    CommandType(aggregate=ROLE, name="reinstate", command=role.ReinstateRole, allowed=DECIDE,
                example=role.ReinstateRole("We hire for it again.")),
    CommandType(aggregate=ROLE, name="discard", command=role.DiscardRole,
                example=role.DiscardRole("Drafted by mistake.")),
    CommandType(aggregate=ROLE, name="merge", command=role.MergeRole, allowed=DECIDE, example=examples.MERGE_ROLE,
                facts=role_facts.of_merging, beside=role.absorbed_beside),

    CommandType(aggregate=JOB_POSTING, command=posting.DraftPosting, example=examples.DRAFT_POSTING,
                facts=of_posting, reserves=_posting_reserves),
    CommandType(aggregate=JOB_POSTING, name="assign-role", command=posting.AssignRole, facts=of_posting,
                example=examples.ASSIGN_ROLE),
    CommandType(aggregate=JOB_POSTING, name="revise", command=posting.RevisePosting, example=examples.REVISE_POSTING),
    CommandType(aggregate=JOB_POSTING, name="change-salary", command=posting.ChangeSalary,
                example=examples.CHANGE_SALARY),
    CommandType(aggregate=JOB_POSTING, name="submit-for-approval", command=posting.SubmitPostingForApproval,
                example=posting.SubmitPostingForApproval()),
    CommandType(aggregate=JOB_POSTING, name="approve", command=posting.ApprovePosting, allowed=DECIDE, saw=True,
                facts=of_posting, example=posting.ApprovePosting("Within the band.")),
    CommandType(aggregate=JOB_POSTING, name="reject", command=posting.RejectPosting, allowed=DECIDE, saw=True,
                facts=of_posting, example=posting.RejectPosting("The budget is for one opening, not two.")),
    CommandType(aggregate=JOB_POSTING, name="publish", command=posting.PublishPosting, allowed=RUN,
                facts=of_posting, example=posting.PublishPosting()),
    CommandType(aggregate=JOB_POSTING, name="pause", command=posting.PausePosting, allowed=RUN,
                example=posting.PausePosting("Enough applications for a first round.")),
    CommandType(aggregate=JOB_POSTING, name="resume", command=posting.ResumePosting, allowed=RUN,
                facts=of_posting, example=posting.ResumePosting()),
    CommandType(aggregate=JOB_POSTING, name="extend-deadline", command=posting.ExtendDeadline,
                example=examples.EXTEND_DEADLINE),
    CommandType(aggregate=JOB_POSTING, name="shorten-deadline", command=posting.ShortenDeadline,
                example=examples.SHORTEN_DEADLINE),
    CommandType(aggregate=JOB_POSTING, name="close", command=posting.ClosePosting, allowed=RUN,
                facts=of_posting, example=examples.CLOSE_POSTING),

    CommandType(aggregate=JOB_POSTING, name="adopt", begins=True, command=posting.AdoptPosting,
                allowed=KEEP, facts=of_posting, reserves=_posting_reserves, example=examples.ADOPT_POSTING),
    CommandType(aggregate=JOB_POSTING, name="waive-place", command=posting.WaivePlace, allowed=DECIDE, saw=True,
                facts=of_posting, example=posting.WaivePlace(place="remote", reason="The contract names the state.")),
    CommandType(aggregate=JOB_POSTING, name="request-band-exception", command=posting.RequestBandException,
                facts=of_posting, example=posting.RequestBandException("A rare skill, and two have declined.")),
    CommandType(aggregate=JOB_POSTING, name="grant-band-exception", command=posting.GrantBandException,
                allowed=DECIDE, saw=True, facts=of_posting,
                example=posting.GrantBandException("For this one hire.")),
    CommandType(aggregate=JOB_POSTING, name="deny-band-exception", command=posting.DenyBandException, allowed=DECIDE,
                saw=True, facts=of_posting, example=posting.DenyBandException("The band was set last month.")),
    CommandType(aggregate=JOB_POSTING, name="schedule-publication", command=posting.SchedulePublication, allowed=RUN,
                facts=of_posting, example=examples.SCHEDULE_PUBLICATION),
    CommandType(aggregate=JOB_POSTING, name="unschedule-publication", command=posting.UnschedulePublication,
                allowed=RUN, example=posting.UnschedulePublication("The team waits for its budget.")),
    CommandType(aggregate=JOB_POSTING, name="propose-amendment", command=posting.ProposeAmendment, facts=of_posting,
                example=examples.PROPOSE_AMENDMENT),
    CommandType(aggregate=JOB_POSTING, name="approve-amendment", command=posting.ApproveAmendment, allowed=DECIDE,
                saw=True, facts=of_posting, example=posting.ApproveAmendment("As the team asked.")),
    CommandType(aggregate=JOB_POSTING, name="reject-amendment", command=posting.RejectAmendment, allowed=DECIDE,
                saw=True, facts=of_posting, example=posting.RejectAmendment("The salary was promised to applicants.")),
    CommandType(aggregate=JOB_POSTING, name="withdraw-amendment", command=posting.WithdrawAmendment,
                example=posting.WithdrawAmendment("It needs another look.")),
    CommandType(aggregate=JOB_POSTING, name="judge", command=posting.JudgePosting, allowed=RUN, facts=of_posting,
                example=posting.JudgePosting()),
    CommandType(aggregate=JOB_POSTING, name="request-channel", command=posting.RequestChannel, allowed=RUN,
                example=posting.RequestChannel("LinkedIn")),
    CommandType(aggregate=JOB_POSTING, name="confirm-listing", command=posting.ConfirmListing, allowed=RUN,
                example=posting.ConfirmListing(channel="LinkedIn", reference="urn:li:job:4711")),
    CommandType(aggregate=JOB_POSTING, name="report-listing-failure", command=posting.ReportListingFailure,
                allowed=RUN, example=posting.ReportListingFailure(channel="LinkedIn", error="The feed was refused.")),
    CommandType(aggregate=JOB_POSTING, name="take-down-channel", command=posting.TakeDownChannel, allowed=RUN,
                example=posting.TakeDownChannel(channel="LinkedIn", reason="Too many applications from there.")),
    CommandType(aggregate=JOB_POSTING, name="record-observation", command=posting.RecordObservation, allowed=RUN,
                example=posting.RecordObservation(channel="LinkedIn", shown_sha256="5" * 64)),
    CommandType(aggregate=JOB_POSTING, name="reopen", command=posting.ReopenPosting, allowed=RUN, facts=of_posting,
                example=examples.REOPEN_POSTING),
    CommandType(aggregate=JOB_POSTING, name="relist", command=posting.RelistPosting, facts=of_posting,
                beside=posting.relisted, example=posting.RelistPosting("A second hire for the same team.")),
    CommandType(aggregate=JOB_POSTING, name="archive", command=posting.ArchivePosting, allowed=RUN,
                example=posting.ArchivePosting("The year is closed.")),
    CommandType(aggregate=JOB_POSTING, name="discard", command=posting.DiscardPosting,
                example=posting.DiscardPosting("Drafted twice.")),
    CommandType(aggregate=JOB_POSTING, name="place-legal-hold", command=posting.PlaceLegalHold, allowed=HOLD,
                facts=of_posting, example=posting.PlaceLegalHold(hold="Doe v. Ledger", reason="A charge was filed.")),
    CommandType(aggregate=JOB_POSTING, name="release-legal-hold", command=posting.ReleaseLegalHold, allowed=HOLD,
                facts=of_posting, example=posting.ReleaseLegalHold(hold="Doe v. Ledger", reason="It was settled.")),
    CommandType(aggregate=JOB_POSTING, name="record-notice", command=posting.RecordNotice, allowed=HOLD,
                facts=of_posting, example=examples.RECORD_NOTICE),
    CommandType(aggregate=JOB_POSTING, name="cure-notice", command=posting.CureNotice, allowed=HOLD,
                facts=of_posting, example=posting.CureNotice(notice="CDLE-2099-17", how="The range was added.")),

    CommandType(aggregate=ORGANISATION, command=organisation.RegisterOrganisation, allowed=KEEP,
                facts=parent_of_organisation, example=examples.REGISTER_ORGANISATION),
    CommandType(aggregate=ORGANISATION, name="rename", command=organisation.RenameOrganisation, allowed=KEEP,
                example=organisation.RenameOrganisation("Ledger Platform", "The teams were joined.")),
    CommandType(aggregate=ORGANISATION, name="relocate", command=organisation.RelocateOrganisation, allowed=KEEP,
                example=examples.RELOCATE_ORGANISATION),
    CommandType(aggregate=ORGANISATION, name="move", command=organisation.MoveOrganisation, allowed=KEEP,
                facts=parent_of_organisation, example=organisation.MoveOrganisation(None, "It stands by itself now.")),
    CommandType(aggregate=ORGANISATION, name="record-headcount", command=organisation.RecordHeadcount, allowed=KEEP,
                example=examples.RECORD_HEADCOUNT),
    CommandType(aggregate=ORGANISATION, name="set-approval-policy", command=organisation.SetApprovalPolicy,
                allowed=KEEP, example=examples.SET_APPROVAL_POLICY),
    CommandType(aggregate=ORGANISATION, name="grant-authority", command=organisation.GrantAuthority, allowed=KEEP,
                example=examples.GRANT_AUTHORITY),
    CommandType(aggregate=ORGANISATION, name="withdraw-authority", command=organisation.WithdrawAuthority,
                allowed=KEEP, example=examples.WITHDRAW_AUTHORITY),
    CommandType(aggregate=ORGANISATION, name="close", command=organisation.CloseOrganisation, allowed=KEEP,
                example=organisation.CloseOrganisation("Its teams went to other units.")),
)
# fmt: on


def command_type(command: type) -> CommandType:
    """The line of a command's class."""
    return next(line for line in COMMANDS if line.command is command)
