"""What if a role's bands were others: which postings leave them, which are outside already, which come back."""

import asyncio
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from application.what_if import OPEN, Consequences, WhatIf, consequences, what_if
from domain.errors import InvalidValue
from domain.job_posting import JobPosting, PostingContent, Status
from domain.pay import PayRange, Period, SalaryBand
from domain.places import Location
from domain.role import DraftRole, MergeRole, Role, RoleContent
from domain.role.errors import RoleIsMerged
from tests.application.commanding import BOB, Office
from tests.domain.roles import band, role_in_force

ROLE_ID, POSTING, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
BERLIN = Location(country="DE", region="DE-BE", locality="Berlin")
VIENNA = Location(country="AT", locality="Vienna")
DAY = date(2026, 3, 10)
BAKER = role_in_force(salary_bands=(band(30_000, 40_000),))


def posting(minimum: int, maximum: int, *places: Location, **fields: Any) -> JobPosting:
    """Published, with one range; in Berlin unless said otherwise."""
    pay = PayRange(currency="EUR", period=Period.YEAR, minimum=Decimal(minimum), maximum=Decimal(maximum))
    content = PostingContent(title="Baker", locations=places or (BERLIN,), levels=fields.pop("levels", ()))
    return JobPosting(**{"status": Status.PUBLISHED, "content": content, "pay": (pay,), **fields})


def ask(*bands: SalaryBand, role: Role = BAKER, day: date = DAY, **postings: JobPosting) -> Consequences:
    known = {UUID(int=2 + number): posting for number, posting in enumerate(postings.values())}
    return consequences(ROLE_ID, role, WhatIf(salary_bands=bands), known, day)


def test_a_posting_inside_now_and_outside_then_would_leave_with_range_place_and_bands() -> None:
    found = ask(band(35_000, 45_000), low=posting(31_000, 36_000), fits=posting(35_000, 40_000))
    [leaving] = found.leaving
    assert (leaving.posting_id, leaving.place, leaving.level) == (POSTING, "Berlin, DE-BE, DE", None)
    assert (leaving.bands, leaving.bands_then) == ((band(30_000, 40_000),), (band(35_000, 45_000),))
    assert leaving.pay.minimum == 31_000
    assert "35000" in leaving.why
    assert (found.already, found.returning, found.postings) == ((), (), 2)


def test_a_posting_outside_now_is_told_apart_and_may_come_back() -> None:
    found = ask(band(30_000, 50_000), high=posting(40_000, 48_000), higher=posting(50_000, 60_000))
    assert [one.posting_id for one in found.already] == [POSTING, OTHER]
    assert [one.posting_id for one in found.returning] == [POSTING]
    assert found.leaving == ()


def test_each_place_is_judged_by_its_own_band() -> None:
    both = posting(31_000, 36_000, BERLIN, VIENNA)
    found = ask(band(30_000, 40_000), band(33_000, 40_000, zone="AT"), both=both)
    assert [one.place for one in found.leaving] == ["Vienna, AT"]


def test_each_level_is_judged_by_its_own_band() -> None:
    found = ask(
        band(30_000, 40_000), band(33_000, 40_000, level="L6"), both=posting(31_000, 36_000, levels=("L5", "L6"))
    )
    assert [one.level for one in found.leaving] == ["L6"]


def test_a_band_that_waits_counts_from_its_day() -> None:
    bands = (band(30_000, 40_000, effective_to=DAY), band(35_000, 45_000, effective_from=date(2026, 3, 11)))
    assert ask(*bands, low=posting(31_000, 36_000)).leaving == ()
    assert len(ask(*bands, low=posting(31_000, 36_000), day=date(2026, 3, 11)).leaving) == 1


def test_without_a_band_for_the_place_a_posting_would_leave() -> None:
    assert [one.bands_then for one in ask(band(zone="AT"), here=posting(31_000, 36_000)).leaving] == [()]


def test_what_is_no_longer_or_not_yet_open_is_left_out() -> None:
    for status in set(Status) - OPEN:
        assert ask(band(1, 2), gone=replace(posting(31_000, 36_000), status=status)).postings == 0
    for status in OPEN:
        assert len(ask(band(1, 2), open=replace(posting(31_000, 36_000), status=status)).leaving) == 1


def test_bands_that_contradict_each_other_are_no_question() -> None:
    with pytest.raises(InvalidValue, match="same days"):
        WhatIf(salary_bands=(band(), band(1, 2)))


def test_a_duplicate_has_no_bands_to_change() -> None:
    office = Office()
    baker, twin = (office.send(DraftRole(code=code, content=RoleContent(title=code))).stream for code in ("a", "b"))
    office.send(MergeRole(into=baker, reason="The same work"), twin, by=BOB)
    with pytest.raises(RoleIsMerged, match=str(baker)):
        asyncio.run(what_if(office.store, twin, WhatIf(salary_bands=()), [], DAY))
