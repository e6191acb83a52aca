"""The one command path: a command happens once, under the versions that were read, or says why not."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest

from application.commands import command_type
from application.handle import StaleVersion, handle
from application.ports import Append, CommandIdReused, Outcome, VersionConflict
from domain.job_posting import AssignRole, DraftPosting, ExternalId, PublishPosting
from domain.job_posting.errors import PostingNotFound
from domain.requirements import SourceDocument
from domain.reservation import AlreadyTaken
from domain.role import (
    ApproveRole,
    DraftRole,
    RetireRole,
    ReviseRole,
    RoleChanges,
    SubmitRoleForApproval,
)
from domain.role.errors import RoleIsRetired, RoleNotDraft
from infrastructure.event_store.memory import MemoryEventStore
from tests.application.commanding import ALICE, BOB, Office

DRAFT_ROLE: DraftRole = command_type(DraftRole).example
DRAFT_POSTING: DraftPosting = command_type(DraftPosting).example


def approved_role(office: Office) -> UUID:
    role = office.send(DRAFT_ROLE).stream
    office.send(SubmitRoleForApproval(), role)
    office.send(ApproveRole(), role, by=BOB, seen=2)
    return role


def test_a_retry_gets_the_first_answer_where_it_would_now_be_refused() -> None:
    office = Office()
    role = office.send(DRAFT_ROLE).stream
    first = office.send(SubmitRoleForApproval(), role, key="submit")
    assert office.send(SubmitRoleForApproval(), role, key="submit") == first
    with pytest.raises(RoleNotDraft):
        office.send(SubmitRoleForApproval(), role, key="another")


def test_a_retry_gets_the_first_answer_where_its_if_match_is_stale_by_now() -> None:
    office = Office()
    role = office.send(DRAFT_ROLE).stream
    first = office.send(SubmitRoleForApproval(), role, key="submit", seen=1)
    assert office.send(SubmitRoleForApproval(), role, key="submit", seen=1) == first


def test_a_retry_that_would_change_nothing_any_more_gets_the_first_answer() -> None:
    office = Office()
    role = office.send(DRAFT_ROLE).stream
    to_l7 = ReviseRole(changes=RoleChanges(level="L7"))
    first = office.send(to_l7, role, key="level")
    office.send(SubmitRoleForApproval(), role)
    assert office.send(to_l7, role, key="level") == first


def test_a_retried_draft_drafts_the_same_role() -> None:
    office = Office()
    first = office.send(DRAFT_ROLE, key="draft")
    assert office.send(DRAFT_ROLE, key="draft") == first


def test_the_same_key_with_another_command_is_refused() -> None:
    office = Office()
    role = office.send(DRAFT_ROLE).stream
    office.send(SubmitRoleForApproval(), role, key="key")
    with pytest.raises(CommandIdReused):
        office.send(RetireRole(reason="No longer needed."), role, key="key")


def test_the_same_key_of_two_people_is_two_commands() -> None:
    office = Office()
    office.send(DRAFT_ROLE, key="key", by=ALICE)
    other = replace(DRAFT_ROLE, code="another-code")
    assert office.send(other, key="key", by=BOB).version == 1


def test_a_command_that_changes_nothing_answers_where_things_stand() -> None:
    office = Office()
    drafted = office.send(DRAFT_ROLE)
    nothing = office.send(ReviseRole(), drafted.stream)
    assert (nothing.stream, nothing.version) == (drafted.stream, drafted.version)


def test_what_was_not_seen_cannot_be_approved() -> None:
    office = Office()
    role = office.send(DRAFT_ROLE).stream
    office.send(SubmitRoleForApproval(), role)
    with pytest.raises(StaleVersion):
        office.send(ApproveRole(), role, by=BOB, seen=1)


def test_a_role_code_has_one_holder_and_the_loser_is_told_who() -> None:
    office = Office()
    holder = office.send(DRAFT_ROLE).stream
    with pytest.raises(AlreadyTaken) as refusal:
        office.send(DRAFT_ROLE)
    assert (refusal.value.scope, refusal.value.holder) == ("role-code", holder)


def test_the_same_text_is_imported_once_whoever_sends_it_under_whatever_code() -> None:
    office = Office()
    source = SourceDocument(importer="text/1", text="Lead Backend Engineer\n")
    holder = office.send(replace(DRAFT_ROLE, source=source)).stream
    with pytest.raises(AlreadyTaken) as refusal:
        office.send(replace(DRAFT_ROLE, source=source, code="another-code"), by=BOB)
    assert (refusal.value.scope, refusal.value.holder) == ("role-document", holder)
    digest = sha256(source.text.encode()).hexdigest()
    assert asyncio.run(office.store.document(digest)) == source.text.encode()


def test_what_another_system_calls_a_posting_is_unique() -> None:
    office = Office()
    named = replace(DRAFT_POSTING, external_id=ExternalId(source="greenhouse", value="127817"))
    office.send(named)
    with pytest.raises(AlreadyTaken):
        office.send(named)


def test_an_id_of_another_kind_is_the_id_of_nothing() -> None:
    office = Office()
    role = office.send(DRAFT_ROLE).stream
    with pytest.raises(PostingNotFound):
        office.send(PublishPosting(), role)
    posting = office.send(DRAFT_POSTING).stream
    with pytest.raises(Exception, match="no role has this id"):
        office.send(AssignRole(posting), posting)
    with pytest.raises(PostingNotFound):
        office.send(PublishPosting(), uuid4())


class RacedStore(MemoryEventStore):
    """Lets something happen between a decision and its append, once or for ever."""

    def __init__(self) -> None:
        super().__init__()
        self.races: list[Any] = []

    async def append(self, append: Append) -> Outcome:
        if self.races:
            await self.races.pop(0)()
        return await super().append(append)


def test_who_loses_a_race_decides_anew_on_what_now_stands() -> None:
    store = RacedStore()
    office = Office(store)
    role = approved_role(office)
    posting = office.send(DRAFT_POSTING).stream
    retire = office.envelope(RetireRole(reason="No longer needed."), role, by=BOB)

    async def retired_meanwhile() -> None:
        await handle(retire, office)

    store.races = [retired_meanwhile]
    with pytest.raises(RoleIsRetired):
        office.send(AssignRole(role), posting)


def test_who_loses_every_race_is_told_so_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("application.handle.PATIENCE", 0.05)

    class Contended(MemoryEventStore):
        async def append(self, append: Append) -> Outcome:
            raise VersionConflict

    with pytest.raises(VersionConflict):
        Office(Contended()).send(DRAFT_ROLE)


def test_every_stream_that_was_read_is_a_condition() -> None:
    appended: list[Append] = []

    class Watched(MemoryEventStore):
        async def append(self, append: Append) -> Outcome:
            appended.append(append)
            return await super().append(append)

    office = Office(Watched())
    role = approved_role(office)
    posting = office.send(replace(DRAFT_POSTING, role_id=role)).stream
    assert appended[-1].conditions == {posting: 0, role: 3}
    reserving: Sequence[Append] = [append for append in appended if len(append.events) > 1]
    assert all(append.conditions[stream] == 0 for append in reserving for stream in append.events)
    assert reserving
