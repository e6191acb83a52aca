"""How each event changes a job posting; decides nothing and never fails."""

from dataclasses import replace
from typing import Any, assert_never

from domain.amending import amended
from domain.job_posting.events import (
    ApprovalLapsed,
    ChannelTakenDown,
    PostingApproved,
    PostingClosed,
    PostingContentChanged,
    PostingDeadlineExtended,
    PostingDeadlineShortened,
    PostingDrafted,
    PostingEvent,
    PostingPaused,
    PostingPublished,
    PostingRejected,
    PostingResumed,
    PostingSalaryChanged,
    PostingSubmittedForApproval,
    RoleAssigned,
)
from domain.job_posting.state import JobPosting, Status
from domain.recorded import Actor


def evolve(posting: JobPosting, event: PostingEvent) -> JobPosting:
    """The posting after the event."""
    match event:
        case PostingDrafted():
            return drafted(event)
        case RoleAssigned():
            return edited(posting, event.by, role_id=event.new)
        case PostingContentChanged():
            changes = {name: getattr(event.new, name) for name in event.fields}
            return edited(posting, event.by, content=amended(posting.content, **changes))
        case PostingSalaryChanged():
            content = amended(posting.content, working_time=event.new_working_time)
            return edited(posting, event.by, pay=event.new, content=content)
        case PostingSubmittedForApproval():
            return submitted(posting, event)
        case PostingApproved():
            return replace(posting, status=Status.APPROVED, role_approval=event.role_approval, editors=frozenset())
        case PostingRejected():
            return replace(posting, status=Status.REJECTED)
        case ApprovalLapsed():
            return replace(posting, status=Status.PENDING_APPROVAL, role_approval=None)
        case PostingPublished():
            return published(posting, event)
        case PostingPaused():
            return replace(posting, status=Status.PAUSED)
        case PostingResumed():
            # A union: of old, a pause left the channels live and resuming named none.
            live = tuple(dict.fromkeys((*posting.live_channels, *event.channels)))
            return replace(posting, status=Status.PUBLISHED, live_channels=live)
        case PostingDeadlineExtended() | PostingDeadlineShortened():
            return deadline_moved(posting, event)
        case ChannelTakenDown():
            return replace(
                posting, live_channels=tuple(name for name in posting.live_channels if name != event.channel)
            )
        case PostingClosed():
            return replace(posting, status=Status.CLOSED, close_reason=event.reason)
        case _:
            assert_never(event)


def drafted(event: PostingDrafted) -> JobPosting:
    """A posting's beginning."""
    return JobPosting(
        status=Status.DRAFT,
        content=event.content,
        role_id=event.role_id,
        pay=event.pay,
        editors=frozenset(event.by),
        external_id=event.external_id,
        provenance=event.provenance,
    )


def submitted(posting: JobPosting, event: PostingSubmittedForApproval) -> JobPosting:
    """The posting awaiting an approver, who is none of those who asked for one."""
    by = frozenset(event.by)
    return replace(posting, status=Status.PENDING_APPROVAL, editors=posting.editors | by, submitted_by=by)


def edited(posting: JobPosting, by: tuple[Actor, ...], **fields: Any) -> JobPosting:
    """The posting with other fields and more editors; an edit takes up a rejected one as a draft again."""
    status = Status.DRAFT if posting.status is Status.REJECTED else posting.status
    return replace(posting, status=status, editors=posting.editors | set(by), **fields)


def published(posting: JobPosting, event: PostingPublished) -> JobPosting:
    """The posting made public: what is shown, since when and where."""
    return replace(
        posting,
        status=Status.PUBLISHED,
        period=event.period,
        published_on=event.published_on,
        document_sha256=event.document_sha256,
        renderer=event.renderer,
        role_approval=event.role_approval,
        live_channels=event.channels,
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
