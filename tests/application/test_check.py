"""A check says everything that stands in the way of a posting, on any day and in other places, and changes nothing."""

import asyncio
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from application.audit import NotFound
from application.check import Check, Verdict, check
from application.commands import command_type
from domain.errors import InvalidValue
from domain.job_posting import (
    ApprovePosting,
    DraftPosting,
    PostingChanges,
    ProposeAmendment,
    PublishPosting,
    SubmitPostingForApproval,
)
from domain.job_posting.errors import AgainstTheLaw
from domain.law import Outcome
from domain.pay import PayRange, Period
from domain.places import Location, WorkMode
from domain.role import ApproveRole, DraftRole, SubmitRoleForApproval
from tests.application.commanding import BOB, Office

MUNICH = Location(country="DE", region="DE-BY", locality="Munich")


def approved(office: Office, *, pay: tuple[PayRange, ...] | None = None, **fields: Any) -> UUID:
    """A posting approved under a role; pay, fields: what it says otherwise than the example."""
    role = office.send(command_type(DraftRole).example).stream
    office.send(SubmitRoleForApproval(), role)
    office.send(ApproveRole(), role, by=BOB, seen=2)
    draft: DraftPosting = command_type(DraftPosting).example
    content = replace(draft.content, **fields)
    posting = office.send(replace(draft, content=content, pay=draft.pay if pay is None else pay, role_id=role)).stream
    office.send(SubmitPostingForApproval(), posting)
    office.send(ApprovePosting(), posting, by=BOB, seen=2)
    return posting


def asked(office: Office, posting: UUID, **question: Any) -> Verdict:
    return asyncio.run(check(office, posting, Check(**question)))


def codes(verdict: Verdict) -> list[str]:
    return [refusal.code for refusal in verdict.refusals]


def test_what_could_be_published_is_said_to_be_and_is_published() -> None:
    office = Office()
    posting = approved(office)
    verdict = asked(office, posting)
    assert (verdict.publishable, verdict.refusals, verdict.day) == (True, (), date(2026, 3, 10))
    assert {result.rule: result.outcome for result in verdict.rules}["US-CO"] is not Outcome.BROKEN
    office.send(PublishPosting(), posting)


def test_asking_writes_nothing() -> None:
    office = Office()
    posting = approved(office)
    before = asyncio.run(office.store.head())
    asked(office, posting, also_in=("US-MD",), changes=PostingChanges(title="Another"))
    assert asyncio.run(office.store.head()) == before


def test_everything_that_stands_in_the_way_is_said_not_only_the_first() -> None:
    office = Office()
    draft: DraftPosting = command_type(DraftPosting).example
    over = replace(draft.content, deadline=date(2026, 3, 9), benefits=None)
    posting = office.send(replace(draft, content=over)).stream
    verdict = asked(office, posting)
    assert codes(verdict) == ["posting-not-approved", "posting-has-no-role", "deadline-has-passed", "against-the-law"]
    assert not verdict.publishable


def test_the_check_and_the_refusal_of_publishing_name_the_same_rules_and_their_statutes() -> None:
    office = Office()
    posting = approved(office, pay=(), benefits=None)
    with pytest.raises(AgainstTheLaw) as refused:
        office.send(PublishPosting(), posting)
    verdict = asked(office, posting)
    broken = [result for result in verdict.rules if result.outcome is Outcome.BROKEN]
    assert broken == list(refused.value.judgement.broken)
    assert [lack.code for lack in broken[0].missing if lack.refuses] == ["pay-range", "benefits"]
    for part in ("US-CO", "C.R.S. 8-5-201", "benefits", "revise or change-salary"):
        assert part in refused.value.detail


def test_what_would_it_take_in_colorado_from_next_year() -> None:
    office = Office()
    posting = approved(office, locations=(MUNICH,), time_zone="Europe/Berlin", benefits=None, other_compensation=None)
    assert codes(asked(office, posting)) == []
    verdict = asked(office, posting, on=date(2027, 1, 1), also_in=("US-CO",))
    assert (verdict.day, codes(verdict)) == (date(2027, 1, 1), ["against-the-law"])
    [broken] = [result for result in verdict.rules if result.outcome is Outcome.BROKEN]
    assert (broken.rule, {lack.code for lack in broken.missing if lack.refuses}) == (
        "US-CO",
        {"benefits", "other-compensation"},
    )
    mended = PostingChanges(benefits="Health insurance.", other_compensation="None.")
    assert codes(asked(office, posting, on=date(2027, 1, 1), also_in=("US-CO",), changes=mended)) == []


def test_a_rule_that_is_not_in_force_on_the_day_asked_for_refuses_nothing() -> None:
    office = Office()
    posting = approved(office, pay=(), locations=(MUNICH,), time_zone="Europe/Berlin")
    before, after = (
        asked(office, posting, on=day, also_in=("US-DE",)) for day in (date(2027, 9, 25), date(2027, 9, 26))
    )
    assert (codes(before), codes(after)) == ([], ["against-the-law"])


def test_a_remote_posting_reaches_further_by_the_regions_one_may_live_in() -> None:
    office = Office()
    remote = {"work_mode": WorkMode.REMOTE, "remote_regions": ("US-TX",), "locations": ()}
    posting = approved(office, pay=(), **remote)
    assert codes(asked(office, posting)) == []
    assert codes(asked(office, posting, also_in=("US-CA",))) == ["against-the-law"]


def test_a_city_with_law_of_its_own_is_reached_by_its_code() -> None:
    office = Office()
    verdict = asked(office, approved(office), also_in=("US-NYC",))
    assert {"US-NY", "US-NYC"} <= {result.rule for result in verdict.rules}
    assert verdict.unresolved == ()


def test_a_place_that_nobody_can_place_stands_in_the_way_and_is_named() -> None:
    office = Office()
    verdict = asked(office, approved(office), also_in=("US",))
    assert (codes(verdict), verdict.unresolved) == (["place-unresolved"], ("US",))


def test_pay_that_leaves_out_the_further_place_or_the_band_is_refused_beside_the_law() -> None:
    office = Office()
    high = PayRange(
        currency="USD",
        period=Period.YEAR,
        minimum=Decimal(900_000),
        maximum=Decimal(999_000),
        places=("Denver, US-CO, US",),
    )
    verdict = asked(office, approved(office), pay=(high,), also_in=("US-WA",))
    assert set(codes(verdict)) == {"pay-leaves-out-places", "salary-outside-band", "against-the-law"}


def test_what_is_shown_is_checked_with_the_amendment_that_is_proposed() -> None:
    office = Office()
    posting = approved(office)
    office.send(PublishPosting(), posting)
    assert asked(office, posting).publishable
    office.send(ProposeAmendment(reason="Not shown any more.", pay=()), posting)
    assert codes(asked(office, posting)) == ["against-the-law"]


def test_nothing_is_said_of_a_posting_that_is_not_there() -> None:
    with pytest.raises(NotFound):
        asked(Office(), UUID(int=7))


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ({"also_in": ("Colorado",)}, "region-malformed"),
        ({"on": date(3000, 1, 1)}, "day-out-of-range"),
        ({"clear": ("title",)}, "clear-unknown"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(question: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        Check(**question)
    assert refused.value.code == code
