"""A job posting as its events have made it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.amending import amended
from domain.job_posting.commands import CloseReason
from domain.job_posting.content import ExternalId, PostingChanges, PostingContent
from domain.job_posting.events import Drift, PaySetting
from domain.law.judgement import Judgement
from domain.law.rule import RuleBook
from domain.organisation.state import Organisation
from domain.pay import PayRange
from domain.policies.approval import Approval
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
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    PAUSED = "paused"
    CLOSED = "closed"
    ARCHIVED = "archived"
    DISCARDED = "discarded"


AGREED: Final = frozenset({Status.APPROVED, Status.SCHEDULED})  # an approval stands, and nothing has been shown
SHOWN: Final = frozenset({Status.PUBLISHED, Status.PAUSED})  # what the public sees, or saw before the pause
ENDED: Final = frozenset({Status.CLOSED, Status.ARCHIVED, Status.DISCARDED})


class Listing(StrEnum):
    """How far a channel is with showing it."""

    REQUESTED = "requested"
    LIVE = "live"
    FAILED = "failed"
    TAKEN_DOWN = "taken-down"


@dataclass(frozen=True, kw_only=True)
class Channel:
    """One place that is to show it. reference: what the channel calls it. error: why listing failed.

    drift: how what it was last seen to show differs from what it should show; None, not at all, or never seen.
    wanted: whether it lists the posting again when that is shown again; not where it was taken down by itself.
    """

    name: str
    listing: Listing
    reference: str | None = None
    error: str | None = None
    drift: Drift | None = None
    wanted: bool = True


class Plea(StrEnum):
    """What became of a request."""

    REQUESTED = "requested"
    GRANTED = "granted"
    DENIED = "denied"


@dataclass(frozen=True, kw_only=True)
class BandException:
    """A request to let exactly this pay, in this setting, lie outside the band.

    requested_by, granted_by: everyone behind it. approvals: those given while the policy asks for more.
    """

    pay: tuple[PayRange, ...]
    setting: PaySetting
    plea: Plea
    reason: str
    requested_by: frozenset[Actor]
    granted_by: tuple[Actor, ...] = ()
    approvals: tuple[Approval, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """An amendment that others are asked to agree to. fields: what is to change, `changes` has their values.

    pay: None, as it is. editors: who proposed.
    """

    fields: tuple[str, ...]
    changes: PostingChanges
    reason: str
    editors: frozenset[Actor]
    pay: tuple[PayRange, ...] | None = None
    approvals: tuple[Approval, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHold:
    """A matter for which everything is kept. name: the matter's. placed_by: everyone behind it."""

    name: str
    reason: str
    placed_by: frozenset[Actor]


@dataclass(frozen=True, kw_only=True)
class Notice:
    """An authority's notice. cured: whether it was said to be. recorded_by: everyone behind the record.

    edited_by: everyone who has edited the posting since, whose work may be the cure.
    """

    name: str
    authority: str
    received_on: date
    recorded_by: frozenset[Actor]
    rule: str | None = None
    cure_by: date | None = None
    cured: bool = False
    edited_by: frozenset[Actor] = frozenset()


@dataclass(frozen=True, kw_only=True)
class JobPosting:
    """editors: who wrote or submitted since the last approval. submitted_by: who submitted last, even if approved.
    written_by: whoever wrote or submitted any of it, also what was approved since.

    approvals: those given since it was submitted. role_approval: the role's version pinned at approval.
    period: the number of the publication period, 0 before the first; published_on: its first day.
    document_sha256: the bytes that the public sees, or saw last. scheduled_for: when it publishes itself.
    band_exception: as last asked for; kept_exception: what the pay shown stood under when another was asked for.
    judgement: the law, as last judged; findings: ids of rules that it breaks while shown.
    agreed_to: whether anyone here has approved what it says; of what was taken over as live, nobody at first.
    waived: unresolved places that stand in nobody's way. asserted_by: the importer that took it over as live.
    """

    status: Status = Status.NONE
    content: PostingContent = PostingContent(title="-")
    role_id: UUID | None = None
    pay: tuple[PayRange, ...] = ()
    editors: frozenset[Actor] = frozenset()
    submitted_by: frozenset[Actor] = frozenset()
    written_by: frozenset[Actor] = frozenset()
    approvals: tuple[Approval, ...] = ()
    role_approval: int | None = None
    scheduled_for: datetime | None = None
    period: int = 0
    published_on: date | None = None
    document_sha256: str | None = None
    renderer: int | None = None
    proposal: Proposal | None = None
    channels: tuple[Channel, ...] = ()
    band_exception: BandException | None = None
    kept_exception: BandException | None = None
    holds: tuple[LegalHold, ...] = ()
    notices: tuple[Notice, ...] = ()
    waived: tuple[str, ...] = ()
    judgement: Judgement | None = None
    findings: tuple[str, ...] = ()
    close_reason: CloseReason | None = None
    external_id: ExternalId | None = None
    provenance: Provenance | None = None
    asserted_by: str | None = None
    agreed_to: bool = False
    relist_of: UUID | None = None
    relisted_as: tuple[UUID, ...] = ()

    @property
    def public(self) -> bool:
        """Whether anyone may read it until it expires (a state has no clock); internal and confidential ones never."""
        return self.status is Status.PUBLISHED and not (self.content.internal_only or self.content.confidential)

    @property
    def as_proposed(self) -> "JobPosting":
        """The posting as it would be shown if its proposal were agreed to; without one, as it is."""
        if self.proposal is None:
            return self
        changes = {name: getattr(self.proposal.changes, name) for name in self.proposal.fields}
        pay = self.pay if self.proposal.pay is None else self.proposal.pay
        return replace(self, content=amended(self.content, **changes), pay=pay)

    @property
    def pay_setting(self) -> PaySetting:
        """What its pay is held against the role's bands with."""
        content = self.content
        return PaySetting(
            role_id=self.role_id,
            places=tuple(sorted({*(place.name for place in content.locations), *content.remote_regions})),
            levels=tuple(sorted(content.levels)),
            working_time=content.working_time,
        )

    @property
    def excepted_by(self) -> BandException | None:
        """What lets exactly what it pays, in the setting it is paid in, lie outside the band."""
        meant = (self.pay, self.pay_setting)
        for asked in (self.band_exception, self.kept_exception):
            if asked is not None and asked.plea is Plea.GRANTED and (asked.pay, asked.setting) == meant:
                return asked
        return None

    @property
    def pay_is_excepted(self) -> bool:
        """Whether something lets it."""
        return self.excepted_by is not None

    @property
    def live_channels(self) -> tuple[str, ...]:
        """Where it is shown, or about to be."""
        return tuple(c.name for c in self.channels if c.listing in {Listing.REQUESTED, Listing.LIVE})


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingFacts:
    """What a posting's decisions read from elsewhere.

    rules: the law. role: that it has, or is to be assigned (of a merged one, its survivor); None, no such role.
    role_was_merged: whether that is the survivor of a duplicate, whose approvals were counted apart.
    employer: its legal entity; None, none recorded. unit_is_of_employer: False where both are named and the one does
    not belong to the other. chain: its unit and what that belongs to, nearest first; then its employer and what that
    belongs to.
    """

    rules: RuleBook
    role: Role | None = None
    role_was_merged: bool = False
    employer: Organisation | None = None
    unit_is_of_employer: bool = True
    chain: tuple[Organisation, ...] = ()
