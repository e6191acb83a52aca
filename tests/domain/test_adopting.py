"""A posting that is live elsewhere is taken over as asserted by import: judged, but never refused over the law."""

from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

import pytest

from domain.errors import AlreadyDrafted
from domain.job_posting import (
    JOB_POSTING,
    AdoptPosting,
    ApproveAmendment,
    ClosePosting,
    CloseReason,
    ExternalId,
    FindingOpened,
    FindingResolved,
    Listing,
    PausePosting,
    PostingChanges,
    PostingImported,
    ProposeAmendment,
    ReopenPosting,
    RequestChannel,
    ResumePosting,
    Status,
    render,
)
from domain.job_posting.errors import (
    AgainstTheLaw,
    PayPlaceUnknown,
    PostedInTheFuture,
    PostingHasNoRole,
    PostingNotApproved,
    RoleUnknown,
)
from domain.requirements import SourceDocument
from domain.role.errors import RoleIsRetired, RoleNotInForce
from infrastructure.law import load_rules
from tests.domain.given import ALICE, BOB, given
from tests.domain.postings import A_ROLE, DENVER, drafted, pay, posting_content
from tests.domain.roles import a_role, role_in_force, role_retired
from tests.domain.roles import drafted as role_drafted

RULES = load_rules()
DAY_POSTED = date(2026, 2, 1)


def adopt(**fields: Any) -> AdoptPosting:
    """From a board, live since February; fields: of its content, but for pay, role_id, source and published_on."""
    own: dict[str, Any] = {"published_on": DAY_POSTED}
    own |= {name: fields.pop(name) for name in ("pay", "role_id", "source", "published_on") if name in fields}
    external_id = ExternalId(source="board", value="7")
    return AdoptPosting(content=posting_content(**fields), external_id=external_id, asserted_by="board-crawler", **own)


def test_it_is_public_as_asserted_by_its_importer_and_approved_by_nobody() -> None:
    command = adopt(channels=("Board", "LinkedIn"))
    outcome = given().when(command, by=ALICE)
    [event] = outcome.accepted()
    assert isinstance(event, PostingImported)
    assert (event.asserted_by, event.published_on, event.by) == ("board-crawler", DAY_POSTED, (ALICE,))
    posting = outcome.state
    assert (posting.status, posting.period, posting.published_on) == (Status.PUBLISHED, 1, DAY_POSTED)
    assert posting.asserted_by == "board-crawler"
    assert posting.external_id == ExternalId(source="board", value="7")
    assert [(channel.name, channel.listing) for channel in posting.channels] == [
        ("Board", Listing.LIVE),
        ("LinkedIn", Listing.LIVE),
    ]


def test_the_page_as_we_would_show_it_is_kept_and_so_is_what_it_was_read_from() -> None:
    source = SourceDocument(importer="board", text="<h1>Baker wanted</h1>")
    command = adopt(source=source)
    outcome = given().when(command)
    original, page = JOB_POSTING.documents(command, outcome.state)
    assert original == b"<h1>Baker wanted</h1>"
    assert sha256(page).hexdigest() == outcome.state.document_sha256
    assert page == render(outcome.state, 1)
    assert outcome.state.provenance == source.provenance


def test_the_law_refuses_nothing_that_is_public_already_but_what_it_finds_is_opened() -> None:
    outcome = given().when(adopt(locations=(DENVER,)), rules=RULES)
    imported, *opened = outcome.accepted()
    assert imported.judgement.refuses
    assert [event.result.rule for event in opened if isinstance(event, FindingOpened)] == ["US-CO"]
    assert outcome.state.findings == ("US-CO",)


def test_a_role_is_optional_but_one_that_is_named_is_in_force() -> None:
    assert given().when(adopt(role_id=A_ROLE), role=role_in_force()).state.role_approval == 1
    given().when(adopt(role_id=A_ROLE), role=None).then_refused(RoleUnknown)
    given().when(adopt(role_id=A_ROLE), role=role_retired()).then_refused(RoleIsRetired)
    given().when(adopt(role_id=A_ROLE), role=a_role(role_drafted())).then_refused(RoleNotInForce)


def test_what_is_live_already_was_not_posted_tomorrow_where_it_is() -> None:
    given().when(adopt(published_on=date(2026, 3, 11))).then_refused(PostedInTheFuture, "2026-03-10")
    in_auckland = adopt(published_on=date(2026, 3, 11), time_zone="Pacific/Auckland")
    given().when(in_auckland).accepted()


def test_it_is_adopted_once_and_never_over_a_posting_of_ours() -> None:
    given(drafted()).when(adopt()).then_refused(AlreadyDrafted)


def test_its_pay_names_places_that_it_has() -> None:
    given().when(adopt(pay=(pay(places=(DENVER.name,)),))).then_refused(PayPlaceUnknown)


def test_without_a_role_it_is_amended_and_resumed_but_not_reopened() -> None:
    adopted = given().when(adopt()).accepted()
    proposed = given(*adopted).when(ProposeAmendment(reason="A typo", changes=PostingChanges(title="Baker"))).accepted()
    amended = given(*adopted, *proposed).when(ApproveAmendment(), by=BOB)
    assert (amended.state.content.title, amended.state.role_approval) == ("Baker", None)
    down = given(*adopted).when(PausePosting()).accepted()
    assert given(*adopted, *down).when(ResumePosting()).state.status is Status.PUBLISHED
    ended = given(*adopted).when(ClosePosting(reason=CloseReason.FILLED)).accepted()
    given(*adopted, *ended).when(ReopenPosting(reason="Again")).then_refused(PostingNotApproved)
    agreed = (*adopted, *proposed, *amended.accepted(), *ended)
    given(*agreed).when(ReopenPosting(reason="Again")).then_refused(PostingHasNoRole)


def test_what_nobody_here_has_approved_is_not_published_again() -> None:
    """Else whoever imports a text could show it: adopted, closed and reopened."""
    adopted = given().when(adopt(role_id=A_ROLE), role=role_in_force()).accepted()
    ended = given(*adopted).when(ClosePosting(reason=CloseReason.FILLED)).accepted()
    given(*adopted, *ended).when(ReopenPosting(reason="Again"), role=role_in_force()).then_refused(PostingNotApproved)


def test_what_was_found_stands_in_the_way_of_showing_it_again_and_is_resolved_by_a_lawful_amendment() -> None:
    adopted = given().when(adopt(locations=(DENVER,), pay=(pay(currency="USD"),)), rules=RULES).accepted()
    down = given(*adopted).when(PausePosting()).accepted()
    given(*adopted, *down).when(ResumePosting(), rules=RULES).then_refused(AgainstTheLaw, "propose-amendment")
    mended = ProposeAmendment(
        reason="What Colorado asks for", changes=PostingChanges(benefits="Bread", other_compensation="None")
    )
    proposed = given(*adopted).when(mended).accepted()
    outcome = given(*adopted, *proposed).when(ApproveAmendment(), by=BOB, rules=RULES)
    assert outcome.accepted()[-1] == FindingResolved(rule="US-CO")


def test_what_was_found_to_break_the_law_is_not_listed_on_one_more_channel() -> None:
    adopted = given().when(adopt(locations=(DENVER,)), rules=RULES).accepted()
    given(*adopted).when(RequestChannel("Another board")).then_refused(AgainstTheLaw, "US-CO")


@pytest.mark.parametrize("role", [None, role_in_force()], ids=["no role", "a role"])
def test_closing_it_takes_it_down_from_every_channel_and_ends_its_findings(role: Any) -> None:
    command = adopt(locations=(DENVER,), channels=("Board",), role_id=role and A_ROLE)
    adopted = given().when(command, role=role, rules=RULES).accepted()
    outcome = given(*adopted).when(ClosePosting(reason=CloseReason.FILLED))
    assert outcome.accepted()[-1] == FindingResolved(rule="US-CO")
    assert (outcome.state.live_channels, outcome.state.findings) == ((), ())
    assert replace(outcome.state, status=Status.PUBLISHED).period == 1
