"""Who must approve what: the nearest unit's policy, step by step, different people, each in office at that moment."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.decider import Context
from domain.errors import DomainError
from domain.organisation import ORGANISATION, ApprovalStep, Matter, Organisation, OrganisationEvent
from domain.policies.approval import (
    ANY_APPROVER,
    Approval,
    ApprovedAlready,
    NotTheApprover,
    approve,
    may_approve,
    may_decline,
    next_step,
    policy_for,
)
from domain.policies.four_eyes import ApproverIsAnEditor, judged_by_someone_else
from domain.recorded import Actor
from tests.domain.given import ALICE, BOB, CAROL, ITSELF, NOON
from tests.domain.organisations import an_organisation, employer, granted, policy, registered, withdrawn

HOUR = timedelta(hours=1)
DORA = Actor("https://issuer.example", "dora")
HEAD = ApprovalStep("The head baker", "head-baker")
COUNCIL = ApprovalStep("The works council", "works-council", quorum=2)
GIVEN_BY_BOB = Approval("The head baker", "head-baker", (BOB,))


def by(actor: Actor, on_behalf_of: Actor | None = None, at: datetime = NOON) -> Context[None]:
    """An act of someone."""
    return Context(stream=ITSELF, now=at, actor=actor, on_behalf_of=on_behalf_of, facts=None, fresh=ITSELF)


def unit(*events: OrganisationEvent) -> Organisation:
    """A unit with what was said of it."""
    return an_organisation(registered(), *events)


# Whose policy speaks


def test_the_nearest_unit_that_says_anything_of_the_matter_decides() -> None:
    above = an_organisation(employer(), policy(COUNCIL), policy(COUNCIL, matter=Matter.ROLE))
    chain = (unit(policy(HEAD)), above)
    assert policy_for(Matter.POSTING, chain).steps == (HEAD,)
    assert policy_for(Matter.ROLE, chain).steps == (COUNCIL,)


@pytest.mark.parametrize("chain", [(), (unit(),), (unit(), an_organisation(employer()))])
def test_where_nobody_said_anything_one_approver_is_enough(chain: tuple[Organisation, ...]) -> None:
    assert policy_for(Matter.POSTING, chain).steps == ANY_APPROVER
    assert approve(Matter.POSTING, (), chain, by(BOB)) == (Approval("approval", None, (BOB,)), True)


# Whose authority counts


def test_an_authority_holds_in_the_unit_and_below_where_it_was_granted() -> None:
    above = an_organisation(employer(), granted(person=BOB))
    assert may_approve(HEAD, BOB, (unit(), above), NOON)
    assert may_approve(HEAD, CAROL, (unit(granted(person=CAROL)), above), NOON)
    assert not may_approve(HEAD, CAROL, (unit(), above), NOON)
    assert not may_approve(HEAD, BOB, (above,), NOON - HOUR)


def test_who_lacks_the_authority_is_told_which_step_needs_which() -> None:
    with pytest.raises(NotTheApprover, match="'The head baker' needs the authority 'head-baker', which carol"):
        approve(Matter.POSTING, (), (unit(policy(HEAD), granted(person=BOB)),), by(CAROL))


def test_an_authority_of_another_word_does_not_count() -> None:
    with pytest.raises(NotTheApprover):
        approve(Matter.POSTING, (), (unit(policy(HEAD), granted("works-council", BOB)),), by(BOB))


def test_a_delegate_uses_the_authority_of_whom_they_act_for_and_not_their_own() -> None:
    chain = (unit(policy(HEAD), granted(person=BOB)),)
    assert approve(Matter.POSTING, (), chain, by(CAROL, on_behalf_of=BOB))[0].by == (CAROL, BOB)
    with pytest.raises(NotTheApprover):
        approve(Matter.POSTING, (), chain, by(BOB, on_behalf_of=CAROL))


def test_withdrawn_before_the_act_it_does_not_count_and_withdrawn_after_it_does() -> None:
    chain = (unit(policy(HEAD, COUNCIL), granted(person=BOB), withdrawn(person=BOB, end=NOON + HOUR)),)
    approval, complete = approve(Matter.POSTING, (), chain, by(BOB, at=NOON + HOUR / 2))
    assert (approval, complete) == (GIVEN_BY_BOB, False)
    with pytest.raises(NotTheApprover):
        approve(Matter.POSTING, (), chain, by(BOB, at=NOON + HOUR))
    assert next_step(policy_for(Matter.POSTING, chain), (approval,)) == COUNCIL  # given then, it counts now


# Steps and quorum


def test_steps_are_taken_in_their_order() -> None:
    chain = (unit(policy(HEAD, COUNCIL), granted(person=BOB), granted("works-council", CAROL)),)
    with pytest.raises(NotTheApprover, match="The head baker"):
        approve(Matter.POSTING, (), chain, by(CAROL))
    first, complete = approve(Matter.POSTING, (), chain, by(BOB))
    assert not complete
    assert approve(Matter.POSTING, (first,), chain, by(CAROL)) == (
        Approval("The works council", "works-council", (CAROL,)),
        False,
    )


def test_a_quorum_needs_different_people() -> None:
    council = [granted("works-council", person) for person in (BOB, CAROL)]
    chain = (unit(policy(COUNCIL), *council),)
    first, complete = approve(Matter.POSTING, (), chain, by(BOB))
    assert not complete
    for same in (by(BOB), by(ALICE, on_behalf_of=BOB), by(BOB, on_behalf_of=CAROL)):
        with pytest.raises(ApprovedAlready, match="bob"):
            approve(Matter.POSTING, (first,), chain, same)
    assert approve(Matter.POSTING, (first,), chain, by(CAROL))[1]


def test_one_person_takes_one_step_even_with_the_authority_of_two() -> None:
    chain = (unit(policy(HEAD, ApprovalStep("Pay", "pay")), granted(person=BOB), granted("pay", BOB)),)
    with pytest.raises(ApprovedAlready):
        approve(Matter.POSTING, (GIVEN_BY_BOB,), chain, by(BOB))


def test_an_approval_given_under_a_policy_that_was_tightened_since_does_not_count() -> None:
    loose = Approval("The head baker", None, (CAROL,))
    assert next_step(policy_for(Matter.POSTING, (unit(policy(HEAD)),)), (loose,)) == HEAD


def test_a_policy_that_was_eased_asks_for_one_more_act_that_could_take_its_last_step() -> None:
    chain = (unit(policy(HEAD), granted(person=BOB), granted(person=CAROL)),)
    with pytest.raises(NotTheApprover):
        approve(Matter.POSTING, (GIVEN_BY_BOB,), chain, by(DORA))
    assert approve(Matter.POSTING, (GIVEN_BY_BOB,), chain, by(CAROL))[1]


def test_declining_is_for_whoever_could_take_a_step() -> None:
    chain = (unit(policy(HEAD, COUNCIL), granted("works-council", CAROL)),)
    may_decline(Matter.POSTING, chain, by(CAROL))
    with pytest.raises(NotTheApprover, match="'head-baker'"):
        may_decline(Matter.POSTING, chain, by(BOB))
    may_decline(Matter.POSTING, (), by(BOB))


# Whatever people do

PEOPLE = (ALICE, BOB, CAROL, DORA)
WORDS = ("head-baker", "works-council")
STEPS = st.lists(
    st.builds(
        ApprovalStep,
        st.sampled_from(["first", "second", "third"]),
        st.sampled_from([None, *WORDS]),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda step: step.name,
).map(tuple)


class PolicyLife(RuleBasedStateMachine):
    """A matter before its approvers, and beside it what an onlooker would have noted down."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.unit: Organisation = unit()
        self.held: set[tuple[Actor, str]] = set()
        self.given: list[Approval] = []
        self.complete = False
        self.editors: frozenset[Actor] = frozenset()

    @initialize(steps=STEPS, editors=st.sets(st.sampled_from(PEOPLE), min_size=1, max_size=2), all_hold=st.booleans())
    def begin(self, steps: Any, editors: set[Actor], all_hold: bool) -> None:
        """Some lives begin with everybody in office, since most random ones would not get far."""
        self.editors = frozenset(editors)
        self.unit = unit(policy(*steps))
        for person in PEOPLE if all_hold else ():
            for word in WORDS:
                self.grant(person, word)

    @rule(person=st.sampled_from(PEOPLE), word=st.sampled_from(WORDS))
    def grant(self, person: Actor, word: str) -> None:
        if (person, word) not in self.held:
            self.unit = ORGANISATION.evolve(self.unit, granted(word, person, self.now))
            self.held.add((person, word))

    @rule(person=st.sampled_from(PEOPLE), word=st.sampled_from(WORDS))
    def withdraw(self, person: Actor, word: str) -> None:
        if (person, word) in self.held:
            self.unit = ORGANISATION.evolve(self.unit, withdrawn(word, person, self.now))
            self.held.discard((person, word))

    @rule(minutes=st.integers(1, 60))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(person=st.sampled_from(PEOPLE), on_behalf_of=st.sampled_from([None, None, None, *PEOPLE]))
    def someone_approves(self, person: Actor, on_behalf_of: Actor | None) -> None:
        if self.complete:
            return
        context = by(person, on_behalf_of, self.now)
        reasons = self.reasons_to_refuse(set(context.people), on_behalf_of or person)
        try:
            judged_by_someone_else(self.editors, context)
            approval, self.complete = approve(Matter.POSTING, self.given, (self.unit,), context)
        except DomainError as refusal:
            refused_for: type[DomainError] | None = type(refusal)
        else:
            self.given.append(approval)
            refused_for = None
        assert refused_for in (reasons or {None})

    def reasons_to_refuse(self, people: set[Actor], whose: Actor) -> set[type[DomainError] | None]:
        """The rules that stand in their way, by the onlooker's notes. whose: authority it is."""
        asked_for = next_step(policy_for(Matter.POSTING, (self.unit,)), self.given)
        assert asked_for is not None
        lacking = asked_for.authority is not None and (whose, asked_for.authority) not in self.held
        rules = {
            ApproverIsAnEditor: bool(people & self.editors),
            ApprovedAlready: any(people & set(approval.by) for approval in self.given),
            NotTheApprover: lacking,
        }
        return {rule for rule, broken in rules.items() if broken}

    @invariant()
    def no_editor_is_among_the_approvers(self) -> None:
        assert not self.editors & {person for approval in self.given for person in approval.by}

    @invariant()
    def every_step_of_what_is_complete_has_its_quorum_of_different_people(self) -> None:
        people = [person for approval in self.given for person in set(approval.by)]
        assert len(people) == len(set(people)), "someone approved twice"
        steps = policy_for(Matter.POSTING, (self.unit,)).steps
        counts = [sum(approval.step == step.name for approval in self.given) for step in steps]
        enough = [count >= step.quorum for count, step in zip(counts, steps, strict=True)]
        assert self.complete == all(enough)
        assert all(count <= step.quorum for count, step in zip(counts, steps, strict=True))
        assert enough == sorted(enough, reverse=True), "a later step was taken before an earlier one"


PolicyLife.TestCase.settings = settings(max_examples=150, stateful_step_count=30)
TestPolicyLife = PolicyLife.TestCase
