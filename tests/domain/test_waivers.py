"""A place that no rule can be looked up for: it refuses, until a named second person lets it pass with a reason."""

from typing import Any

import pytest

from domain.job_posting import (
    PostingChanges,
    ProposeAmendment,
    PublishPosting,
    UnresolvedPlaceWaived,
    WaivePlace,
)
from domain.job_posting.errors import PlaceNeedsNoWaiver, PlaceUnresolved, PostingIsClosed
from domain.organisation import ApprovalStep, Matter
from domain.places import Location, WorkMode
from domain.policies.approval import NotTheApprover
from domain.policies.four_eyes import ApproverIsAnEditor
from domain.recorded import Actor
from tests.domain.given import ALICE, BOB, CAROL, Given, given
from tests.domain.organisations import an_organisation, granted, policy, registered
from tests.domain.postings import BERLIN, DENVER, approved, closed, drafted, published, submitted
from tests.domain.roles import role_in_force

DORA = Actor("https://issuer.example", "dora")
SOMEWHERE = Location(country="US")
WAIVE = WaivePlace(place="US", reason="The contract names the state")
WAIVED = UnresolvedPlaceWaived(place="US", reason="The contract names the state", by=(BOB,))
VAGUE: dict[str, Any] = {"locations": (SOMEWHERE, BERLIN)}


def test_a_place_that_nobody_can_place_is_published_once_a_second_person_let_it_pass() -> None:
    vague = given(drafted(**VAGUE), submitted(), approved())
    vague.when(PublishPosting(), role=role_in_force()).then_refused(PlaceUnresolved, "US")
    vague.when(WAIVE, by=BOB).then(WAIVED)
    public = Given((*vague.events, WAIVED)).when(PublishPosting(), role=role_in_force())
    judgement = public.accepted()[0].judgement
    assert (judgement.unresolved, judgement.waived) == (("US",), ("US",))


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"locations": (SOMEWHERE,)}, "US"),
        ({"locations": (BERLIN,), "work_mode": WorkMode.REMOTE}, "remote"),
        ({"remote_regions": ("US-ZZ",), "work_mode": WorkMode.REMOTE}, "US-ZZ"),
        ({"locations": ()}, "anywhere"),
        ({"reports_to_location": Location(country="CA")}, "CA"),
    ],
)
def test_whatever_is_unresolved_can_be_waived_by_its_name_and_nothing_else(fields: dict[str, Any], place: str) -> None:
    given(drafted(**fields)).when(WaivePlace(place=place, reason="Known"), by=BOB).accepted()
    for other in {"US", "remote", "US-ZZ", "anywhere", BERLIN.name} - {place}:
        given(drafted(**fields)).when(WaivePlace(place=other, reason="Known"), by=BOB).then_refused(
            PlaceNeedsNoWaiver, place
        )


def test_a_place_is_waived_once() -> None:
    given(drafted(**VAGUE), WAIVED).when(WAIVE, by=CAROL).then_refused(PlaceNeedsNoWaiver, "no place")


def test_what_an_amendment_would_make_unresolved_is_waived_before_it_is_agreed_to() -> None:
    public = given(drafted(locations=(DENVER,)), submitted(), approved(), published())
    public.when(WAIVE, by=BOB).then_refused(PlaceNeedsNoWaiver)
    proposal = public.when(
        ProposeAmendment(reason="Anywhere there", changes=PostingChanges(locations=(SOMEWHERE,))), by=CAROL
    )
    waiting = Given((*public.events, *proposal.accepted()))
    waiting.when(WAIVE, by=CAROL).then_refused(ApproverIsAnEditor, "carol")
    waiting.when(WAIVE, by=BOB).then(WAIVED)


def test_nobody_who_wrote_or_submitted_it_waives_a_place() -> None:
    vague = given(drafted(**VAGUE), submitted(by=CAROL))
    vague.when(WAIVE, by=ALICE).then_refused(ApproverIsAnEditor, "alice")
    vague.when(WAIVE, by=CAROL).then_refused(ApproverIsAnEditor, "carol")
    vague.when(WAIVE, by=DORA, on_behalf_of=ALICE).then_refused(ApproverIsAnEditor)
    given(drafted(**VAGUE), submitted(by=CAROL), approved()).when(WAIVE, by=CAROL).then_refused(ApproverIsAnEditor)


def test_whom_the_unit_asks_waives_it() -> None:
    counsel = (
        an_organisation(
            registered(),
            policy(ApprovalStep("Counsel", "counsel"), matter=Matter.PLACE_WAIVER),
            granted("counsel", BOB),
        ),
    )
    given(drafted(**VAGUE)).when(WAIVE, by=DORA, chain=counsel).then_refused(NotTheApprover, "counsel")
    given(drafted(**VAGUE)).when(WAIVE, by=BOB, chain=counsel).then(WAIVED)


def test_nothing_is_waived_for_what_has_ended() -> None:
    given(drafted(**VAGUE), submitted(), approved(), published(), closed()).when(WAIVE, by=BOB).then_refused(
        PostingIsClosed
    )
