"""What a decision finds of the organisation."""

import asyncio

from application.examples import REGISTER_ORGANISATION
from application.facts import of_posting
from application.reading import Reading
from domain.job_posting import (
    ApproveAmendment,
    JobPosting,
    PostingChanges,
    PostingContent,
    PostingFacts,
    Proposal,
    PublishPosting,
)
from domain.organisation import Kind, RegisterOrganisation
from tests.application.commanding import ALICE, Office


def test_whom_an_amendment_would_leave_speak_before_those_it_would_join() -> None:
    office = Office()
    employer = office.send(REGISTER_ORGANISATION).stream
    left = office.send(RegisterOrganisation(kind=Kind.UNIT, name="Ledger", parent=employer)).stream
    joined = office.send(RegisterOrganisation(kind=Kind.UNIT, name="Payments", parent=employer)).stream
    posting = JobPosting(
        content=PostingContent(title="Engineer", unit_id=left, employer_id=employer),
        proposal=Proposal(
            fields=("unit_id",),
            changes=PostingChanges(unit_id=joined),
            reason="The teams were split.",
            editors=frozenset({ALICE}),
        ),
    )
    facts = asyncio.run(of_posting(Reading(office.store, office.rules), ApproveAmendment(), posting))
    found: PostingFacts = facts.value
    assert [unit.name for unit in found.chain] == ["Ledger", REGISTER_ORGANISATION.name, "Payments"]
    assert found.employer is not None
    assert facts.versions.keys() == {employer, left, joined}


def test_a_unit_of_another_employer_is_seen() -> None:
    office = Office()
    employer, other = (office.send(REGISTER_ORGANISATION).stream for _ in range(2))
    unit = office.send(RegisterOrganisation(kind=Kind.UNIT, name="Ledger", parent=employer)).stream
    for named, fits in [(employer, True), (other, False), (None, True)]:
        posting = JobPosting(content=PostingContent(title="Engineer", unit_id=unit, employer_id=named))
        reading = Reading(office.store, office.rules)
        found: PostingFacts = asyncio.run(of_posting(reading, PublishPosting(), posting)).value
        assert found.unit_is_of_employer is fits
