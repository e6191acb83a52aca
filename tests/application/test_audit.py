"""The state at every version and time, each event's changes, and what differs between any two versions."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from application.audit import NotFound, diff, history, snapshot
from application.commands import command_type
from domain.changes import MASK
from domain.job_posting import JOB_POSTING, DraftPosting, PostingChanges, RevisePosting
from domain.role import ROLE, DraftRole, ReviseRole, RoleChanges
from tests.application.commanding import Office


def test_every_version_can_be_read_and_compared() -> None:
    office = Office()
    role = office.send(command_type(DraftRole).example).stream
    office.send(ReviseRole(changes=RoleChanges(title="Principal Backend Engineer")), role)
    states = [asyncio.run(snapshot(office.store, ROLE, role, version=n)).state for n in (1, 2)]
    assert [state.content.title for state in states] == ["Lead Backend Engineer", "Principal Backend Engineer"]
    [change] = asyncio.run(diff(office.store, ROLE, role, 1, 2))
    assert (change.field, change.old, change.new) == (
        "content.title",
        "Lead Backend Engineer",
        "Principal Backend Engineer",
    )
    [back] = asyncio.run(diff(office.store, ROLE, role, 2, 1))
    assert (back.old, back.new) == (change.new, change.old)


def test_history_says_what_each_event_changed() -> None:
    office = Office()
    role = office.send(command_type(DraftRole).example).stream
    office.send(ReviseRole(changes=RoleChanges(level="L8")), role)
    drafted, revised = asyncio.run(history(office.store, ROLE, role))
    assert {change.field for change in drafted.changes} >= {"status", "code", "content.title"}
    assert [(change.field, change.old, change.new) for change in revised.changes] == [("content.level", "L6", "L8")]


def test_as_of_a_time_is_what_had_been_recorded_by_then() -> None:
    office = Office()
    role = office.send(command_type(DraftRole).example).stream
    first = asyncio.run(snapshot(office.store, ROLE, role)).last.recorded_at
    office.send(ReviseRole(changes=RoleChanges(level="L8")), role)
    assert asyncio.run(snapshot(office.store, ROLE, role, as_of=first)).state.content.level == "L6"
    with pytest.raises(NotFound):
        asyncio.run(snapshot(office.store, ROLE, role, as_of=first - timedelta(microseconds=1)))


def test_a_version_that_is_not_there_yet_and_an_id_of_another_kind_are_not_found() -> None:
    office = Office()
    role = office.send(command_type(DraftRole).example).stream
    for version in (0, 2, 10**12):
        with pytest.raises(NotFound):
            asyncio.run(snapshot(office.store, ROLE, role, version=version))
    with pytest.raises(NotFound):
        asyncio.run(diff(office.store, ROLE, role, 1, 2))
    for stranger in (role, uuid4()):
        with pytest.raises(NotFound):
            asyncio.run(history(office.store, JOB_POSTING, stranger))


def test_personal_data_is_masked_where_values_are_compared() -> None:
    office = Office()
    draft: DraftPosting = command_type(DraftPosting).example
    posting = office.send(replace(draft, content=replace(draft.content, contact="Ada, ada@example.org"))).stream
    office.send(RevisePosting(changes=PostingChanges(contact="Grace, grace@example.org")), posting)
    [change] = asyncio.run(diff(office.store, JOB_POSTING, posting, 1, 2))
    assert (change.field, change.old, change.new) == ("content.contact", MASK, MASK)
