"""Where a posting is shown: each place on its own, and what it was seen to show there."""

from datetime import datetime

from domain.decider import Context
from domain.errors import require
from domain.job_posting.commands import (
    ConfirmListing,
    RecordObservation,
    ReportListingFailure,
    RequestChannel,
    TakeDownChannel,
)
from domain.job_posting.content import PostingContent
from domain.job_posting.deadline import expired
from domain.job_posting.errors import (
    AgainstTheLaw,
    ChannelMayNotShow,
    ChannelUnknown,
    ObservedInTheFuture,
    PostingIsHidden,
    PostingNotPublished,
)
from domain.job_posting.events import (
    ChannelListed,
    ChannelListingFailed,
    ChannelObserved,
    ChannelRequested,
    ChannelTakenDown,
    Drift,
    PostingEvent,
)
from domain.job_posting.publication import how_to_change
from domain.job_posting.state import Channel, JobPosting, Listing, PostingFacts, Status


def hidden(content: PostingContent) -> bool:
    """Whether what says this is shown nowhere outside."""
    return content.internal_only or content.confidential


def listed_on(content: PostingContent) -> tuple[str, ...]:
    """Where what says this is listed, each once; what is internal or confidential nowhere."""
    return () if hidden(content) else tuple(dict.fromkeys(content.channels))


def requested(posting: JobPosting) -> tuple[ChannelRequested, ...]:
    """What being shown asks for: to be listed where its text says and where it was, except what it was taken down from
    by itself; nothing for an internal or confidential posting.
    """
    if hidden(posting.content):
        return ()
    known = {channel.name: channel.wanted for channel in posting.channels}
    names = dict.fromkeys((*listed_on(posting.content), *known))
    return tuple(ChannelRequested(channel=name) for name in names if known.get(name, True))


def request(command: RequestChannel, posting: JobPosting) -> tuple[PostingEvent, ...]:
    """Have it listed on one more, or anew where listing failed or it was taken down; nothing where it is already."""
    require(
        posting.status is Status.PUBLISHED,
        PostingNotPublished,
        f"it is {posting.status}: what is not shown is listed nowhere. Name the channel in its text",
    )
    require(
        not hidden(posting.content),
        PostingIsHidden,
        "it is internal or confidential: use propose-amendment to say that anyone may see it",
    )
    if command.channel in posting.live_channels:
        return ()
    if posting.findings and posting.judgement is not None:  # shown as it is, but not to more people
        raise AgainstTheLaw(posting.judgement, how_to_change(posting))
    return (ChannelRequested(channel=command.channel),)


def confirm(command: ConfirmListing, posting: JobPosting) -> tuple[PostingEvent, ...]:
    """Note that it is shown there, also after a failure; nothing where that, and its reference, is known."""
    channel = existing(command.channel, posting)
    require(
        posting.status is Status.PUBLISHED and channel.listing is not Listing.TAKEN_DOWN,
        ChannelMayNotShow,
        f"the posting is {posting.status} and {channel.name} {channel.listing}: use request-channel to have it listed "
        "there anew once it is published, or record-observation to say that it is shown all the same",
    )
    reference = command.reference or channel.reference
    if channel.listing is Listing.LIVE and reference == channel.reference:
        return ()
    return (ChannelListed(channel=channel.name, reference=reference),)


def fail(command: ReportListingFailure, posting: JobPosting) -> tuple[PostingEvent, ...]:
    """Note that it is not shown there, and why; nothing where that is known, or nobody wants it there any more."""
    channel = existing(command.channel, posting)
    known = channel.listing is Listing.FAILED and channel.error == command.error
    if known or channel.listing is Listing.TAKEN_DOWN:
        return ()
    return (ChannelListingFailed(channel=channel.name, error=command.error),)


def take_down(command: TakeDownChannel, posting: JobPosting) -> tuple[PostingEvent, ...]:
    """Take it down from this one for good: until somebody requests it anew. Nothing where that was said before."""
    channel = existing(command.channel, posting)
    if channel.listing is Listing.TAKEN_DOWN and not channel.wanted:
        return ()
    return (ChannelTakenDown(channel=channel.name, reason=command.reason),)


def observe(
    command: RecordObservation, posting: JobPosting, context: Context[PostingFacts]
) -> tuple[PostingEvent, ...]:
    """Keep what a channel was seen to show, and say how that differs from what it should show now.

    Seeing the same again is recorded as well: that it was (still) so at that moment is evidence, and the only one.
    """
    channel = existing(command.channel, posting)
    seen_at = command.seen_at or context.now
    require(seen_at <= context.now, ObservedInTheFuture, f"{seen_at} is to come: leave seen_at out for now")
    shown, published = command.shown_sha256, due_there(channel, posting, context.now)
    return (
        ChannelObserved(
            channel=channel.name,
            seen_at=seen_at,
            shown_sha256=shown,
            published_sha256=published,
            drift=drift(shown, published, channel),
        ),
    )


def due_there(channel: Channel, posting: JobPosting, now: datetime) -> str | None:
    """The hash of what the channel may show now; None: nothing."""
    shown = posting.status is Status.PUBLISHED and not hidden(posting.content) and not expired(posting, now)
    return posting.document_sha256 if shown and channel.listing is not Listing.TAKEN_DOWN else None


def drift(shown: str | None, published: str | None, channel: Channel) -> Drift | None:
    """How the two differ. What shows nothing lacks something only if it said that it shows it."""
    if shown == published:
        return None
    if shown is None:
        return Drift.MISSING if channel.listing is Listing.LIVE else None
    return Drift.ALTERED if published is not None else Drift.STILL_SHOWN


def existing(name: str, posting: JobPosting) -> Channel:
    """The channel of this name. Raises ChannelUnknown."""
    found = next((channel for channel in posting.channels if channel.name == name), None)
    if found is None:
        names = "; ".join(channel.name for channel in posting.channels) or "none"
        raise ChannelUnknown(f"it was never to be listed on {name}; its channels: {names}. See request-channel")
    return found
