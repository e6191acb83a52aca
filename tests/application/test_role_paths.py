"""Career paths over many roles, by the one command path: what is read is enough, bounded, and a condition."""

import asyncio
from collections.abc import Mapping
from datetime import date
from uuid import UUID

import pytest

from application import role_facts
from application.commands import command_type
from application.facts import Facts
from application.reading import Reading
from application.role_versions import versions
from domain.job_posting import DraftPosting
from domain.role import (
    ROLE,
    ApproveRole,
    CareerLink,
    Direction,
    DraftRole,
    MergeRole,
    ReinstateRole,
    RetireRole,
    ReviseRole,
    Role,
    RoleChanges,
    RoleContent,
    StartRoleRevision,
    SubmitRoleForApproval,
)
from domain.role.errors import CareerPathHasACycle, CareerPathsReachTooFar, CareerPathTargetUnknown
from tests.application.commanding import ALICE, BOB, Office


def link(direction: Direction, role_id: UUID) -> CareerLink:
    return CareerLink(direction=direction, role_id=role_id)


def draft(office: Office, code: str, *path: CareerLink) -> UUID:
    return office.send(DraftRole(code=code, content=RoleContent(title=code.title(), career_path=path))).stream


def revise(office: Office, role: UUID, *path: CareerLink) -> None:
    office.send(ReviseRole(changes=RoleChanges(career_path=path)), role)


def approve(office: Office, role: UUID) -> None:
    seen = office.send(SubmitRoleForApproval(), role).version
    office.send(ApproveRole(), role, by=BOB, seen=seen)


def state(office: Office, role: UUID) -> Role:
    return ROLE.fold(one.event for one in asyncio.run(office.store.load(role)))


UP, FROM, BESIDE = Direction.ADVANCES_TO, Direction.ENTRY_FROM, Direction.LATERAL


def test_a_circle_is_found_over_steps_that_either_end_states() -> None:
    office = Office()
    baker = draft(office, "baker")
    master = draft(office, "master", link(FROM, baker))
    owner = draft(office, "owner", link(FROM, master))
    assert state(office, baker).named_as_entry_by == (master,)
    with pytest.raises(CareerPathHasACycle, match=r"baker .* to master .* to owner .* to baker"):
        revise(office, baker, link(FROM, owner))
    with pytest.raises(CareerPathHasACycle):
        revise(office, owner, link(FROM, master), link(UP, baker))
    revise(office, owner, link(FROM, master), link(BESIDE, baker))


def test_a_step_that_was_taken_back_is_no_hindrance_and_is_noted_once() -> None:
    office = Office()
    baker = draft(office, "baker")
    master = draft(office, "master", link(FROM, baker))
    revise(office, master)
    revise(office, baker, link(FROM, master))
    with pytest.raises(CareerPathHasACycle):
        revise(office, master, link(FROM, baker))
    revise(office, baker)
    revise(office, master, link(FROM, baker))
    assert state(office, baker).named_as_entry_by == (master,)


def test_a_merge_makes_one_of_two_and_later_steps_see_it() -> None:
    office = Office()
    baker, twin, master = draft(office, "baker"), draft(office, "twin"), draft(office, "master")
    office.send(MergeRole(into=baker, reason="The same work"), twin, by=BOB)
    assert (state(office, twin).merged_into, state(office, baker).absorbed) == (baker, (twin,))
    revise(office, master, link(UP, baker))
    with pytest.raises(CareerPathHasACycle):
        revise(office, baker, link(UP, master))


def test_a_merge_that_would_close_a_circle_is_refused() -> None:
    office = Office()
    twin, baker = draft(office, "twin"), draft(office, "baker")
    master = draft(office, "master", link(UP, twin))
    revise(office, baker, link(UP, master))
    with pytest.raises(CareerPathHasACycle):
        office.send(MergeRole(into=baker, reason="The same work"), twin, by=BOB)


def test_an_id_of_something_else_is_no_role() -> None:
    office = Office()
    posting = office.send(command_type(DraftPosting).example).stream
    with pytest.raises(CareerPathTargetUnknown):
        draft(office, "baker", link(UP, posting))


def test_the_search_is_bounded_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office()
    last = draft(office, "role-0")
    for number in range(1, 5):
        last = draft(office, f"role-{number}", link(UP, last))
    monkeypatch.setattr(role_facts, "FURTHEST", 5)
    draft(office, "just-within", link(UP, last))
    monkeypatch.setattr(role_facts, "FURTHEST", 4)
    with pytest.raises(CareerPathsReachTooFar, match="more than 4 roles"):
        draft(office, "beyond", link(UP, last))


def test_every_role_that_the_search_visited_is_a_condition() -> None:
    office = Office()
    owner = draft(office, "owner")
    master = draft(office, "master", link(UP, owner))
    command = ReviseRole(changes=RoleChanges(career_path=(link(UP, master),)))
    baker = draft(office, "baker")
    assert read_for(office, command, baker) == {master: 1, owner: 1}
    assert read_for(office, ReviseRole(changes=RoleChanges(title="Night Baker")), baker) == {}


def read_for(office: Office, command: ReviseRole, role: UUID) -> Mapping[UUID, int]:
    async def read() -> Facts:
        return await command_type(ReviseRole).facts(Reading(office.store, office.rules), command, state_now)

    state_now = state(office, role)
    return asyncio.run(read()).versions


def test_each_version_that_was_in_force_says_who_submitted_and_approved_it_and_until_when() -> None:
    office = Office()
    baker = draft(office, "baker")
    approve(office, baker)
    office.send(StartRoleRevision(), baker)
    office.send(ReviseRole(changes=RoleChanges(title="Master Baker")), baker)
    approve(office, baker)
    first, second = asyncio.run(versions(office.store, baker))
    assert (first.approval, first.version, second.approval, second.version) == (1, 3, 2, 7)
    assert (first.submitted_by, first.approved_by) == ((ALICE,), (BOB,))
    assert (first.in_force_until, second.in_force_until) == (second.approved_at, None)
    office.send(RetireRole(reason="Sold", postings_close_on=date(2026, 4, 1)), baker, by=BOB)
    office.send(ReinstateRole("There is a new oven"), baker, by=BOB)
    assert asyncio.run(versions(office.store, baker))[1].in_force_until is not None
    as_approved = asyncio.run(office.store.load(baker, up_to_version=first.version))
    assert ROLE.fold(one.event for one in as_approved).in_force == RoleContent(title="Baker")
