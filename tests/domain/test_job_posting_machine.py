"""Whatever people do to a posting, in whatever order: the invariants hold, and its events give its state back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.decider import Context
from domain.errors import DomainError, InvalidValue
from domain.job_posting import (
    JOB_POSTING,
    AdoptPosting,
    AmendmentProposed,
    AmendmentRejected,
    ApprovalLapsed,
    ApproveAmendment,
    ApprovePosting,
    ArchivePosting,
    AssignRole,
    ChangeSalary,
    ChannelListingFailed,
    ChannelRequested,
    ChannelTakenDown,
    ClosePosting,
    CloseReason,
    ConfirmListing,
    DiscardPosting,
    DraftPosting,
    ExtendDeadline,
    ExternalId,
    JobPosting,
    JudgePosting,
    PausePosting,
    PostingAmended,
    PostingApproved,
    PostingArchived,
    PostingChanges,
    PostingClosed,
    PostingCommand,
    PostingContentChanged,
    PostingDeadlineExtended,
    PostingDeadlineShortened,
    PostingDrafted,
    PostingEvent,
    PostingFacts,
    PostingImported,
    PostingPaused,
    PostingPublished,
    PostingRejected,
    PostingRelisted,
    PostingReopened,
    PostingResumed,
    PostingSalaryChanged,
    PostingSubmittedForApproval,
    ProposeAmendment,
    PublishPosting,
    RejectAmendment,
    RejectPosting,
    RelistPosting,
    ReopenPosting,
    ReportListingFailure,
    RequestChannel,
    ResumePosting,
    RevisePosting,
    RoleAssigned,
    SchedulePublication,
    ShortenDeadline,
    Status,
    SubmitPostingForApproval,
    TakeDownChannel,
    UnschedulePublication,
    WithdrawAmendment,
    relisted,
    render,
)
from domain.job_posting.state import ENDED
from domain.law import RuleBook
from domain.pay import SalaryBand
from domain.recorded import Actor
from domain.requirements import SourceDocument
from domain.role import Role
from domain.role import Status as RoleStatus
from infrastructure.event_store.codec import CODEC
from infrastructure.law import load_rules
from tests.domain.given import ALICE, BOB, CAROL, FRESH, ITSELF, NO_RULES, NOON
from tests.domain.postings import A_ROLE, ANOTHER_ROLE, BERLIN, DENVER, pay, posting_content
from tests.domain.roles import band, role_content, role_in_force

PEOPLE = st.sampled_from([ALICE, BOB, CAROL])
DELEGATES = st.sampled_from([None, None, None, ALICE, BOB, CAROL])
IMMATERIAL: dict[str, Any] = {"requisition": None, "channels": (), "deadline": None, "rolling": False}
CHANGES = st.builds(
    PostingChanges,
    title=st.none() | st.sampled_from(["Baker wanted", "Baker sought"]),
    requisition=st.none() | st.sampled_from(["R-7", "R-8"]),
    channels=st.none() | st.lists(st.sampled_from(["LinkedIn", "Board"]), max_size=3).map(tuple),
    locations=st.none() | st.sampled_from([(BERLIN,), (BERLIN, DENVER), ()]),
    internal_only=st.none() | st.booleans(),
    openings=st.none() | st.integers(1, 2),
    rolling=st.none() | st.booleans(),
    time_zone=st.none() | st.sampled_from(["Europe/Berlin", "Pacific/Auckland"]),
)
PAY = st.sampled_from([(pay(),), (pay(places=(BERLIN.name,)),), (), (pay(10_000, 38_000),)])
EDITS = st.one_of(
    st.builds(RevisePosting, changes=CHANGES, clear=st.sampled_from([(), (), ("deadline",)])),
    st.builds(ChangeSalary, pay=PAY, reason=st.just("The market")),
    st.builds(AssignRole, st.sampled_from([A_ROLE, ANOTHER_ROLE])),
    st.just(DraftPosting(content=posting_content())),
)
AMENDMENTS = st.builds(
    ProposeAmendment,
    reason=st.just("It reads better"),
    changes=st.builds(
        PostingChanges,
        title=st.none() | st.sampled_from(["Baker wanted", "Baker sought"]),
        channels=st.none() | st.lists(st.sampled_from(["LinkedIn", "Board", "Radio"]), max_size=3).map(tuple),
        locations=st.none() | st.sampled_from([(BERLIN,), (BERLIN, DENVER)]),
        internal_only=st.none() | st.booleans(),
        openings=st.none() | st.integers(1, 2),
    ),
    clear=st.sampled_from([(), (), ("qualifications",)]),
    pay=st.none() | PAY,
)
CHANNELS = st.sampled_from(["LinkedIn", "Board", "Radio"])
CHANNEL_COMMANDS = st.one_of(
    st.builds(RequestChannel, channel=CHANNELS),
    st.builds(ConfirmListing, channel=CHANNELS),
    st.builds(ReportListingFailure, channel=CHANNELS, error=st.just("Refused")),
    st.builds(TakeDownChannel, channel=CHANNELS, reason=st.just("Too many")),
)
SHOWN = {Status.PUBLISHED, Status.PAUSED}
RULES = load_rules()
BAND, HIGHER_BAND = band(30_000, 40_000), band(35_000, 45_000)
SELDOM = st.integers(0, 3).map(lambda n: n == 3)  # most lives should last longer than until the first end is drawn


def material(posting: JobPosting) -> Any:
    """All that an approver agrees to: everything but the housekeeping."""
    return replace(posting.content, **IMMATERIAL), posting.pay, posting.role_id


class Stage(IntEnum):
    """How far a posting has come when its random life begins."""

    DRAFTED = 0
    SUBMITTED = 1
    APPROVED = 2
    PUBLISHED = 3
    PAUSED = 4
    ADOPTED = 5


class PostingLife(RuleBasedStateMachine):
    """A posting and its role, and beside it what an onlooker would have noted down."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[PostingEvent] = []
        self.posting = JobPosting()
        self.role = role_in_force(salary_bands=(BAND,))
        self.now = NOON
        self.wrote: set[Actor] = set()
        self.submitted: set[Actor] = set()
        self.agreed: Any = None
        self.stored: dict[str, bytes] = {}
        self.law = NO_RULES
        self.proposers: set[Actor] = set()
        self.live_at_pause: set[str] = set()

    def ask(self, command: PostingCommand, by: Actor, on_behalf_of: Actor | None = None) -> bool:
        """Send a command; whether it was accepted."""
        facts = PostingFacts(rules=self.law, role=self.role)
        context = Context(stream=ITSELF, now=self.now, actor=by, on_behalf_of=on_behalf_of, fresh=FRESH, facts=facts)
        before = self.posting
        try:
            events = JOB_POSTING.decide(command, before, context)
        except (DomainError, InvalidValue):
            return False
        self.posting = JOB_POSTING.fold(events, before)
        self.events += events
        documents = {
            sha256(document).hexdigest(): document for document in JOB_POSTING.documents(command, self.posting)
        }
        assert set(documents) == {name for event in events for name in named_documents(event)}
        self.stored |= documents
        self.note(events, before, context)
        return True

    def note(self, events: tuple[PostingEvent, ...], before: JobPosting, context: Context[PostingFacts]) -> None:
        """What must be true of every accepted command."""
        for event in events:
            assert before.status not in ENDED or isinstance(event, AFTER_THE_END), "something happened after the end"
            self.wrote |= set(event.by) if isinstance(event, WRITING) else set()
            if isinstance(event, PostingApproved | PostingRejected):
                assert not self.authors() & set(context.people), "an author judged"
            if isinstance(event, PostingAmended | AmendmentRejected):
                assert not self.proposers & set(context.people), "a proposer judged"
            if isinstance(event, PostingAmended):
                assert not self.wrote & set(context.people), "whoever moved the last day agreed to the page with it"
            if isinstance(event, PostingApproved):
                self.wrote, self.agreed = set(), material(before)
            if isinstance(event, PostingSubmittedForApproval):
                self.submitted = set(event.by)
            for kind, check in CHECKS.items():
                if isinstance(event, kind):
                    check(self, event, before)
        if before.status in SHOWN:
            amended = any(isinstance(event, PostingAmended) for event in events)
            assert amended or material(self.posting) == material(before), "what the public saw was edited"
            assert self.posting.published_on == before.published_on, "the date posted was rewritten"
        if self.posting.proposal is None:
            self.proposers = set()

    def published(self, event: PostingPublished | PostingReopened, before: JobPosting) -> None:
        assert material(before) == self.agreed, "what was published is not what was approved"
        assert self.role.in_force is not None
        assert self.role.status is not RoleStatus.RETIRED
        assert event.role_approval >= (before.role_approval or 0)
        assert self.pay_is_inside_the_band()
        assert event.period == before.period + 1
        assert event.published_on == self.day()
        assert self.posting.content.deadline is None or self.posting.content.deadline >= event.published_on
        assert before.content.locations
        self.lawful(event)
        if before.period == 0:
            hidden = before.content.internal_only
            assert self.posting.live_channels == (() if hidden else tuple(dict.fromkeys(before.content.channels)))

    def imported(self, event: PostingImported, _before: JobPosting) -> None:
        self.agreed = material(self.posting)
        assert event.published_on <= self.day()

    def lawful(self, event: PostingPublished | PostingReopened | PostingResumed | PostingAmended) -> None:
        """What the law refuses is not shown, and what is shown lawfully has nothing found against it."""
        assert event.judgement.rules_sha256 == self.law.sha256
        assert event.judgement.day == self.day()
        assert not event.judgement.refuses
        assert self.posting.findings == ()

    def paused(self, event: PostingPaused, before: JobPosting) -> None:
        self.taken_down_everywhere(event, before)
        self.live_at_pause = set(before.live_channels)

    def resumed(self, event: PostingResumed, before: JobPosting) -> None:
        assert self.posting.content.internal_only or self.live_at_pause <= set(self.posting.live_channels)
        assert self.posting.asserted_by or self.role.open_for_postings
        assert before.role_id is None or self.pay_is_inside_the_band()
        assert before.content.deadline is None or before.content.deadline >= self.day()
        self.lawful(event)

    def proposed(self, event: AmendmentProposed, before: JobPosting) -> None:
        self.proposers |= set(event.by)
        assert before.status in SHOWN
        assert not {"deadline", "rolling", "time_zone"} & set(event.fields)
        unseen = (self.posting.content, self.posting.pay, self.posting.document_sha256, self.posting.channels)
        assert unseen == (before.content, before.pay, before.document_sha256, before.channels)

    def amended(self, event: PostingAmended, before: JobPosting) -> None:
        self.wrote, self.agreed = set(), material(before.as_proposed)
        assert material(self.posting) == self.agreed
        assert self.posting.content.deadline == before.content.deadline
        assert (event.old_pay, event.new_pay) == (None, None) or event.old_pay == before.pay
        self.live_at_pause &= set(self.posting.content.channels)
        self.lawful(event)

    def taken_down(self, event: ChannelTakenDown, _before: JobPosting) -> None:
        if event.reason is not None:  # by itself, for good
            self.live_at_pause.discard(event.channel)

    def deadline_moved(self, event: PostingDeadlineExtended | PostingDeadlineShortened, before: JobPosting) -> None:
        assert event.old == before.content.deadline
        assert event.new >= self.day()
        shown = before.status in SHOWN
        assert not shown or event.old is None or event.old >= self.day(), "what was over was brought back"
        if isinstance(event, PostingDeadlineExtended):
            assert event.old is not None
            assert event.new > event.old
        else:
            assert event.old is None or event.new < event.old

    def closed(self, event: PostingClosed, before: JobPosting) -> None:
        self.taken_down_everywhere(event, before)
        assert self.posting.findings == ()
        if event.reason is CloseReason.EXPIRED:
            assert before.content.deadline is not None
            assert self.day() > before.content.deadline
        if event.reason is CloseReason.ROLE_RETIRED:
            assert self.role.postings_close_on is not None
            shown = before.status in SHOWN
            assert not shown or self.now.date() > self.role.postings_close_on

    def lapsed(self, event: ApprovalLapsed, before: JobPosting) -> None:
        assert event.fields
        assert before.status in {Status.APPROVED, Status.SCHEDULED}

    def taken_down_everywhere(self, event: PostingPaused | PostingClosed, before: JobPosting) -> None:
        """The event follows one for each channel that was live."""
        last = max(at for at, one in enumerate(self.events) if one is event)
        down = [ChannelTakenDown(channel=channel) for channel in before.live_channels]
        assert self.events[last - len(down) : last] == down

    def authors(self) -> set[Actor]:
        """Who must not judge: whoever wrote since the approval, or submitted last."""
        return self.wrote | self.submitted

    def pay_is_inside_the_band(self) -> bool:
        """Whether all that it offers is what the role in force allows."""
        assert self.role.in_force is not None
        [allowed] = self.role.in_force.salary_bands
        ends = [(offered.minimum, offered.maximum) for offered in self.posting.pay]
        return all(low and high and allowed.minimum <= low <= high <= allowed.maximum for low, high in ends)

    def over(self) -> bool:
        """Whether its last day has gone by."""
        deadline = self.posting.content.deadline
        return deadline is not None and self.day() > deadline

    def day(self) -> date:
        """Today where the posting is."""
        return self.now.astimezone(ZoneInfo(self.posting.content.time_zone)).date()

    @initialize(by=PEOPLE, stage=st.sampled_from(list(Stage)), ranges=PAY, internal=st.booleans())
    def begin(self, by: Actor, stage: Stage, ranges: Any, internal: bool) -> None:
        """Lives begin at different stages, since most random ones would not get far."""
        source = SourceDocument(importer="text", text="Baker wanted")
        content = posting_content(channels=("LinkedIn", "Board"), internal_only=internal)
        if stage is Stage.ADOPTED:
            adopt = AdoptPosting(
                content=replace(content, internal_only=False),
                external_id=ExternalId(source="board", value="7"),
                asserted_by="crawler",
                published_on=self.now.date() - timedelta(days=3),
                role_id=A_ROLE if internal else None,
                pay=ranges,
            )
            assert self.ask(adopt, by)
            return
        assert self.ask(DraftPosting(content=content, role_id=A_ROLE, pay=ranges, source=source), by)
        if stage >= Stage.SUBMITTED:
            assert self.ask(SubmitPostingForApproval(), by)
        if stage >= Stage.APPROVED:
            assert self.ask(ApprovePosting(), next(person for person in (ALICE, BOB) if person != by))
        if stage >= Stage.PUBLISHED:
            self.publish(by)
        if stage >= Stage.PAUSED:
            self.pause(by)

    @rule(command=EDITS, by=PEOPLE, on_behalf_of=DELEGATES)
    def edit(self, command: PostingCommand, by: Actor, on_behalf_of: Actor | None) -> None:
        self.ask(command, by, on_behalf_of)

    @rule(by=PEOPLE)
    def submit(self, by: Actor) -> None:
        expected = self.posting.status is Status.DRAFT
        assert self.ask(SubmitPostingForApproval(), by) == expected

    @rule(by=PEOPLE, on_behalf_of=DELEGATES)
    def approve(self, by: Actor, on_behalf_of: Actor | None) -> None:
        pending = self.posting.status is Status.PENDING_APPROVAL and not self.authors() & {by, on_behalf_of}
        expected = pending and self.role.open_for_postings
        assert self.ask(ApprovePosting(), by, on_behalf_of) == expected

    @rule(by=PEOPLE)
    def reject(self, by: Actor) -> None:
        expected = self.posting.status is Status.PENDING_APPROVAL and by not in self.authors()
        assert self.ask(RejectPosting("Say more"), by) == expected

    @rule(by=PEOPLE)
    def publish(self, by: Actor) -> None:
        assert not self.ask(PublishPosting(), by) or self.posting.status is Status.PUBLISHED

    @rule(by=PEOPLE)
    def pause(self, by: Actor) -> None:
        expected = self.posting.status is Status.PUBLISHED
        assert self.ask(PausePosting(), by) == expected

    @rule(by=PEOPLE)
    def resume(self, by: Actor) -> None:
        paused, pinned = self.posting.status is Status.PAUSED, self.posting.role_approval or 0
        hiring = self.role.open_for_postings and self.role.approval >= pinned and self.pay_is_inside_the_band()
        expected = paused and (hiring or self.posting.role_id is None) and not self.over()
        accepted = self.ask(ResumePosting(), by)
        assert accepted == expected or (self.law is RULES and not accepted)

    @rule(by=PEOPLE, days=st.integers(-3, 30), command=st.sampled_from([ExtendDeadline, ShortenDeadline]))
    def move_deadline(self, by: Actor, days: int, command: Callable[..., PostingCommand]) -> None:
        self.ask(command(self.now.date() + timedelta(days=days), "Plans change"), by)

    @rule(by=PEOPLE, reason=st.sampled_from(list(CloseReason)), in_earnest=SELDOM)
    def close(self, by: Actor, reason: CloseReason, in_earnest: bool) -> None:
        if in_earnest:
            self.ask(ClosePosting(reason=reason, explanation="As agreed"), by)

    @rule(by=PEOPLE, command=AMENDMENTS)
    def propose(self, by: Actor, command: ProposeAmendment) -> None:
        assert not self.ask(command, by) or self.posting.status in SHOWN

    @rule(by=PEOPLE, on_behalf_of=DELEGATES, agree=st.sampled_from([True, True, True, False]))
    def judge_the_proposal(self, by: Actor, on_behalf_of: Actor | None, agree: bool) -> None:
        expected = self.posting.proposal is not None and not self.proposers & {by, on_behalf_of}
        command = ApproveAmendment() if agree else RejectAmendment("Promised otherwise")
        accepted = self.ask(command, by, on_behalf_of)
        assert accepted <= expected
        assert agree or accepted == expected

    @rule(by=PEOPLE, in_earnest=SELDOM)
    def withdraw_the_proposal(self, by: Actor, in_earnest: bool) -> None:
        if in_earnest:
            expected = self.posting.proposal is not None
            assert self.ask(WithdrawAmendment(), by) == expected

    @rule(by=PEOPLE, hours=st.integers(-2, 100))
    def schedule(self, by: Actor, hours: int) -> None:
        at = self.now + timedelta(hours=hours)
        if self.ask(SchedulePublication(at), by):
            assert (self.posting.status, self.posting.scheduled_for) == (Status.SCHEDULED, at)
            assert hours > 0

    @rule(by=PEOPLE)
    def unschedule(self, by: Actor) -> None:
        expected = self.posting.status is Status.SCHEDULED
        assert self.ask(UnschedulePublication("Not yet"), by) == expected

    @rule(by=PEOPLE)
    def the_scheduled_time_comes(self, by: Actor) -> None:
        if self.posting.scheduled_for is not None:
            self.now = max(self.now, self.posting.scheduled_for)
            self.publish(by)

    @rule(by=PEOPLE, command=CHANNEL_COMMANDS)
    def a_channel_answers_or_is_asked(self, by: Actor, command: PostingCommand) -> None:
        self.ask(command, by)

    @rule(by=PEOPLE, days=st.none() | st.integers(-1, 20))
    def reopen(self, by: Actor, days: int | None) -> None:
        deadline = None if days is None else self.now.date() + timedelta(days=days)
        closed = self.posting.status is Status.CLOSED
        assert not self.ask(ReopenPosting(reason="Again", deadline=deadline), by) or closed

    @rule(by=PEOPLE)
    def relist(self, by: Actor) -> None:
        before = self.posting
        if self.ask(RelistPosting("A second hire"), by):
            assert self.posting.status is before.status is Status.CLOSED
            facts = PostingFacts(rules=self.law, role=self.role)
            context = Context(stream=ITSELF, now=self.now, actor=by, fresh=FRESH, facts=facts)
            copy = JOB_POSTING.fold(relisted(RelistPosting("A second hire"), before, context)[FRESH])
            assert material(copy) == material(before)
            assert (copy.status, copy.relist_of) == (Status.DRAFT, ITSELF)
            assert copy.content.deadline is None or copy.content.deadline >= self.day()

    @rule(by=PEOPLE, in_earnest=SELDOM, command=st.sampled_from([ArchivePosting(), DiscardPosting("Twice")]))
    def put_away_or_give_up(self, by: Actor, in_earnest: bool, command: PostingCommand) -> None:
        if in_earnest and self.ask(command, by):
            never_shown = isinstance(command, DiscardPosting)
            assert self.posting.status is (Status.DISCARDED if never_shown else Status.ARCHIVED)
            assert not never_shown or self.posting.period == 0

    @rule(rules=st.sampled_from([NO_RULES, NO_RULES, RULES]))
    def the_law_turns(self, rules: RuleBook) -> None:
        self.law = rules

    @rule(by=PEOPLE)
    def judge_anew(self, by: Actor) -> None:
        """What is noted is what is so, and asking once more adds nothing."""
        shown = self.posting.status in SHOWN
        assert self.ask(JudgePosting(), by) == shown
        if shown:
            assert self.posting.judgement is not None
            assert set(self.posting.findings) == {result.rule for result in self.posting.judgement.broken}
            noted = len(self.events)
            assert self.ask(JudgePosting(), by)
            assert len(self.events) == noted

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(by=PEOPLE, in_earnest=SELDOM)
    def the_last_day_ends(self, by: Actor, in_earnest: bool) -> None:
        """To the very instant: what is shown or paused expires now and did not a moment ago."""
        if in_earnest and self.posting.content.deadline is not None:
            zone = ZoneInfo(self.posting.content.time_zone)
            end = datetime.combine(self.posting.content.deadline + timedelta(days=1), time(), zone).astimezone(UTC)
            for moment in (end - timedelta(microseconds=1), end):
                self.now = max(self.now, moment)
                if moment == end:
                    self.resume(by)
                    self.move_deadline(by, 5, ExtendDeadline)
                expected = self.posting.status in SHOWN and self.over()
                assert self.ask(ClosePosting(reason=CloseReason.EXPIRED), by) == expected

    @rule(by=PEOPLE, in_earnest=SELDOM)
    def the_grace_period_ends(self, by: Actor, in_earnest: bool) -> None:
        last_day = self.role.postings_close_on
        if in_earnest and last_day is not None and self.posting.status not in ENDED:
            self.now = max(self.now, datetime.combine(last_day, time(23, 59), UTC))
            shown = self.posting.status in SHOWN
            expected = not shown or self.now.date() > last_day
            assert self.ask(ClosePosting(reason=CloseReason.ROLE_RETIRED), by) == expected

    @rule(in_earnest=SELDOM)
    def retire_the_role(self, in_earnest: bool) -> None:
        if in_earnest:
            close_on = self.now.date() + timedelta(days=2)
            self.role = replace(self.role, status=RoleStatus.RETIRED, postings_close_on=close_on)

    @rule(approval=st.integers(0, 3), allowed=st.sampled_from([BAND, BAND, HIGHER_BAND]))
    def replace_the_role(self, approval: int, allowed: SalaryBand) -> None:
        in_force = role_content(salary_bands=(allowed,)) if approval else None
        status = RoleStatus.APPROVED if approval else RoleStatus.DRAFT
        self.role = Role(status=status, code="baker", content=role_content(), in_force=in_force, approval=approval)

    @invariant()
    def its_events_give_its_state_back(self) -> None:
        assert JOB_POSTING.fold(self.events) == self.posting

    def teardown(self) -> None:
        """At the end of a life, the events as they are stored give its state back, too."""
        assert JOB_POSTING.fold(CODEC.decode(*CODEC.encode(event)) for event in self.events) == self.posting

    @invariant()
    def it_has_a_last_day_or_is_rolling_or_neither(self) -> None:
        assert self.posting.content.deadline is None or not self.posting.content.rolling

    @invariant()
    def everyone_who_wrote_since_the_approval_is_an_editor(self) -> None:
        assert self.posting.editors == self.wrote

    @invariant()
    def what_is_approved_is_what_somebody_else_agreed_to(self) -> None:
        if self.posting.status is Status.APPROVED:
            assert material(self.posting) == self.agreed

    @invariant()
    def the_bytes_that_were_published_are_kept_and_are_its_page(self) -> None:
        posting = self.posting
        if posting.period:
            assert posting.renderer is not None
            assert posting.document_sha256 is not None
            assert self.stored[posting.document_sha256] == render(posting, posting.renderer)

    @invariant()
    def what_is_shown_is_what_was_agreed_to(self) -> None:
        if self.posting.status in SHOWN:
            assert material(self.posting) == self.agreed

    @invariant()
    def it_is_listed_only_while_it_is_public(self) -> None:
        assert self.posting.public or self.posting.live_channels == ()

    @invariant()
    def a_proposal_is_about_what_is_shown_and_a_schedule_about_what_is_not(self) -> None:
        assert self.posting.proposal is None or self.posting.status in SHOWN
        assert (self.posting.scheduled_for is not None) == (self.posting.status is Status.SCHEDULED)
        assert self.posting.findings == () or self.posting.status in SHOWN

    @invariant()
    def nothing_internal_and_nothing_taken_down_is_public(self) -> None:
        posting = self.posting
        assert posting.public == (posting.status is Status.PUBLISHED and not posting.content.internal_only)
        assert posting.period == sum(isinstance(event, BEGINNING) for event in self.events)


WRITING = (
    PostingDrafted,
    PostingImported,
    RoleAssigned,
    PostingContentChanged,
    PostingSalaryChanged,
    PostingSubmittedForApproval,
    PostingDeadlineExtended,
    PostingDeadlineShortened,
)
BEGINNING = (PostingImported, PostingPublished, PostingReopened)  # of a publication period
AFTER_THE_END = (PostingReopened, PostingRelisted, PostingArchived, ChannelRequested, ChannelListingFailed)


def named_documents(event: PostingEvent) -> tuple[str, ...]:
    """The documents whose hashes an event names."""
    provenance = getattr(event, "provenance", None)
    names = (provenance.document_sha256 if provenance else None, getattr(event, "document_sha256", None))
    return tuple(name for name in names if name is not None)


CHECKS: dict[Any, Callable[[PostingLife, Any, JobPosting], None]] = {
    PostingPublished: PostingLife.published,
    PostingReopened: PostingLife.published,
    PostingImported: PostingLife.imported,
    AmendmentProposed: PostingLife.proposed,
    PostingAmended: PostingLife.amended,
    ChannelTakenDown: PostingLife.taken_down,
    PostingPaused: PostingLife.paused,
    PostingResumed: PostingLife.resumed,
    PostingDeadlineExtended: PostingLife.deadline_moved,
    PostingDeadlineShortened: PostingLife.deadline_moved,
    PostingClosed: PostingLife.closed,
    ApprovalLapsed: PostingLife.lapsed,
}

PostingLife.TestCase.settings = settings(max_examples=200, stateful_step_count=40)
TestPostingLife = PostingLife.TestCase
