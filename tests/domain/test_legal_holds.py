"""Legal holds: anyone who may places one at once, someone else releases it, and meanwhile nothing is given up."""

from typing import Any

import pytest

from domain.job_posting import (
    DiscardPosting,
    LegalHold,
    LegalHoldPlaced,
    LegalHoldReleased,
    PlaceLegalHold,
    ReleaseLegalHold,
)
from domain.job_posting.errors import LegalHoldStands, LegalHoldUnknown, PostingUnderLegalHold
from domain.organisation import ApprovalStep, Matter
from domain.policies.approval import NotTheApprover
from domain.policies.four_eyes import ApproverIsAnEditor
from tests.domain.given import ALICE, BOB, CAROL, Given, given
from tests.domain.organisations import an_organisation, granted, policy, registered
from tests.domain.postings import approved, closed, drafted, published, submitted

PLACED = LegalHoldPlaced(hold="Doe v. Bakery", reason="A charge was filed", by=(ALICE,))
OTHER = LegalHoldPlaced(hold="Inquiry 7", reason="The labour office asks", by=(CAROL,))
RELEASE = ReleaseLegalHold(hold="Doe v. Bakery", reason="It was settled")
COUNSEL = (
    an_organisation(
        registered(), policy(ApprovalStep("Counsel", "counsel"), matter=Matter.LEGAL_HOLD), granted("counsel", BOB)
    ),
)
ENDED = (drafted(), submitted(), approved(), published(), closed())


@pytest.mark.parametrize("history", [(drafted(),), ENDED], ids=["draft", "closed"])
def test_whatever_its_stage_it_is_kept_for_a_matter_and_then_no_more(history: tuple[Any, ...]) -> None:
    held = given(*history).when(PlaceLegalHold(hold="Doe v. Bakery", reason="A charge was filed")).then(PLACED)
    assert held.state.holds == (
        LegalHold(name="Doe v. Bakery", reason="A charge was filed", placed_by=frozenset({ALICE})),
    )
    let_go = given(*history, PLACED).when(RELEASE, by=BOB)
    let_go.then(LegalHoldReleased(hold="Doe v. Bakery", reason="It was settled", by=(BOB,)))
    assert let_go.state.holds == ()


def test_each_matter_holds_it_once_and_ends_by_itself() -> None:
    both = given(drafted(), PLACED, OTHER)
    both.when(PlaceLegalHold(hold="Inquiry 7", reason="Again")).then_refused(LegalHoldStands, "Inquiry 7")
    assert [hold.name for hold in both.when(RELEASE, by=BOB).state.holds] == ["Inquiry 7"]


def test_only_a_hold_that_stands_is_released() -> None:
    given(drafted(), OTHER).when(RELEASE, by=BOB).then_refused(LegalHoldUnknown, "Inquiry 7")


def test_a_matter_may_hold_it_again() -> None:
    released = given(drafted(), PLACED).when(RELEASE, by=BOB).accepted()
    again = PlaceLegalHold(hold="Doe v. Bakery", reason="A charge was filed")
    Given((drafted(), PLACED, *released)).when(again).then(PLACED)


def test_nobody_who_placed_a_hold_releases_it_in_whoever_s_name() -> None:
    given(drafted(), PLACED).when(RELEASE, by=ALICE).then_refused(ApproverIsAnEditor, "placed this hold")
    given(drafted(), PLACED).when(RELEASE, by=BOB, on_behalf_of=ALICE).then_refused(ApproverIsAnEditor)
    given(drafted(by=BOB), PLACED).when(RELEASE, by=BOB).accepted()  # its author has nothing to do with the hold


def test_whom_the_unit_asks_releases_it_and_anyone_places_it() -> None:
    given(drafted(), PLACED).when(RELEASE, by=CAROL, chain=COUNSEL).then_refused(NotTheApprover, "counsel")
    given(drafted(), PLACED).when(RELEASE, by=BOB, chain=COUNSEL).accepted()
    given(drafted()).when(PlaceLegalHold(hold="X", reason="Y"), by=CAROL, chain=COUNSEL).accepted()


def test_a_draft_is_not_given_up_while_a_hold_stands() -> None:
    discard = DiscardPosting("Drafted twice")
    given(drafted(), PLACED).when(discard).then_refused(PostingUnderLegalHold, "Doe v. Bakery")
    released = given(drafted(), PLACED).when(RELEASE, by=BOB).accepted()
    Given((drafted(), PLACED, *released)).when(discard).accepted()
