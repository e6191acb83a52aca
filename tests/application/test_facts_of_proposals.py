"""What somebody merely proposes decides nothing: neither which law is asked, nor who may judge."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from application.examples import DRAFT_ROLE, REGISTER_ORGANISATION
from application.facts import of_posting
from application.reading import Reading
from application.role_facts import of_review
from domain.job_posting import (
    ApproveAmendment,
    ApprovePosting,
    GrantBandException,
    JobPosting,
    JudgePosting,
    PostingChanges,
    PostingContent,
    Proposal,
    ReleaseLegalHold,
    ResumePosting,
)
from domain.organisation import ApprovalStep, GrantAuthority, Kind, Matter, RecordHeadcount, RegisterOrganisation
from domain.organisation.commands import SetApprovalPolicy
from domain.role import ApproveRole, Role, SubmitRoleForApproval
from domain.role.content import RoleContent
from tests.application.commanding import ALICE, BOB, Office

PEOPLE = ApprovalStep("People", "people")


def employing(office: Office, size: int) -> UUID:
    """A legal entity with so many people in Ontario."""
    employer = office.send(REGISTER_ORGANISATION).stream
    office.send(RecordHeadcount(jurisdiction="CA-ON", size=size, effective_from=date(2020, 1, 1)), employer)
    return employer


def unit(office: Office, name: str, *, strict: bool = False, trusts_bob: bool = False) -> UUID:
    """A unit of its own; a strict one says who approves."""
    made = office.send(RegisterOrganisation(kind=Kind.UNIT, name=name)).stream
    if strict:
        for matter in (Matter.POSTING, Matter.ROLE):
            office.send(SetApprovalPolicy(matter=matter, steps=(PEOPLE,)), made)
    if trusts_bob:
        office.send(GrantAuthority(person=BOB, authority="people"), made)
    return made


def to_be_moved(content: PostingContent, **fields: Any) -> JobPosting:
    """A posting that Alice proposes to put elsewhere."""
    return JobPosting(
        content=content,
        proposal=Proposal(
            fields=tuple(sorted(fields)),
            changes=PostingChanges(**fields),
            reason="The teams were split.",
            editors=frozenset({ALICE}),
        ),
    )


def facts(office: Office, command: object, posting: JobPosting) -> Any:
    return asyncio.run(of_posting(Reading(office.store, office.rules), command, posting)).value


@pytest.mark.parametrize("command", [ResumePosting(), JudgePosting()])
def test_a_proposed_employer_is_not_yet_the_one_whose_size_the_law_asks_for(command: object) -> None:
    office = Office()
    large, small = employing(office, 900), employing(office, 3)
    posting = to_be_moved(PostingContent(title="Engineer", employer_id=large), employer_id=small)
    assert [one.size for one in facts(office, command, posting).employer.headcounts] == [900]
    assert [one.size for one in facts(office, ApproveAmendment(), posting).employer.headcounts] == [3]


@pytest.mark.parametrize("command", [ReleaseLegalHold(hold="Doe", reason="Settled"), GrantBandException("Rare")])
def test_those_whom_it_is_proposed_to_join_decide_nothing_yet(command: object) -> None:
    office = Office()
    left, joined = unit(office, "Ledger"), unit(office, "Payments", trusts_bob=True)
    posting = to_be_moved(PostingContent(title="Engineer", unit_id=left), unit_id=joined)
    assert [one.name for one in facts(office, command, posting).chain] == ["Ledger"]


def test_where_those_whom_it_would_leave_say_who_approves_nobody_else_does() -> None:
    office = Office()
    left, joined = unit(office, "Ledger", strict=True), unit(office, "Payments", trusts_bob=True)
    posting = to_be_moved(PostingContent(title="Engineer", unit_id=left), unit_id=joined)
    assert [one.name for one in facts(office, ApproveAmendment(), posting).chain] == ["Ledger"]


def test_a_role_in_force_does_not_leave_its_unit_without_that_units_word() -> None:
    office = Office()
    left, joined = unit(office, "Ledger", strict=True), unit(office, "Payments", trusts_bob=True)
    lax = unit(office, "Lab")

    def asked(role: Role) -> list[str]:
        found = asyncio.run(of_review(Reading(office.store, office.rules), ApproveRole(), role))
        return [one.name for one in found.value.chain]

    ruled = RoleContent(title="Engineer", unit_id=left)
    for to in (joined, lax, None):
        assert asked(Role(content=replace(ruled, unit_id=to), in_force=ruled)) == ["Ledger"]
    free = RoleContent(title="Engineer", unit_id=lax)
    assert asked(Role(content=replace(free, unit_id=joined), in_force=free)) == ["Lab", "Payments"]
    assert asked(Role(content=ruled)) == ["Ledger"]


def test_a_posting_that_names_nobody_it_hangs_on_hangs_on_its_roles_unit() -> None:
    office = Office()
    strict = unit(office, "Ledger", strict=True)
    role = office.send(replace(DRAFT_ROLE, content=replace(DRAFT_ROLE.content, unit_id=strict))).stream
    office.send(SubmitRoleForApproval(), role)
    office.send(GrantAuthority(person=BOB, authority="people"), strict)
    office.send(ApproveRole(), role, by=BOB)

    def found(**fields: Any) -> list[str]:
        posting = JobPosting(content=PostingContent(title="Engineer", **fields), role_id=role)
        return [one.name for one in facts(office, ApprovePosting(), posting).chain]

    lab = unit(office, "Lab")
    assert found() == found(unit_id=UUID(int=7)) == found(employer_id=UUID(int=7)) == ["Ledger"]
    assert found(unit_id=lab) == ["Lab"]
