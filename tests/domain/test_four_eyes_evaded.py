"""Four eyes, against people who take turns: an author stays the author, whichever way the text comes to be judged."""

from datetime import date
from typing import Any

import pytest

from domain.decider import Context
from domain.job_posting import (
    JOB_POSTING,
    ApproveAmendment,
    ApprovePosting,
    BandExceptionRequested,
    CloseReason,
    DenyBandException,
    GrantBandException,
    JobPosting,
    PostingDeadlineExtended,
    PostingEvent,
    PostingFacts,
    RelistPosting,
    WaivePlace,
    relisted,
)
from domain.job_posting.events import PaySetting
from domain.places import Location
from domain.policies.four_eyes import ApproverIsAnEditor
from tests.domain.given import ALICE, BOB, CAROL, FRESH, ITSELF, NO_RULES, NOON, given
from tests.domain.postings import (
    A_ROLE,
    BERLIN,
    approved,
    closed,
    drafted,
    pay,
    proposed,
    published,
    submitted,
)
from tests.domain.roles import band, role_in_force

NOWHERE = Location(country="US")
HIGH = (pay(32_000, 48_000),)
SETTING = PaySetting(role_id=A_ROLE, places=(BERLIN.name,), levels=(), working_time=None)
ASKED = BandExceptionRequested(pay=HIGH, setting=SETTING, reason="A rare skill", by=(BOB,))
ROLE = role_in_force(salary_bands=(band(30_000, 40_000),))
EXTENDED = PostingDeadlineExtended(old=date(2026, 3, 31), new=date(2026, 4, 30), reason="Few applied", by=(ALICE,))
AGREED = (submitted(by=BOB), approved())  # to Alice's text, by Carol


def copied(*history: PostingEvent) -> JobPosting:
    """What Bob begins anew, and submits."""
    facts = PostingFacts(rules=NO_RULES, role=role_in_force())
    context = Context(stream=ITSELF, now=NOON, actor=BOB, fresh=FRESH, facts=facts)
    begun = relisted(RelistPosting("Again"), JOB_POSTING.fold(history), context)[FRESH]
    return JOB_POSTING.fold((*begun, submitted(by=BOB)))


def test_whoever_wrote_what_nobody_approved_does_not_approve_a_copy_of_it() -> None:
    never_approved = (drafted(by=ALICE), closed(CloseReason.CANCELLED))
    assert copied(*never_approved).editors == {ALICE, BOB}
    copy = relisted(
        RelistPosting("Again"),
        JOB_POSTING.fold(never_approved),
        Context(stream=ITSELF, now=NOON, actor=BOB, fresh=FRESH, facts=PostingFacts(rules=NO_RULES)),
    )[FRESH]
    given(*copy, submitted(by=BOB)).when(ApprovePosting(), by=ALICE, role=role_in_force()).then_refused(
        ApproverIsAnEditor, "alice"
    )


def test_whoever_wrote_what_others_approved_may_approve_a_copy_of_it() -> None:
    assert copied(drafted(by=ALICE), *AGREED, published(), closed()).editors == {BOB}


@pytest.mark.parametrize("answer", [GrantBandException("For this hire"), DenyBandException("Too much")])
def test_whoever_wrote_the_pay_does_not_let_it_pass_once_others_approved_the_text(answer: Any) -> None:
    asked = given(drafted(by=ALICE, pay=HIGH), *AGREED, ASKED)
    asked.when(answer, by=ALICE, role=ROLE).then_refused(ApproverIsAnEditor, "alice")
    asked.when(answer, by=CAROL, role=ROLE).accepted()


def test_whoever_wrote_the_place_does_not_waive_it_once_others_approved_the_text() -> None:
    vague = given(drafted(by=ALICE, locations=(NOWHERE,)), *AGREED)
    waiver = WaivePlace(place="US", reason="The contract names the state")
    vague.when(waiver, by=ALICE).then_refused(ApproverIsAnEditor, "alice")
    vague.when(waiver, by=CAROL).accepted()


def test_whoever_moved_the_last_day_since_does_not_approve_the_amended_page() -> None:
    history = (drafted(by=CAROL), submitted(by=CAROL), approved(), published(), EXTENDED, proposed(by=BOB))
    amending = given(*history)
    amending.when(ApproveAmendment(), by=ALICE, role=role_in_force()).then_refused(ApproverIsAnEditor, "alice")
    agreed = amending.when(ApproveAmendment(), by=CAROL, role=role_in_force()).accepted()
    again = given(*history, *agreed, proposed("Baker needed", by=BOB, old="Baker sought"))
    again.when(ApproveAmendment(), by=ALICE, role=role_in_force()).accepted()
