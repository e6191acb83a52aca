"""Legal entities and units: every command, every rule that refuses one, and what is known of a day."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import example
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.errors import AlreadyDrafted, InvalidValue
from domain.organisation import (
    ORGANISATION,
    ApprovalPolicySet,
    ApprovalStep,
    AuthorityGranted,
    AuthorityWithdrawn,
    CloseOrganisation,
    GrantAuthority,
    HeadcountRecorded,
    Kind,
    Matter,
    MoveOrganisation,
    OrganisationClosed,
    OrganisationCommand,
    OrganisationMoved,
    OrganisationRegistered,
    OrganisationRelocated,
    OrganisationRenamed,
    RecordHeadcount,
    RegisterOrganisation,
    RelocateOrganisation,
    RenameOrganisation,
    SetApprovalPolicy,
    WithdrawAuthority,
    size_on,
)
from domain.organisation.errors import (
    AuthorityChangedInThePast,
    AuthorityGrantedToOneself,
    AuthorityHeldAlready,
    AuthorityNotHeld,
    HeadcountCorrectedWithoutReason,
    HeadcountOfAUnit,
    OrganisationIsClosed,
    OrganisationNotFound,
    ParentIsClosed,
    ParentLiesBelow,
    ParentNotFound,
)
from domain.places import Location
from domain.recorded import Actor
from tests.domain.given import ALICE, BOB, CAROL, ITSELF, NOON
from tests.domain.organisations import (
    NEW_YEAR,
    an_organisation,
    closed,
    employer,
    given,
    granted,
    headcount,
    policy,
    registered,
    withdrawn,
)

BERLIN = Location(country="DE", region="DE-BE", locality="Berlin")
PARENT, GRANDPARENT = UUID(int=2), UUID(int=3)
HOUR = timedelta(hours=1)
HEAD_BAKER = ApprovalStep("The head baker", "head-baker")
COUNT = RecordHeadcount(jurisdiction="US-CO", size=20, effective_from=NEW_YEAR)
GRANT = GrantAuthority(person=BOB, authority="head-baker")
WITHDRAW = WithdrawAuthority(person=BOB, authority="head-baker")
CHANGES: tuple[OrganisationCommand, ...] = (
    RenameOrganisation("Patisserie"),
    RelocateOrganisation(BERLIN),
    MoveOrganisation(PARENT),
    COUNT,
    SetApprovalPolicy(matter=Matter.POSTING, steps=(HEAD_BAKER,)),
    GRANT,
    CloseOrganisation("The oven is sold"),
)
named = pytest.mark.parametrize("command", [*CHANGES, WITHDRAW], ids=lambda command: type(command).__name__)


# Beginning and end


def test_a_legal_entity_is_registered_with_its_name_and_seat() -> None:
    given().when(RegisterOrganisation(kind=Kind.LEGAL_ENTITY, name="Bread Inc.", place=BERLIN)).then(
        OrganisationRegistered(kind=Kind.LEGAL_ENTITY, name="Bread Inc.", place=BERLIN)
    )


def test_it_is_registered_once() -> None:
    given(registered()).when(RegisterOrganisation(kind=Kind.UNIT, name="Bakery")).then_refused(AlreadyDrafted)


@named
def test_nothing_can_be_asked_of_what_was_not_registered(command: OrganisationCommand) -> None:
    given().when(command).then_refused(OrganisationNotFound)


@pytest.mark.parametrize("command", CHANGES, ids=lambda command: type(command).__name__)
def test_nothing_new_happens_to_what_was_closed(command: OrganisationCommand) -> None:
    given(employer(), closed()).when(command).then_refused(OrganisationIsClosed, saying="Bread Inc.")


def test_an_authority_in_what_was_closed_can_still_be_withdrawn() -> None:
    given(registered(), granted(), closed()).when(WITHDRAW).then(withdrawn())


def test_it_is_closed_with_a_reason() -> None:
    given(registered()).when(CloseOrganisation("The oven is sold")).then(OrganisationClosed(reason="The oven is sold"))


# Name, seat and parent


def test_a_new_name_and_a_new_seat_keep_the_old_ones() -> None:
    given(registered()).when(RenameOrganisation("Patisserie", "Cakes only")).then(
        OrganisationRenamed(old="Bakery", new="Patisserie", reason="Cakes only")
    )
    given(registered()).when(RelocateOrganisation(BERLIN)).then(OrganisationRelocated(old=None, new=BERLIN))


def test_it_moves_under_another_parent_and_to_the_top() -> None:
    below = given(registered()).below(an_organisation(employer()), PARENT, GRANDPARENT)
    below.when(MoveOrganisation(PARENT)).then(OrganisationMoved(old=None, new=PARENT))
    given(registered(parent=PARENT)).when(MoveOrganisation(None, "It stands by itself")).then(
        OrganisationMoved(old=PARENT, new=None, reason="It stands by itself")
    )


@pytest.mark.parametrize("above", [(ITSELF,), (PARENT, ITSELF), (PARENT, GRANDPARENT, ITSELF)])
def test_nothing_belongs_to_itself_directly_or_by_way_of_others(above: tuple[UUID, ...]) -> None:
    parent = an_organisation(registered())
    given(registered()).below(parent, *above).when(MoveOrganisation(above[0])).then_refused(ParentLiesBelow)


def test_it_begins_under_a_parent_that_is_there_and_open() -> None:
    command = RegisterOrganisation(kind=Kind.UNIT, name="Oven", parent=PARENT)
    given().below(an_organisation(employer()), PARENT).when(command).then(
        OrganisationRegistered(kind=Kind.UNIT, name="Oven", parent=PARENT)
    )
    given().below(None).when(command).then_refused(ParentNotFound, saying=str(PARENT))
    given().below(an_organisation(employer(), closed()), PARENT).when(command).then_refused(ParentIsClosed)


def test_a_unit_moves_only_under_what_is_there_and_open() -> None:
    given(registered()).below(None).when(MoveOrganisation(PARENT)).then_refused(ParentNotFound)
    shut = an_organisation(employer(), closed())
    given(registered()).below(shut, PARENT).when(MoveOrganisation(PARENT)).then_refused(ParentIsClosed)


@pytest.mark.parametrize(
    "command",
    [
        RenameOrganisation("Bread Inc."),
        RelocateOrganisation(None),
        MoveOrganisation(None),
        COUNT,
        SetApprovalPolicy(matter=Matter.POSTING, steps=(HEAD_BAKER,)),
        SetApprovalPolicy(matter=Matter.ROLE, steps=()),
    ],
    ids=lambda command: type(command).__name__,
)
def test_what_changes_nothing_leaves_no_trace(command: OrganisationCommand) -> None:
    given(employer(), headcount(20), policy(HEAD_BAKER)).when(command).then_nothing_changes()


# Headcount


def test_a_headcount_says_what_was_believed_before() -> None:
    given(employer()).when(COUNT).then(headcount(20))
    later = RecordHeadcount(jurisdiction="US-CO", size=25, effective_from=date(2026, 7, 1))
    given(employer(), headcount(20)).when(later).then(
        HeadcountRecorded(jurisdiction="US-CO", size=25, effective_from=date(2026, 7, 1), old=20)
    )


def test_a_correction_keeps_the_old_value_and_says_why() -> None:
    wrong = RecordHeadcount(jurisdiction="US-CO", size=14, effective_from=NEW_YEAR)
    given(employer(), headcount(20)).when(wrong).then_refused(HeadcountCorrectedWithoutReason, saying="20")
    right = RecordHeadcount(jurisdiction="US-CO", size=14, effective_from=NEW_YEAR, reason="Contractors were counted")
    given(employer(), headcount(20)).when(right).then(
        HeadcountRecorded(
            jurisdiction="US-CO", size=14, effective_from=NEW_YEAR, old=20, reason="Contractors were counted"
        )
    )
    corrected = given(employer(), headcount(20)).when(right).state
    assert size_on(corrected, "US-CO", NEW_YEAR) == 14


def test_a_unit_employs_nobody() -> None:
    given(registered()).when(COUNT).then_refused(HeadcountOfAUnit, saying="Bakery")


def test_the_size_of_a_day_is_what_was_recorded_last_up_to_it() -> None:
    grown = an_organisation(employer(), headcount(14), headcount(15, effective_from=date(2026, 3, 1)))
    assert size_on(grown, "US-CO", date(2025, 12, 31)) is None
    assert size_on(grown, "US-CO", NEW_YEAR) == size_on(grown, "US-CO", date(2026, 2, 28)) == 14
    assert size_on(grown, "US-CO", date(2026, 3, 1)) == size_on(grown, "US-CO", date(2030, 1, 1)) == 15


def test_a_country_says_nothing_of_its_regions_nor_they_of_their_cities_nor_the_parts_of_the_whole() -> None:
    country = an_organisation(employer(), headcount(500, "US"))
    assert size_on(country, "US-CO", NEW_YEAR) is None
    parts = an_organisation(employer(), headcount(3, "US-NYC"), headcount(9, "US-NY"), headcount(20, "US-CO"))
    assert [size_on(parts, where, NEW_YEAR) for where in ("US-NYC", "US-NY", "US-CO", "US")] == [3, 9, 20, None]


JURISDICTIONS = st.sampled_from(["US", "US-CO", "US-NY", "US-NYC"])
DAYS = st.dates(date(2025, 1, 1), date(2025, 1, 20))
COUNTS = st.builds(
    RecordHeadcount,
    jurisdiction=JURISDICTIONS,
    size=st.integers(0, 5),
    effective_from=DAYS,
    reason=st.just("As counted"),
)


@for_all(counts=st.lists(COUNTS, max_size=12), where=JURISDICTIONS, day=DAYS)
@example(counts=[], where="US", day=date(2025, 1, 1))
def test_sizes_over_time_are_those_of_a_calendar_that_is_filled_in_by_hand(
    counts: list[RecordHeadcount], where: str, day: date
) -> None:
    """Whatever the order of the records: the last word on the latest day up to the one that is asked about."""
    written: dict[tuple[str, date], int] = {}
    events: list[Any] = [employer()]
    for count in counts:
        believed = size_on(ORGANISATION.fold(events), count.jurisdiction, count.effective_from)
        recorded = given(*events).when(count).accepted()
        assert [event.old for event in recorded] == [believed] * len(recorded)
        events += recorded
        written[count.jurisdiction, count.effective_from] = count.size
    known = [at for (jurisdiction, at) in written if jurisdiction == where and at <= day]
    assert size_on(ORGANISATION.fold(events), where, day) == (written[where, max(known)] if known else None)


# Approval policies


def test_a_policy_is_set_changed_and_taken_back() -> None:
    two = ApprovalStep("Two of the works council", "works-council", quorum=2)
    set_it = SetApprovalPolicy(matter=Matter.POSTING, steps=(HEAD_BAKER, two), reason="As agreed")
    given(registered()).when(set_it).then(
        ApprovalPolicySet(matter=Matter.POSTING, old=(), new=(HEAD_BAKER, two), reason="As agreed")
    )
    outcome = given(registered(), policy(HEAD_BAKER)).when(SetApprovalPolicy(matter=Matter.POSTING, steps=()))
    outcome.then(ApprovalPolicySet(matter=Matter.POSTING, old=(HEAD_BAKER,), new=()))
    assert outcome.state.policies == ()


def test_each_matter_has_a_policy_of_its_own() -> None:
    unit = an_organisation(registered(), policy(HEAD_BAKER), policy(ApprovalStep("Anyone"), matter=Matter.LEGAL_HOLD))
    assert unit.steps_for(Matter.POSTING) == (HEAD_BAKER,)
    assert unit.steps_for(Matter.LEGAL_HOLD) == (ApprovalStep("Anyone"),)
    assert unit.steps_for(Matter.ROLE) == ()


# Authorities


def test_someone_else_grants_an_authority_at_once_or_for_later() -> None:
    given(registered()).when(GRANT, by=ALICE).then(
        AuthorityGranted(person=BOB, authority="head-baker", effective_from=NOON)
    )
    later = GrantAuthority(person=BOB, authority="head-baker", effective_from=NOON + HOUR, reason="She is new")
    given(registered()).when(later, by=ALICE).then(
        AuthorityGranted(person=BOB, authority="head-baker", effective_from=NOON + HOUR, reason="She is new")
    )


@pytest.mark.parametrize(("by", "on_behalf_of"), [(BOB, None), (BOB, ALICE), (ALICE, BOB)])
def test_nobody_grants_an_authority_to_themselves_with_either_hand(by: Actor, on_behalf_of: Actor | None) -> None:
    given(registered()).when(GRANT, by=by, on_behalf_of=on_behalf_of).then_refused(AuthorityGrantedToOneself)


def test_an_authority_is_held_once_at_a_time() -> None:
    given(registered(), granted()).when(GRANT).then_refused(AuthorityHeldAlready)
    given(registered(), granted(since=NOON + HOUR)).when(GRANT).then_refused(AuthorityHeldAlready)
    given(registered(), granted(), withdrawn(end=NOON + HOUR)).when(GRANT).then_refused(AuthorityHeldAlready)
    given(registered(), granted(), withdrawn()).when(GRANT).then(granted())
    given(registered(), granted(person=CAROL), granted("sales")).when(GRANT).then(granted())


def test_only_what_is_held_is_withdrawn() -> None:
    given(registered()).when(WITHDRAW).then_refused(AuthorityNotHeld)
    given(registered(), granted("sales"), granted(person=CAROL)).when(WITHDRAW).then_refused(AuthorityNotHeld)
    given(registered(), granted(), withdrawn()).when(WITHDRAW, at=NOON + HOUR).then_refused(AuthorityNotHeld)


def test_whoever_holds_an_authority_may_lay_it_down() -> None:
    given(registered(), granted()).when(WITHDRAW, by=BOB).then(
        AuthorityWithdrawn(person=BOB, authority="head-baker", effective_from=NOON)
    )


def test_neither_begins_nor_ends_in_the_past() -> None:
    past = NOON - HOUR
    grant = GrantAuthority(person=BOB, authority="head-baker", effective_from=past)
    given(registered()).when(grant).then_refused(AuthorityChangedInThePast)
    end = WithdrawAuthority(person=BOB, authority="head-baker", effective_from=past)
    given(registered(), granted(since=past)).when(end).then_refused(AuthorityChangedInThePast)


def test_it_holds_from_its_first_moment_up_to_its_last() -> None:
    unit = an_organisation(registered(), granted(since=NOON), withdrawn(end=NOON + HOUR))
    moments = (NOON - HOUR, NOON, NOON + HOUR / 2, NOON + HOUR)
    assert [unit.has_granted(BOB, "head-baker", moment) for moment in moments] == [False, True, True, False]


def test_one_that_is_withdrawn_before_it_begins_never_holds() -> None:
    unit = an_organisation(registered(), granted(since=NOON + HOUR), withdrawn(end=NOON))
    assert not any(unit.has_granted(BOB, "head-baker", NOON + n * HOUR / 2) for n in range(6))


HOLDERS = [(who, what) for who in (BOB, CAROL) for what in ("head-baker", "sales")]
ACTS = st.lists(
    st.tuples(
        st.sampled_from([GrantAuthority, WithdrawAuthority]),
        st.sampled_from(HOLDERS),
        st.none() | st.integers(0, 4),
        st.integers(0, 2),
    ),
    max_size=12,
)


@for_all(acts=ACTS)
def test_what_someone_held_at_a_moment_stays_true_for_ever(acts: list[Any]) -> None:
    """Whatever is granted or withdrawn later: who could approve at a moment then, could so now."""
    events: list[Any] = [registered()]
    now, answered = NOON, []
    for command, (person, authority), ahead, pause in acts:
        moment = None if ahead is None else now + ahead * HOUR
        asked = command(person=person, authority=authority, effective_from=moment)
        outcome = given(*events).when(asked, at=now)
        events += outcome.events
        unit = an_organisation(*events)
        if outcome.refusal is None or command is WithdrawAuthority:  # what is refused was not held either
            assert unit.has_granted(person, authority, moment or now) == (command is GrantAuthority)
        now += pause * HOUR
        if pause:  # a moment is answered for once it has gone by: while it lasts, another act may come
            past = now - HOUR / 2
            answered += [(who, what, past, unit.has_granted(who, what, past)) for who, what in HOLDERS]
    last = an_organisation(*events)
    assert all(last.has_granted(who, what, moment) == held for who, what, moment, held in answered)


# Values


@pytest.mark.parametrize(
    ("build", "code"),
    [
        (lambda: RegisterOrganisation(kind=Kind.UNIT, name=" "), "organisation-name-blank"),
        (lambda: RenameOrganisation("x" * 501), "organisation-name-too-long"),
        (lambda: CloseOrganisation(" "), "reason-blank"),
        (lambda: RecordHeadcount(jurisdiction="Colorado", size=1, effective_from=NEW_YEAR), "region-malformed"),
        (lambda: RecordHeadcount(jurisdiction="US", size=-1, effective_from=NEW_YEAR), "headcount-out-of-range"),
        (lambda: RecordHeadcount(jurisdiction="US", size=10**9, effective_from=NEW_YEAR), "headcount-out-of-range"),
        (lambda: ApprovalStep("Head", "Head Baker"), "authority-malformed"),
        (lambda: ApprovalStep("Head", "head-baker", 0), "quorum-out-of-range"),
        (lambda: ApprovalStep(" "), "step-blank"),
        (lambda: SetApprovalPolicy(matter=Matter.ROLE, steps=(HEAD_BAKER, HEAD_BAKER)), "step-twice"),
        (
            lambda: SetApprovalPolicy(matter=Matter.LEGAL_HOLD, steps=(HEAD_BAKER, ApprovalStep("Counsel"))),
            "one-act-many-approvals",
        ),
        (
            lambda: SetApprovalPolicy(matter=Matter.NOTICE, steps=(ApprovalStep("Counsel", quorum=2),)),
            "one-act-many-approvals",
        ),
        (lambda: GrantAuthority(person=Actor("i", " "), authority="sales"), "subject-blank"),
        (lambda: GrantAuthority(person=Actor("", "s"), authority="sales"), "issuer-blank"),
        (lambda: WithdrawAuthority(person=BOB, authority="sales-"), "authority-malformed"),
        (
            lambda: GrantAuthority(person=BOB, authority="sales", effective_from=datetime(2026, 1, 1)),  # noqa: DTZ001  a time without a zone is what is refused
            "time-without-zone",
        ),
    ],
)
def test_values_that_cannot_be(build: Any, code: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        build()
    assert refused.value.code == code
