"""The organisation on the one command path: what was read above is a condition of what is written below."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from application.commands import command_type
from application.facts import ancestors
from application.handle import handle
from application.reading import Reading
from application.remembered import Remembered
from domain.job_posting import ApprovePosting, DraftPosting, SubmitPostingForApproval
from domain.organisation import (
    ApprovalStep,
    CloseOrganisation,
    GrantAuthority,
    Kind,
    Matter,
    MoveOrganisation,
    RegisterOrganisation,
    RenameOrganisation,
    SetApprovalPolicy,
    WithdrawAuthority,
)
from domain.organisation.errors import ParentIsClosed, ParentLiesBelow, ParentNotFound
from domain.policies.approval import NotTheApprover
from domain.recorded import Actor, Recorded
from infrastructure.event_store.codec import weigh
from infrastructure.event_store.memory import MemoryEventStore
from tests.application.commanding import BOB, Office

OLGA = Actor("https://issuer.example", "olga")
DRAFT_POSTING: DraftPosting = command_type(DraftPosting).example


def unit(office: Office, name: str, parent: UUID | None = None) -> UUID:
    return office.send(RegisterOrganisation(kind=Kind.UNIT, name=name, parent=parent), by=OLGA).stream


class Meddled(MemoryEventStore):
    """Once this stream has been read, someone else does something before the reader writes."""

    def __init__(self, meddle: Any) -> None:
        super().__init__()
        self.remembered = Remembered(weigh, most_bytes=0)  # whatever is read is read from the log
        self.trap: UUID | None = None
        self.meddle = meddle

    async def load(self, stream: UUID, **upto: Any) -> Sequence[Recorded[Any]]:
        read = await super().load(stream, **upto)
        if stream == self.trap:
            self.trap = None
            await self.meddle()
        return read


def test_a_unit_and_all_above_it_are_read_nearest_first() -> None:
    office = Office()
    top = unit(office, "Bread Inc.")
    middle = unit(office, "Production", top)
    lowest = unit(office, "Oven", middle)
    office.send(RenameOrganisation("Bread SE"), top, by=OLGA)
    found = asyncio.run(ancestors(Reading(office.store, office.rules), lowest))
    assert [one.name for one in found.chain] == ["Oven", "Production", "Bread SE"]
    assert found.versions == {lowest: 1, middle: 1, top: 2}
    assert asyncio.run(ancestors(Reading(office.store, office.rules), None)).versions == {}


def test_an_id_of_something_else_is_no_parent_and_a_condition_all_the_same() -> None:
    office = Office()
    posting = office.send(DRAFT_POSTING).stream
    found = asyncio.run(ancestors(Reading(office.store, office.rules), posting))
    assert (found.chain, found.versions) == ((), {posting: 1})
    for nothing in (posting, UUID(int=7)):
        with pytest.raises(ParentNotFound):
            unit(office, "Oven", nothing)


def test_nothing_is_moved_below_itself() -> None:
    office = Office()
    top = unit(office, "Bread Inc.")
    lowest = unit(office, "Oven", unit(office, "Production", top))
    for below in (top, lowest):
        with pytest.raises(ParentLiesBelow):
            office.send(MoveOrganisation(below), top, by=OLGA)


def test_two_moves_at_once_make_no_circle() -> None:
    async def the_other_moves_first() -> None:
        await handle(office.envelope(MoveOrganisation(one), other, by=BOB), office)

    store = Meddled(the_other_moves_first)
    office = Office(store=store)
    one, other = unit(office, "Oven"), unit(office, "Counter")
    store.trap = other  # read as the parent that it is to move under
    with pytest.raises(ParentLiesBelow):
        office.send(MoveOrganisation(other), one, by=OLGA)
    found = asyncio.run(ancestors(Reading(store, office.rules), other))
    assert [above.name for above in found.chain] == ["Counter", "Oven"]


def test_nothing_is_put_under_a_parent_that_is_closed_at_the_same_time() -> None:
    async def someone_closes_it() -> None:
        await handle(office.envelope(CloseOrganisation("Sold"), parent, by=BOB), office)

    store = Meddled(someone_closes_it)
    office = Office(store=store)
    parent = unit(office, "Bread Inc.")
    store.trap = parent
    with pytest.raises(ParentIsClosed):
        unit(office, "Oven", parent)


def baker_only(office: Office) -> UUID:
    """A company where bob alone may approve postings."""
    top = office.send(RegisterOrganisation(kind=Kind.LEGAL_ENTITY, name="Bread Inc."), by=OLGA).stream
    steps = (ApprovalStep("The head baker", "head-baker"),)
    office.send(SetApprovalPolicy(matter=Matter.POSTING, steps=steps), top, by=OLGA)
    office.send(GrantAuthority(person=BOB, authority="head-baker"), top, by=OLGA)
    return top


def submitted(office: Office, **content: Any) -> UUID:
    """A posting before its approvers, at version 2."""
    posting = office.send(replace(DRAFT_POSTING, content=replace(DRAFT_POSTING.content, **content))).stream
    office.send(SubmitPostingForApproval(), posting)
    return posting


def test_a_posting_is_approved_as_the_unit_above_its_own_asks() -> None:
    office = Office()
    posting = submitted(office, unit_id=unit(office, "Oven", baker_only(office)))
    with pytest.raises(NotTheApprover):
        office.send(ApprovePosting(), posting, by=OLGA, seen=2)
    assert office.send(ApprovePosting(), posting, by=BOB, seen=2).version == 3


@pytest.mark.parametrize("unit_id", [None, UUID(int=7)])
def test_leaving_the_unit_out_or_making_one_up_evades_no_policy_of_the_employer(unit_id: UUID | None) -> None:
    office = Office()
    posting = submitted(office, employer_id=baker_only(office), unit_id=unit_id)
    with pytest.raises(NotTheApprover):
        office.send(ApprovePosting(), posting, by=OLGA, seen=2)
    assert office.send(ApprovePosting(), posting, by=BOB, seen=2).version == 3


def test_the_units_own_policy_comes_before_its_employers() -> None:
    office = Office()
    top = baker_only(office)
    oven = unit(office, "Oven")
    office.send(SetApprovalPolicy(matter=Matter.POSTING, steps=(ApprovalStep("Anyone"),)), oven, by=OLGA)
    assert office.send(ApprovePosting(), submitted(office, employer_id=top, unit_id=oven), by=OLGA, seen=2).version == 3


def test_an_authority_that_is_withdrawn_while_its_holder_approves_counts_or_does_not_but_never_both() -> None:
    """The approval was decided before the withdrawal was known: it is decided anew, and refused."""

    async def olga_withdraws_it() -> None:
        await handle(office.envelope(WithdrawAuthority(person=BOB, authority="head-baker"), top, by=OLGA), office)

    store = Meddled(olga_withdraws_it)
    office = Office(store=store)
    top = baker_only(office)
    posting = submitted(office, unit_id=unit(office, "Oven", top))
    store.trap = top
    with pytest.raises(NotTheApprover):
        office.send(ApprovePosting(), posting, by=BOB, seen=2)
