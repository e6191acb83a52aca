"""Giving up a draft that nobody was shown, and putting away what is closed."""

import pytest

from domain.job_posting import (
    ArchivePosting,
    DiscardPosting,
    LegalHoldPlaced,
    LegalHoldReleased,
    PostingArchived,
    PostingDiscarded,
    PostingEvent,
    PublishPosting,
    RevisePosting,
    Status,
)
from domain.job_posting.errors import (
    PostingIsClosed,
    PostingNotClosed,
    PostingNotDiscardable,
    PostingUnderLegalHold,
)
from tests.domain.given import BOB, NOON, given
from tests.domain.postings import approved, closed, drafted, paused, published, rejected, scheduled, submitted
from tests.domain.roles import role_in_force

APPROVED = (drafted(), submitted(), approved())
PUBLISHED = (*APPROVED, published())
DISCARD, ARCHIVE = DiscardPosting("Drafted twice"), ArchivePosting("The year is over")
HELD = LegalHoldPlaced(hold="Doe v. Bread", reason="A charge", by=(BOB,))


@pytest.mark.parametrize("history", [(drafted(),), (drafted(), submitted(), rejected())], ids=["draft", "rejected"])
def test_a_draft_is_given_up_with_a_reason(history: tuple[PostingEvent, ...]) -> None:
    outcome = given(*history).when(DISCARD).then(PostingDiscarded(reason="Drafted twice"))
    assert outcome.state.status is Status.DISCARDED


@pytest.mark.parametrize(
    "history",
    [(drafted(), submitted()), APPROVED, (*APPROVED, scheduled(NOON)), PUBLISHED, (*PUBLISHED, paused())],
    ids=["pending", "approved", "scheduled", "published", "paused"],
)
def test_nothing_is_given_up_that_others_have_in_hand_or_the_public_saw(history: tuple[PostingEvent, ...]) -> None:
    given(*history).when(DISCARD).then_refused(PostingNotDiscardable, "close it")


def test_a_draft_under_a_legal_hold_is_kept_until_the_hold_is_released() -> None:
    given(drafted(), HELD).when(DISCARD).then_refused(PostingUnderLegalHold, "Doe v. Bread")
    released = LegalHoldReleased(hold="Doe v. Bread", reason="Settled", by=(BOB,))
    given(drafted(), HELD, released).when(DISCARD).accepted()


def test_what_was_given_up_stays_so() -> None:
    given(drafted(), PostingDiscarded(reason="Twice")).when(RevisePosting()).then_refused(PostingIsClosed, "discarded")
    given(drafted(), PostingDiscarded(reason="Twice")).when(DISCARD).then_refused(PostingIsClosed)


def test_what_is_closed_is_put_away() -> None:
    outcome = given(*PUBLISHED, closed()).when(ARCHIVE).then(PostingArchived(reason="The year is over"))
    assert outcome.state.status is Status.ARCHIVED
    assert outcome.state.document_sha256 == JUST_AS_SHOWN
    given(*PUBLISHED, closed(), *outcome.accepted()).when(ARCHIVE).then_refused(PostingNotClosed)


JUST_AS_SHOWN = "0" * 64


@pytest.mark.parametrize("history", [(drafted(),), APPROVED, PUBLISHED])
def test_only_what_is_closed_is_put_away(history: tuple[PostingEvent, ...]) -> None:
    given(*history).when(ARCHIVE).then_refused(PostingNotClosed, "close it first")


def test_what_was_put_away_is_not_published() -> None:
    archived = (*PUBLISHED, closed(), PostingArchived())
    given(*archived).when(PublishPosting(), role=role_in_force()).then_refused(PostingIsClosed, "archived")
