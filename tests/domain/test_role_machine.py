"""Whatever people do to a role, in whatever order: the invariants hold, and its events give its state back."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.decider import Context
from domain.errors import DomainError
from domain.recorded import Actor
from domain.role import (
    ROLE,
    AbandonRoleRevision,
    ApproveRole,
    DiscardRole,
    DraftRole,
    MergeRole,
    ReinstateRole,
    RequestRoleChanges,
    RetireRole,
    ReviseRole,
    Role,
    RoleApproved,
    RoleChanges,
    RoleChangesRequested,
    RoleCommand,
    RoleEvent,
    RoleFacts,
    RoleReinstated,
    RoleRetired,
    RoleRevisionAbandoned,
    StartRoleRevision,
    Status,
    SubmitRoleForApproval,
    WithdrawRoleSubmission,
)
from infrastructure.event_store.codec import CODEC
from tests.domain.given import ALICE, BOB, CAROL, FRESH, ITSELF, NOON
from tests.domain.roles import role_content, role_in_force, role_retired
from tests.domain.strategies import DUTIES, SKILLS, bands

PEOPLE = st.sampled_from([ALICE, BOB, CAROL])
DELEGATES = st.sampled_from([None, None, None, ALICE, BOB, CAROL])
CHANGES = st.builds(
    RoleChanges,
    title=st.none() | st.sampled_from(["Baker", "Master Baker"]),
    family=st.none() | st.sampled_from(["Food", "Trade"]),
    responsibilities=st.none() | st.lists(DUTIES, max_size=4).map(tuple),
    skills=st.none() | st.lists(SKILLS, max_size=4).map(tuple),
    salary_bands=st.none() | st.lists(bands(), max_size=2, unique_by=lambda band: band.period).map(tuple),
)
SURVIVOR, RETIRED = UUID(int=2), UUID(int=3)
OTHERS = RoleFacts({SURVIVOR: role_in_force(), RETIRED: role_retired()})
ENDED = {Status.DISCARDED, Status.MERGED}
RARELY = st.integers(0, 9).map(lambda n: n == 9)  # most lives should last longer than until the first time it is drawn


class RoleLife(RuleBasedStateMachine):
    """A role, and beside it what an onlooker would have noted down."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[RoleEvent] = []
        self.role = Role()
        self.now = NOON
        self.wrote: set[Actor] = set()
        self.approvals: list[Any] = []
        self.in_force: Any = None

    def ask(self, command: RoleCommand, by: Actor, on_behalf_of: Actor | None = None) -> bool:
        """Send a command; whether it was accepted."""
        context = Context(stream=ITSELF, now=self.now, actor=by, on_behalf_of=on_behalf_of, fresh=FRESH, facts=OTHERS)
        before = self.role
        try:
            events = ROLE.decide(command, before, context)
        except DomainError:
            return False
        self.role = ROLE.fold(events, before)
        self.events += events
        self.note(events, before, context)
        return True

    def note(self, events: tuple[RoleEvent, ...], before: Role, context: Context[RoleFacts]) -> None:
        """What must be true of every accepted command."""
        assert before.status not in ENDED, "something happened after the end"
        taken_up = (RoleReinstated,)
        assert before.status is not Status.RETIRED or all(isinstance(event, taken_up) for event in events)
        assert before.code in ("", self.role.code), "the code changed"
        for event in events:
            if isinstance(event, RoleApproved | RoleChangesRequested):
                assert not self.wrote & set(context.people), "an editor judged"
            if isinstance(event, RoleApproved):
                self.approvals.append(before.content)
                self.in_force = before.content
                self.wrote = set()
            if isinstance(event, RoleRevisionAbandoned):
                assert self.role.content == self.in_force, "something of the revision was left"
                self.wrote = set()
            if isinstance(event, RoleReinstated):
                self.in_force = None
            if isinstance(event, RoleRetired):
                assert self.approvals
                assert event.postings_close_on >= self.now.date()
            self.wrote |= set(getattr(event, "by", ()))

    @initialize(by=PEOPLE, approved=st.booleans(), in_review=st.booleans())
    def begin(self, by: Actor, approved: bool, in_review: bool) -> None:
        """Lives begin at different stages, since most random ones would not get far."""
        assert self.ask(DraftRole(code="baker", content=role_content()), by)
        if approved:
            assert self.ask(SubmitRoleForApproval(), by)
            assert self.ask(ApproveRole(), next(person for person in (ALICE, BOB) if person != by))
            assert self.ask(StartRoleRevision(), by)
        if in_review:
            assert self.ask(SubmitRoleForApproval(), by)

    @rule(by=PEOPLE)
    def draft_again(self, by: Actor) -> None:
        assert not self.ask(DraftRole(code="cook", content=role_content()), by)

    @rule(changes=CHANGES, by=PEOPLE, on_behalf_of=DELEGATES)
    def revise(self, changes: RoleChanges, by: Actor, on_behalf_of: Actor | None) -> None:
        before, length = self.role, len(self.events)
        if self.ask(ReviseRole(changes=changes), by, on_behalf_of):
            asked = {name: getattr(changes, name) for name in RoleChanges.__dataclass_fields__}
            named = {name: value for name, value in asked.items() if value is not None}
            wanted = named.pop("salary_bands", before.content.salary_bands)
            assert set(self.role.content.salary_bands) == set(wanted), "their order says nothing"
            assert all(getattr(self.role.content, name) == value for name, value in named.items())
            assert self.role.status is before.status
            assert (len(self.events) == length) == (before.content == self.role.content), "a change without an event"
        else:
            assert before.status in {Status.APPROVED, Status.RETIRED} | ENDED

    @rule(by=PEOPLE)
    def submit(self, by: Actor) -> None:
        expected = self.role.status in {Status.DRAFT, Status.UNDER_REVISION}
        assert self.ask(SubmitRoleForApproval(), by) == expected

    @rule(by=PEOPLE, on_behalf_of=DELEGATES)
    def approve(self, by: Actor, on_behalf_of: Actor | None) -> None:
        allowed = self.role.status is Status.IN_REVIEW and not self.wrote & {by, on_behalf_of}
        assert self.ask(ApproveRole(), by, on_behalf_of) == allowed

    @rule(by=PEOPLE)
    def request_changes(self, by: Actor) -> None:
        allowed = self.role.status is Status.IN_REVIEW and by not in self.wrote
        assert self.ask(RequestRoleChanges("Say more"), by) == allowed
        if allowed:
            self.is_with_its_authors_again()

    @rule(by=PEOPLE)
    def start_revision(self, by: Actor) -> None:
        expected = self.role.status is Status.APPROVED
        assert self.ask(StartRoleRevision(), by) == expected

    @rule(by=PEOPLE, on_behalf_of=DELEGATES)
    def withdraw(self, by: Actor, on_behalf_of: Actor | None) -> None:
        allowed = self.role.status is Status.IN_REVIEW and bool(self.wrote & {by, on_behalf_of})
        assert self.ask(WithdrawRoleSubmission(), by, on_behalf_of) == allowed
        if allowed:
            self.is_with_its_authors_again()

    @rule(by=PEOPLE)
    def abandon(self, by: Actor) -> None:
        expected = self.role.status is Status.UNDER_REVISION
        assert self.ask(AbandonRoleRevision(), by) == expected

    @rule(by=PEOPLE)
    def reinstate(self, by: Actor) -> None:
        expected = self.role.status is Status.RETIRED
        assert self.ask(ReinstateRole("There is a new oven"), by) == expected

    @rule(by=PEOPLE, in_earnest=RARELY)
    def discard(self, by: Actor, in_earnest: bool) -> None:
        if in_earnest:
            expected = self.role.status is Status.DRAFT and not self.approvals
            assert self.ask(DiscardRole("By mistake"), by) == expected

    @rule(by=PEOPLE, into=st.sampled_from([SURVIVOR, RETIRED, ITSELF]), in_earnest=RARELY)
    def merge(self, by: Actor, into: UUID, in_earnest: bool) -> None:
        if in_earnest:
            expected = into == SURVIVOR and self.role.status not in ENDED | {Status.RETIRED}
            assert self.ask(MergeRole(into=into, reason="The same work"), by) == expected

    @rule(by=PEOPLE, days=st.none() | st.integers(-1, 30), in_earnest=RARELY)
    def retire(self, by: Actor, days: int | None, in_earnest: bool) -> None:
        if in_earnest:
            last_day = None if days is None else self.now.date() + timedelta(days=days)
            self.ask(RetireRole(reason="Sold", postings_close_on=last_day), by)

    @rule(hours=st.integers(1, 100))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    def is_with_its_authors_again(self) -> None:
        assert self.role.status is (Status.DRAFT if self.in_force is None else Status.UNDER_REVISION)

    @invariant()
    def its_events_give_its_state_back(self) -> None:
        assert ROLE.fold(self.events) == self.role

    def teardown(self) -> None:
        """At the end of a life, the events as they are stored give its state back, too."""
        assert ROLE.fold(CODEC.decode(*CODEC.encode(event)) for event in self.events) == self.role

    @invariant()
    def what_is_in_force_is_what_was_approved_last(self) -> None:
        assert self.role.in_force == self.in_force
        assert self.role.approval == len(self.approvals)

    @invariant()
    def what_is_open_for_postings_is_in_force_and_has_not_ended(self) -> None:
        ended = self.role.status in ENDED | {Status.RETIRED}
        assert self.role.open_for_postings == (self.in_force is not None and not ended)

    @invariant()
    def everyone_who_wrote_since_is_an_editor(self) -> None:
        assert self.role.editors == self.wrote


RoleLife.TestCase.settings = settings(max_examples=100, stateful_step_count=40)
TestRoleLife = RoleLife.TestCase
