"""A closed posting begun anew as another: a draft that says the same, and each knows of the other."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.decider import Context
from domain.job_posting import (
    JOB_POSTING,
    CloseReason,
    ExternalId,
    JobPosting,
    PostingArchived,
    PostingDrafted,
    PostingEvent,
    PostingFacts,
    PostingRelisted,
    RelistPosting,
    Status,
    relisted,
)
from domain.job_posting.errors import PostingNotClosed
from domain.role import Role
from domain.role.errors import RoleIsRetired
from tests.domain.given import BOB, FRESH, ITSELF, NO_RULES, NOON, given
from tests.domain.postings import A_ROLE, approved, closed, drafted, pay, posting_content, published, submitted
from tests.domain.roles import role_in_force, role_retired

RELIST = RelistPosting("A second hire")


def ended(**fields: Any) -> tuple[PostingEvent, ...]:
    return (drafted(pay=(pay(),), **fields), submitted(), approved(), published(), closed())


def copy_of(history: tuple[PostingEvent, ...], at: datetime = NOON) -> tuple[PostingDrafted, JobPosting]:
    """The event that the copy begins with, and what it is then."""
    facts = PostingFacts(rules=NO_RULES, role=role_in_force())
    context = Context(stream=ITSELF, now=at, actor=BOB, fresh=FRESH, facts=facts)
    begun = relisted(RELIST, JOB_POSTING.fold(history), context)
    assert list(begun) == [FRESH]
    [event] = begun[FRESH]
    assert isinstance(event, PostingDrafted)
    return event, JOB_POSTING.fold((event,))


def test_the_old_posting_names_the_new_one_and_stays_closed() -> None:
    outcome = given(*ended()).when(RELIST, by=BOB, role=role_in_force())
    outcome.then(PostingRelisted(new=FRESH, reason="A second hire"))
    assert (outcome.state.status, outcome.state.relisted_as) == (Status.CLOSED, (FRESH,))


def test_the_new_posting_is_a_draft_that_says_the_same_and_names_the_old_one() -> None:
    event, copy = copy_of(ended())
    assert event == PostingDrafted(content=posting_content(), by=(BOB,), role_id=A_ROLE, pay=(pay(),), relist_of=ITSELF)
    assert (copy.status, copy.period, copy.published_on, set(copy.editors)) == (Status.DRAFT, 0, None, {BOB})


def test_a_last_day_that_has_gone_by_is_not_copied() -> None:
    assert copy_of(ended(), at=datetime(2026, 3, 31, 21, 59, tzinfo=UTC))[1].content.deadline == date(2026, 3, 31)
    assert copy_of(ended(), at=datetime(2026, 3, 31, 22, tzinfo=UTC))[1].content.deadline is None


def test_telling_own_staff_of_the_old_opening_is_not_telling_them_of_the_new_one() -> None:
    assert copy_of(ended(internal_notice_on=date(2026, 2, 1)))[1].content.internal_notice_on is None


def test_what_another_system_calls_the_old_one_is_not_the_name_of_the_new_one() -> None:
    named = PostingDrafted(
        content=posting_content(), by=(BOB,), role_id=A_ROLE, external_id=ExternalId(source="board", value="7")
    )
    assert copy_of((named, closed(CloseReason.CANCELLED)))[1].external_id is None


def test_it_is_relisted_as_often_as_it_is_wanted() -> None:
    once = given(*ended()).when(RELIST, role=role_in_force()).accepted()
    assert given(*ended(), *once).when(RELIST, role=role_in_force()).state.relisted_as == (FRESH, FRESH)


@pytest.mark.parametrize("end", [(), (closed(), PostingArchived())], ids=["published", "archived"])
def test_only_what_is_closed_is_relisted(end: tuple[PostingEvent, ...]) -> None:
    given(*ended()[:-1], *end).when(RELIST, role=role_in_force()).then_refused(PostingNotClosed)


def test_a_retired_role_is_not_hired_for_again() -> None:
    role: Role = role_retired()
    given(*ended()).when(RELIST, role=role).then_refused(RoleIsRetired)
    given(drafted(role_id=None), closed(CloseReason.CANCELLED)).when(RELIST).accepted()
