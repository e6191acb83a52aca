"""Where a posting is shown: each channel goes its own way, and what it shows is held against what was published."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.decider import Context
from domain.errors import DomainError
from domain.job_posting import (
    JOB_POSTING,
    ApproveAmendment,
    ChannelListed,
    ChannelListingFailed,
    ChannelObserved,
    ChannelRequested,
    ChannelTakenDown,
    ClosePosting,
    CloseReason,
    ConfirmListing,
    Drift,
    Listing,
    PausePosting,
    PostingAmended,
    PostingChanges,
    PostingFacts,
    ProposeAmendment,
    RecordObservation,
    ReopenPosting,
    ReportListingFailure,
    RequestChannel,
    ResumePosting,
    Status,
    TakeDownChannel,
)
from domain.job_posting.errors import (
    ChannelMayNotShow,
    ChannelUnknown,
    ObservedInTheFuture,
    PostingIsClosed,
    PostingIsHidden,
    PostingNotPublished,
)
from tests.domain.given import ALICE, BOB, FRESH, ITSELF, NO_RULES, NOON, Given, given
from tests.domain.postings import (
    SHOWN,
    approved,
    closed,
    drafted,
    listed,
    paused,
    published,
    requested,
    resumed,
    submitted,
    taken_down,
)
from tests.domain.roles import role_in_force

OTHER = "f" * 64
BY_ITSELF = ChannelTakenDown(channel="Board", reason="Too many applications")
FAILED = ChannelListingFailed(channel="Board", error="The feed was refused")


def shown(*events: Any, **fields: Any) -> Given:
    """A published posting, and what has happened to it since."""
    return given(drafted(**fields), submitted(), approved(), published(), *events)


# Listing


def test_a_published_posting_is_listed_on_one_channel_more() -> None:
    shown(requested("LinkedIn")).when(RequestChannel("Board")).then(requested("Board"))


@pytest.mark.parametrize("known", [requested("Board"), listed("Board")])
def test_a_channel_that_was_asked_or_shows_it_is_not_asked_again(known: Any) -> None:
    shown(known).when(RequestChannel("Board")).then_nothing_changes()


@pytest.mark.parametrize("known", [FAILED, taken_down("Board"), BY_ITSELF])
def test_a_channel_is_asked_anew_where_listing_failed_or_it_was_taken_down(known: Any) -> None:
    again = shown(requested("Board"), known).when(RequestChannel("Board")).then(requested("Board"))
    assert again.state.live_channels == ("Board",)


def test_only_what_is_public_is_listed() -> None:
    given(drafted()).when(RequestChannel("Board")).then_refused(PostingNotPublished)
    shown(paused()).when(RequestChannel("Board")).then_refused(PostingNotPublished)
    shown(closed()).when(RequestChannel("Board")).then_refused(PostingIsClosed)
    shown(internal_only=True).when(RequestChannel("Board")).then_refused(PostingIsHidden)
    shown(confidential=True).when(RequestChannel("Board")).then_refused(PostingIsHidden)


@pytest.mark.parametrize("known", [requested("Board"), FAILED])
def test_a_channel_confirms_that_it_shows_it_also_after_a_failure(known: Any) -> None:
    confirmed = shown(requested("Board"), known).when(ConfirmListing(channel="Board", reference="job/7"))
    confirmed.then(ChannelListed(channel="Board", reference="job/7"))
    [channel] = confirmed.state.channels
    assert (channel.listing, channel.reference, channel.error) == (Listing.LIVE, "job/7", None)


def test_confirming_what_is_known_changes_nothing_and_another_reference_is_news() -> None:
    live = shown(requested("Board"), ChannelListed(channel="Board", reference="job/7"))
    live.when(ConfirmListing(channel="Board", reference="job/7")).then_nothing_changes()
    live.when(ConfirmListing(channel="Board")).then_nothing_changes()
    live.when(ConfirmListing(channel="Board", reference="job/8")).then(
        ChannelListed(channel="Board", reference="job/8")
    )


def test_a_channel_that_it_was_taken_down_from_cannot_confirm_it() -> None:
    shown(requested("Board"), BY_ITSELF).when(ConfirmListing(channel="Board")).then_refused(
        ChannelMayNotShow, "record-observation"
    )


def test_a_channel_that_had_failed_cannot_confirm_it_while_it_is_paused() -> None:
    shown(requested("Board"), FAILED, paused()).when(ConfirmListing(channel="Board")).then_refused(ChannelMayNotShow)


def test_a_failure_is_told_once_and_of_a_listing_that_was_live_too() -> None:
    report = ReportListingFailure(channel="Board", error="The feed was refused")
    shown(requested("Board")).when(report).then(FAILED)
    shown(requested("Board"), listed("Board")).when(report).then(FAILED)
    shown(requested("Board"), FAILED).when(report).then_nothing_changes()
    other = ReportListingFailure(channel="Board", error="No credit left")
    shown(requested("Board"), FAILED).when(other).then(ChannelListingFailed(channel="Board", error="No credit left"))


def test_a_failure_that_is_told_after_the_end_changes_nothing() -> None:
    late = shown(requested("Board"), taken_down("Board"), closed())
    late.when(ReportListingFailure(channel="Board", error="Timeout")).then_nothing_changes()


def test_one_channel_is_taken_down_and_the_others_go_on() -> None:
    both = shown(requested("LinkedIn"), listed("LinkedIn"), requested("Board"))
    outcome = both.when(TakeDownChannel(channel="Board", reason="Too many applications")).then(BY_ITSELF)
    assert outcome.state.live_channels == ("LinkedIn",)
    shown(requested("Board"), BY_ITSELF).when(
        TakeDownChannel(channel="Board", reason="Still too many")
    ).then_nothing_changes()


@pytest.mark.parametrize(
    "command",
    [
        ConfirmListing(channel="Board"),
        ReportListingFailure(channel="Board", error="Timeout"),
        TakeDownChannel(channel="Board", reason="Too many"),
        RecordObservation(channel="Board", shown_sha256=SHOWN),
    ],
)
def test_a_channel_that_was_never_asked_has_nothing_to_say(command: Any) -> None:
    shown(requested("LinkedIn")).when(command).then_refused(ChannelUnknown, "LinkedIn")


# Through pauses, ends and amendments


def test_resuming_lists_it_where_it_was_but_not_where_it_was_taken_down_by_itself() -> None:
    before = shown(
        requested("LinkedIn"), requested("Board"), requested("Extra"), BY_ITSELF, channels=("LinkedIn", "Board")
    )
    stopped = before.when(PausePosting())
    assert stopped.events[:2] == (taken_down("LinkedIn"), taken_down("Extra"))
    assert stopped.state.live_channels == ()
    again = Given((*before.events, *stopped.events)).when(ResumePosting(), role=role_in_force())
    assert again.accepted()[1:] == (requested("LinkedIn"), requested("Extra"))


def test_a_channel_that_is_taken_down_during_a_pause_is_not_asked_when_it_resumes() -> None:
    stopped = (requested("Board"), taken_down("Board"), paused())
    dropped = shown(*stopped).when(TakeDownChannel(channel="Board", reason="Too many applications")).then(BY_ITSELF)
    again = Given((*shown(*stopped).events, *dropped.events)).when(ResumePosting(), role=role_in_force())
    assert again.accepted()[1:] == ()


def test_reopening_asks_the_channels_that_the_end_took_it_down_from() -> None:
    ended = shown(requested("Extra"), taken_down("Extra"), closed(), channels=("Board",))
    again = ended.when(ReopenPosting(reason="The hire fell through"), role=role_in_force())
    assert again.accepted()[1:] == (requested("Board"), requested("Extra"))


def agreed(given_: Given, **changes: Any) -> tuple[Any, ...]:
    """What an amendment that is proposed by Alice and agreed to by Bob leads to beside itself."""
    proposal = given_.when(ProposeAmendment(reason="It reads better", changes=PostingChanges(**changes)))
    outcome = Given((*given_.events, *proposal.accepted())).when(ApproveAmendment(), by=BOB, role=role_in_force())
    amended, *rest = outcome.accepted()
    assert isinstance(amended, PostingAmended)
    return tuple(rest)


def test_an_amendment_of_the_text_leaves_every_channel_as_it_is() -> None:
    assert agreed(shown(requested("Extra"), listed("Extra")), title="Baker sought") == ()


def test_an_amendment_moves_it_between_channels() -> None:
    before = shown(requested("Board"), requested("Extra"), channels=("Board",))
    gone = ChannelTakenDown(channel="Board", reason="The amendment lists it there no more.")
    assert agreed(before, channels=("LinkedIn",)) == (gone, requested("LinkedIn"))


def test_an_amendment_during_a_pause_is_what_resuming_goes_by() -> None:
    stopped = shown(requested("Board"), taken_down("Board"), paused(), channels=("Board",))
    dropped = agreed(stopped, channels=("LinkedIn",))
    assert dropped == (ChannelTakenDown(channel="Board", reason="The amendment lists it there no more."),)


def test_what_becomes_confidential_is_taken_down_everywhere() -> None:
    before = shown(requested("Board"), requested("Extra"), FAILED, channels=("Board",))
    assert agreed(before, confidential=True) == (taken_down("Extra"),)


# Observation and drift


@pytest.mark.parametrize(
    ("known", "seen", "published_hash", "drift"),
    [
        ((listed("Board"),), SHOWN, SHOWN, None),
        ((listed("Board"),), OTHER, SHOWN, Drift.ALTERED),
        ((listed("Board"),), None, SHOWN, Drift.MISSING),
        ((), None, SHOWN, None),  # it was asked, and may take its time
        ((), OTHER, SHOWN, Drift.ALTERED),
        ((FAILED,), None, SHOWN, None),
        ((FAILED,), SHOWN, SHOWN, None),
        ((BY_ITSELF,), SHOWN, None, Drift.STILL_SHOWN),
        ((BY_ITSELF,), None, None, None),
        ((taken_down("Board"), paused()), SHOWN, None, Drift.STILL_SHOWN),
        ((taken_down("Board"), closed()), SHOWN, None, Drift.STILL_SHOWN),
        ((taken_down("Board"), closed()), None, None, None),
    ],
)
def test_what_a_channel_was_seen_to_show_is_held_against_what_it_should_show(
    known: tuple[Any, ...], seen: str | None, published_hash: str | None, drift: Drift | None
) -> None:
    outcome = shown(requested("Board"), *known).when(RecordObservation(channel="Board", shown_sha256=seen))
    outcome.then(
        ChannelObserved(channel="Board", seen_at=NOON, shown_sha256=seen, published_sha256=published_hash, drift=drift)
    )
    [channel] = outcome.state.channels
    assert channel.drift is drift


def test_after_the_end_of_its_last_day_a_channel_should_show_nothing_though_nobody_has_closed_it_yet() -> None:
    over = datetime(2026, 4, 1, 12, tzinfo=UTC)
    seen = shown(requested("Board"), listed("Board")).when(
        RecordObservation(channel="Board", shown_sha256=SHOWN), at=over
    )
    [observed] = seen.accepted()
    assert (observed.published_sha256, observed.drift) == (None, Drift.STILL_SHOWN)


def test_seeing_the_same_again_is_recorded_since_it_is_evidence_of_another_moment() -> None:
    look = RecordObservation(channel="Board", shown_sha256=SHOWN)
    first = shown(requested("Board"), listed("Board")).when(look)
    again = Given((*shown(requested("Board"), listed("Board")).events, *first.accepted()))
    [observed] = again.when(look, at=NOON + timedelta(hours=1)).accepted()
    assert observed.seen_at == NOON + timedelta(hours=1)


def test_nobody_has_seen_what_is_to_come() -> None:
    earlier = RecordObservation(channel="Board", seen_at=NOON - timedelta(hours=1))
    later = RecordObservation(channel="Board", seen_at=NOON + timedelta(seconds=1))
    [observed] = shown(requested("Board")).when(earlier).accepted()
    assert observed.seen_at == NOON - timedelta(hours=1)
    shown(requested("Board")).when(later).then_refused(ObservedInTheFuture)


def test_taking_it_down_and_asking_anew_settle_what_was_seen_before() -> None:
    altered = ChannelObserved(
        channel="Board", seen_at=NOON, shown_sha256=OTHER, published_sha256=SHOWN, drift=Drift.ALTERED
    )
    live = shown(requested("Board"), listed("Board"), altered)
    assert live.when(TakeDownChannel(channel="Board", reason="It alters it")).state.channels[0].drift is None
    failed = Given((*live.events, FAILED))
    assert failed.when(RequestChannel("Board")).state.channels[0].drift is None


# Whatever order

NAMES = st.sampled_from(["LinkedIn", "Board", "Extra"])
EXPECTED = {
    ChannelRequested: Listing.REQUESTED,
    ChannelListed: Listing.LIVE,
    ChannelListingFailed: Listing.FAILED,
    ChannelTakenDown: Listing.TAKEN_DOWN,
}


class Channels(RuleBasedStateMachine):
    """A published posting, and beside it how far each of its channels is, noted down from the events alone."""

    def __init__(self) -> None:
        super().__init__()
        self.posting = JOB_POSTING.fold(shown(channels=("LinkedIn",)).events)
        self.known: dict[str, Listing] = {}

    def ask(self, command: Any, about: str | None = None) -> None:
        """Send a command. about: the only channel that it may move."""
        facts = PostingFacts(role=role_in_force(), rules=NO_RULES)
        context = Context(stream=ITSELF, now=NOON, actor=ALICE, fresh=FRESH, facts=facts)
        try:
            events = JOB_POSTING.decide(command, self.posting, context)
        except DomainError:
            return
        self.posting = JOB_POSTING.fold(events, self.posting)
        for event in events:
            channel = getattr(event, "channel", None)
            assert about in {None, channel}, "a channel moved another"
            if channel is not None:
                self.note(channel, event)

    def note(self, channel: str, event: Any) -> None:
        """What must be true of each event of a channel."""
        was = self.known.get(channel)
        assert not isinstance(event, ChannelListed) or was not in {None, Listing.TAKEN_DOWN}
        assert not isinstance(event, ChannelRequested) or was not in {Listing.REQUESTED, Listing.LIVE}
        if isinstance(event, ChannelObserved):
            allowed = self.posting.status is Status.PUBLISHED and was is not Listing.TAKEN_DOWN
            assert event.published_sha256 == (self.posting.document_sha256 if allowed else None)
            assert event.drift is None or event.shown_sha256 != event.published_sha256
        else:
            self.known[channel] = EXPECTED[type(event)]

    @rule(name=NAMES)
    def request(self, name: str) -> None:
        self.ask(RequestChannel(name), name)

    @rule(name=NAMES, reference=st.none() | st.just("job/7"))
    def confirm(self, name: str, reference: str | None) -> None:
        self.ask(ConfirmListing(channel=name, reference=reference), name)

    @rule(name=NAMES)
    def fail(self, name: str) -> None:
        self.ask(ReportListingFailure(channel=name, error="Timeout"), name)

    @rule(name=NAMES)
    def take_down(self, name: str) -> None:
        self.ask(TakeDownChannel(channel=name, reason="Too many"), name)

    @rule(name=NAMES, seen=st.sampled_from([None, SHOWN, OTHER]))
    def observe(self, name: str, seen: str | None) -> None:
        self.ask(RecordObservation(channel=name, shown_sha256=seen), name)

    @rule()
    def pause(self) -> None:
        self.ask(PausePosting())

    @rule()
    def resume(self) -> None:
        self.ask(ResumePosting())

    @rule()
    def close(self) -> None:
        self.ask(ClosePosting(reason=CloseReason.FILLED))

    @rule()
    def reopen(self) -> None:
        self.ask(ReopenPosting(reason="The hire fell through"))

    @invariant()
    def each_channel_is_where_its_own_events_left_it(self) -> None:
        assert {channel.name: channel.listing for channel in self.posting.channels} == self.known

    @invariant()
    def nothing_is_live_unless_it_is_published(self) -> None:
        assert self.posting.status is Status.PUBLISHED or self.posting.live_channels == ()


TestChannels = Channels.TestCase
TestChannels.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_resumed_and_published_alone_list_nothing() -> None:
    assert JOB_POSTING.fold(shown(paused(), resumed(), channels=("Board",)).events).channels == ()
