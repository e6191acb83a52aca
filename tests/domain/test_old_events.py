"""Events that were valid once are folded for ever, though today's rules would refuse what they say."""

from datetime import date
from typing import Any

import pytest

from domain.job_posting import (
    JOB_POSTING,
    PostingChanges,
    PostingContent,
    PostingContentChanged,
    PostingDeadlineExtended,
    PostingDeadlineShortened,
    PostingEvent,
    PostingSalaryChanged,
)
from domain.role import ROLE, RoleContent
from tests.domain.given import ALICE
from tests.domain.postings import drafted, pay
from tests.domain.roles import drafted as role_drafted
from tests.domain.roles import retitled as role_retitled

DAY = date(2026, 6, 1)


def older(content: Any, **fields: Any) -> Any:
    """The content as a log gives it back: its values were checked when it was written, by the rules of that day."""
    for name, value in fields.items():
        object.__setattr__(content, name, value)
    return content


@pytest.mark.parametrize(
    "event",
    [
        PostingContentChanged(
            fields=("title",), old=PostingChanges(title="Baker"), new=PostingChanges(title="Cook"), by=(ALICE,)
        ),
        PostingSalaryChanged(old=(), new=(pay(),), reason="The market", by=(ALICE,)),
        PostingDeadlineExtended(old=None, new=DAY, reason="Few", by=(ALICE,)),
        PostingDeadlineShortened(old=None, new=DAY, reason="Many", by=(ALICE,)),
    ],
    ids=lambda event: type(event).__name__,
)
def test_a_posting_that_could_not_be_written_today_is_folded(event: PostingEvent) -> None:
    draft = drafted()
    older(draft.content, time_zone="Europe/Atlantis", language="English", openings=0)
    posting = JOB_POSTING.fold((draft, event))
    assert isinstance(posting.content, PostingContent)
    assert (posting.content.time_zone, posting.content.language) == ("Europe/Atlantis", "English")


def test_a_role_that_could_not_be_written_today_is_folded() -> None:
    draft = role_drafted()
    older(draft.content, purpose=" ")
    role = ROLE.fold((draft, role_retitled()))
    assert isinstance(role.content, RoleContent)
    assert (role.content.title, role.content.purpose) == ("Master Baker", " ")
