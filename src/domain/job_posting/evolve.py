"""How each event changes a job posting; decides nothing and never fails."""

from typing import Any, Final, assert_never

from domain.amending import amended
from domain.job_posting.content import PostingChanges
from domain.job_posting.events import (
    AmendmentProposed,
    AmendmentRejected,
    AmendmentWithdrawn,
    ApprovalGiven,
    ApprovalLapsed,
    BandExceptionDenied,
    BandExceptionGranted,
    BandExceptionRequested,
    ChannelListed,
    ChannelListingFailed,
    ChannelObserved,
    ChannelRequested,
    ChannelTakenDown,
    FindingOpened,
    FindingResolved,
    LegalHoldPlaced,
    LegalHoldReleased,
    NoncomplianceCured,
    NoncomplianceNoticeReceived,
    PostingAmended,
    PostingApproved,
    PostingArchived,
    PostingClosed,
    PostingContentChanged,
    PostingDeadlineExtended,
    PostingDeadlineShortened,
    PostingDiscarded,
    PostingDrafted,
    PostingEvent,
    PostingImported,
    PostingJudged,
    PostingPaused,
    PostingPublished,
    PostingRejected,
    PostingRelisted,
    PostingReopened,
    PostingResumed,
    PostingSalaryChanged,
    PostingSubmittedForApproval,
    PublicationScheduled,
    PublicationUnscheduled,
    RoleAssigned,
    UnresolvedPlaceWaived,
)
from domain.job_posting.state import (
    BandException,
    Channel,
    JobPosting,
    LegalHold,
    Listing,
    Notice,
    Plea,
    Proposal,
    Status,
)
from domain.organisation.commands import Matter
from domain.policies.approval import Approval
from domain.recorded import Actor

BLANK: Final = JobPosting()


def evolve(posting: JobPosting, event: PostingEvent) -> JobPosting:
    """The posting after the event."""
    match event:  # the commonest first: there are 42, and a case passed over costs 35 ns
        case ChannelRequested() | ChannelListed() | ChannelTakenDown() | ChannelObserved() | ChannelListingFailed():
            return listed(posting, event)
        case PostingDrafted() | PostingImported():
            return begun(event)
        case PostingContentChanged():
            return edited(posting, event.by, content=changed(posting, event.fields, event.new))
        case PostingSubmittedForApproval() | PostingApproved() | ApprovalGiven() | PostingRejected() | ApprovalLapsed():
            return judged(posting, event)
        case PostingPublished() | PostingReopened():
            return published(posting, event)
        case PostingClosed():
            return amended(posting, status=Status.CLOSED, close_reason=event.reason, proposal=None, scheduled_for=None)
        case RoleAssigned():
            return edited(posting, event.by, role_id=event.new)
        case PostingSalaryChanged():
            content = amended(posting.content, working_time=event.new_working_time)
            return edited(posting, event.by, pay=event.new, content=content)
        case AmendmentProposed():
            return proposed(posting, event)
        case PostingAmended():
            return after_amendment(posting, event)
        case AmendmentRejected() | AmendmentWithdrawn():
            return amended(posting, proposal=None)
        case PostingJudged():
            return amended(posting, judgement=event.judgement)
        case FindingOpened():
            return amended(posting, findings=(*posting.findings, event.result.rule))
        case FindingResolved():
            return amended(posting, findings=tuple(rule for rule in posting.findings if rule != event.rule))
        case PostingDeadlineExtended() | PostingDeadlineShortened():
            return deadline_moved(posting, event)
        case PublicationScheduled():
            return amended(posting, status=Status.SCHEDULED, scheduled_for=event.at)
        case PublicationUnscheduled():
            return amended(posting, status=Status.APPROVED, scheduled_for=None)
        case PostingPaused():
            return amended(posting, status=Status.PAUSED)
        case PostingResumed():
            return amended(posting, status=Status.PUBLISHED, judgement=event.judgement)
        case BandExceptionRequested() | BandExceptionGranted() | BandExceptionDenied():
            return pleaded(posting, event)
        case UnresolvedPlaceWaived():
            return amended(posting, waived=tuple(dict.fromkeys((*posting.waived, event.place))))
        case PostingRelisted():
            return amended(posting, relisted_as=(*posting.relisted_as, event.new))
        case PostingArchived():
            return amended(posting, status=Status.ARCHIVED)
        case PostingDiscarded():
            return amended(posting, status=Status.DISCARDED)
        case LegalHoldPlaced() | LegalHoldReleased():
            return held(posting, event)
        case NoncomplianceNoticeReceived() | NoncomplianceCured():
            return noticed(posting, event)
        case _:
            assert_never(event)


def begun(event: PostingDrafted | PostingImported) -> JobPosting:
    """A posting's beginning: a draft, or what is public elsewhere already."""
    people = frozenset(event.by)
    drafted = amended(
        BLANK,
        status=Status.DRAFT,
        content=event.content,
        role_id=event.role_id,
        pay=event.pay,
        editors=people,
        written_by=people,
        external_id=event.external_id,
        provenance=event.provenance,
    )
    if isinstance(event, PostingDrafted):
        return amended(drafted, relist_of=event.relist_of)
    return amended(
        drafted,
        status=Status.PUBLISHED,
        period=1,
        published_on=event.published_on,
        document_sha256=event.document_sha256,
        renderer=event.renderer,
        role_approval=event.role_approval,
        judgement=event.judgement,
        asserted_by=event.asserted_by,
        channels=tuple(Channel(name=name, listing=Listing.LIVE) for name in dict.fromkeys(event.content.channels)),
    )


def changed(posting: JobPosting, fields: tuple[str, ...], new: PostingChanges) -> Any:
    """The content with those fields as in `new`."""
    return amended(posting.content, **{name: getattr(new, name) for name in fields})


def edited(posting: JobPosting, by: tuple[Actor, ...], **fields: Any) -> JobPosting:
    """The posting with other fields and more editors; an edit takes up a rejected one as a draft again.

    Approvals that were given on the way to a quorum were given to another text.
    """
    status = Status.DRAFT if posting.status is Status.REJECTED else posting.status
    people = frozenset(by)
    return amended(
        posting,
        status=status,
        editors=posting.editors | people,
        written_by=posting.written_by | people,
        notices=worked_on(posting, by),
        approvals=(),
        **fields,
    )


def worked_on(posting: JobPosting, by: tuple[Actor, ...]) -> tuple[Notice, ...]:
    """Its notices, knowing who has worked on it since they came."""
    if not posting.notices:
        return ()
    return tuple(amended(notice, edited_by=notice.edited_by.union(by)) for notice in posting.notices)


def judged(
    posting: JobPosting,
    event: PostingSubmittedForApproval | ApprovalGiven | PostingApproved | PostingRejected | ApprovalLapsed,
) -> JobPosting:
    """The posting on its way to an approval."""
    match event:
        case PostingSubmittedForApproval():
            # Whoever submits asks for a judgement, so gives none.
            by = frozenset(event.by)
            return amended(
                posting,
                status=Status.PENDING_APPROVAL,
                editors=posting.editors | by,
                submitted_by=by,
                written_by=posting.written_by | by,
                approvals=(),
            )
        case ApprovalGiven():
            approval = Approval(step=event.step, authority=event.authority, by=event.by)
            if event.matter is Matter.BAND_EXCEPTION:
                return agreed_to_exception(posting, approval)
            if posting.proposal is not None:
                proposal = amended(posting.proposal, approvals=(*posting.proposal.approvals, approval))
                return amended(posting, proposal=proposal)
            return amended(posting, approvals=(*posting.approvals, approval))
        case PostingApproved():
            return amended(
                posting,
                status=Status.APPROVED,
                role_approval=event.role_approval,
                agreed_to=True,
                editors=frozenset(),
                approvals=(),
            )
        case PostingRejected():
            return amended(posting, status=Status.REJECTED, approvals=())
        case ApprovalLapsed():
            return amended(
                posting, status=Status.PENDING_APPROVAL, role_approval=None, approvals=(), scheduled_for=None
            )


def pleaded(
    posting: JobPosting, event: BandExceptionRequested | BandExceptionGranted | BandExceptionDenied
) -> JobPosting:
    """The posting with its band exception asked for, granted or denied."""
    if isinstance(event, BandExceptionRequested):
        asked = BandException(
            pay=event.pay,
            setting=event.setting,
            plea=Plea.REQUESTED,
            reason=event.reason,
            requested_by=frozenset(event.by),
        )
        return amended(posting, band_exception=asked, kept_exception=posting.excepted_by)
    if posting.band_exception is None:
        return posting
    if isinstance(event, BandExceptionGranted):
        granted = amended(posting.band_exception, plea=Plea.GRANTED, granted_by=event.granted_by, approvals=())
        return amended(posting, band_exception=granted)
    return amended(posting, band_exception=amended(posting.band_exception, plea=Plea.DENIED, approvals=()))


def agreed_to_exception(posting: JobPosting, approval: Approval) -> JobPosting:
    """The posting with one of the approvals that its band exception needs."""
    asked = posting.band_exception
    if asked is None:
        return posting
    return amended(posting, band_exception=amended(asked, approvals=(*asked.approvals, approval)))


def published(posting: JobPosting, event: PostingPublished | PostingReopened) -> JobPosting:
    """The posting made public: what is shown, and since when."""
    shown = amended(
        posting,
        status=Status.PUBLISHED,
        period=event.period,
        published_on=event.published_on,
        document_sha256=event.document_sha256,
        renderer=event.renderer,
        role_approval=event.role_approval,
        judgement=event.judgement,
        scheduled_for=None,
        close_reason=None,
    )
    if isinstance(event, PostingPublished) or event.new_deadline == event.old_deadline:
        return shown
    return amended(shown, content=amended(posting.content, deadline=event.new_deadline, rolling=False))


def proposed(posting: JobPosting, event: AmendmentProposed) -> JobPosting:
    """The posting with an amendment that others are asked to agree to; what they agreed to before is void."""
    before = posting.proposal
    by = frozenset(event.by) | (before.editors if before else frozenset())
    proposal = Proposal(
        fields=event.fields, changes=event.new, reason=event.reason, editors=by, pay=event.new_pay, approvals=()
    )
    return amended(posting, proposal=proposal, notices=worked_on(posting, event.by))


def after_amendment(posting: JobPosting, event: PostingAmended) -> JobPosting:
    """The posting as it was agreed to be shown from now on."""
    authors = posting.proposal.editors if posting.proposal else frozenset()
    return amended(
        posting,
        content=changed(posting, event.fields, event.new),
        pay=posting.pay if event.new_pay is None else event.new_pay,
        proposal=None,
        role_approval=event.role_approval,
        document_sha256=event.document_sha256,
        renderer=event.renderer,
        judgement=event.judgement,
        agreed_to=True,
        editors=frozenset(),
        written_by=posting.written_by | authors,
        notices=worked_on(posting, tuple(authors)),
    )


def deadline_moved(posting: JobPosting, event: PostingDeadlineExtended | PostingDeadlineShortened) -> JobPosting:
    """The posting with another last day, and with what is shown from now on where it had been published."""
    return edited(
        posting,
        event.by,
        content=amended(posting.content, deadline=event.new, rolling=False),
        document_sha256=event.document_sha256 or posting.document_sha256,
        renderer=event.renderer or posting.renderer,
    )


def listed(
    posting: JobPosting,
    event: ChannelRequested | ChannelListed | ChannelListingFailed | ChannelTakenDown | ChannelObserved,
) -> JobPosting:
    """The posting with one of its channels elsewhere; a channel that is new to it comes last."""
    channels = {channel.name: channel for channel in posting.channels}
    known = channels.get(event.channel)
    if known is None or isinstance(event, ChannelRequested):
        known = Channel(name=event.channel, listing=Listing.REQUESTED)
    match event:
        case ChannelRequested():
            after = known
        case ChannelListed():
            after = amended(known, listing=Listing.LIVE, reference=event.reference, error=None)
        case ChannelListingFailed():
            after = amended(known, listing=Listing.FAILED, error=event.error)
        case ChannelTakenDown():
            wanted = known.wanted and event.reason is None
            after = amended(known, listing=Listing.TAKEN_DOWN, drift=None, wanted=wanted)
        case ChannelObserved():
            after = amended(known, drift=event.drift)
    channels[event.channel] = after
    return amended(posting, channels=tuple(channels.values()))


def held(posting: JobPosting, event: LegalHoldPlaced | LegalHoldReleased) -> JobPosting:
    """The posting with a hold more, or one less."""
    others = tuple(hold for hold in posting.holds if hold.name != event.hold)
    if isinstance(event, LegalHoldReleased):
        return amended(posting, holds=others)
    placed = LegalHold(name=event.hold, reason=event.reason, placed_by=frozenset(event.by))
    return amended(posting, holds=(*others, placed))


def noticed(posting: JobPosting, event: NoncomplianceNoticeReceived | NoncomplianceCured) -> JobPosting:
    """The posting with a notice more, or one of them cured."""
    if isinstance(event, NoncomplianceCured):
        notices = (amended(n, cured=True) if n.name == event.notice else n for n in posting.notices)
        return amended(posting, notices=tuple(notices))
    received = Notice(
        name=event.notice,
        authority=event.authority,
        received_on=event.received_on,
        recorded_by=frozenset(event.by),
        rule=event.rule,
        cure_by=event.cure_by,
    )
    return amended(posting, notices=(*posting.notices, received))
