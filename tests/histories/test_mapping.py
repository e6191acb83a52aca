"""What boards write, read as commands need it: on lines of our own."""

from decimal import Decimal
from typing import Any

import pytest

from domain.pay import PayRange, Period
from domain.places import EmploymentType, WorkMode
from tests.histories.places import where
from tests.histories.radar import content_of, pay_after, pay_of


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Denver, CO", ["Denver, US-CO, US"]),
        ("Boise, Idaho, United States | Toronto", ["Boise, US-ID, US", "Toronto, CA-ON, CA"]),
        ("New York, NY (HQ)", ["New York, US-NY, US"]),
        ("New York", ["New York, US-NY, US"]),
        ("Washington, DC", ["Washington, US-DC, US"]),
        ("Portland, ME; Oregon", ["Portland, US-ME, US", "US-OR, US"]),
        ("London, Ontario, Canada", ["London, CA-ON, CA"]),
        ("Dublin, CA", ["Dublin, US-CA, US"]),
        ("Hybrid - Berlin", ["Berlin, DE"]),
        ("United States", ["US"]),
        ("Somewhere", []),
        ("Head office", []),
        ("", []),
    ],
)
def test_places_are_read_where_they_can_be_told(line: str, names: list[str]) -> None:
    assert [location.name for location in where(line).locations] == names


@pytest.mark.parametrize(
    ("line", "regions"),
    [
        ("Remote - US", ("US",)),
        ("Denver, CO or Remote (Canada)", ("US-CO", "CA")),
        ("Remote", ()),
    ],
)
def test_remote_work_names_the_regions_to_live_in(line: str, regions: tuple[str, ...]) -> None:
    assert (where(line).work_mode, where(line).remote_regions) == (WorkMode.REMOTE, regions)


def usd(minimum: int | None, maximum: int | None) -> tuple[PayRange, ...]:
    ends = [None if end is None else Decimal(end) for end in (minimum, maximum)]
    return (PayRange(currency="USD", period=Period.YEAR, minimum=ends[0], maximum=ends[1]),)


def row(**changes: Any) -> dict[str, Any]:
    """A posting as the data has it."""
    return {
        "job_uid": "board:bakery:1",
        "source": "board",
        "company": "bakery",
        "title": " Baker ",
        "location_raw": "Denver, CO",
        "employment_type": "Full Time Contractor",
        "apply_url": "https://bakery.example/1",
        "currency_original": "USD",
        "salary_interval_orig": "1 YEAR",
        "salary_min_orig": 50_000.0,
        "salary_max_orig": 60_000.0,
        "has_salary": True,
    } | changes


def test_pay_is_as_the_employer_states_it_in_its_own_currency_and_period() -> None:
    assert pay_of(row()) == usd(50_000, 60_000)
    [pay] = pay_of(
        row(currency_original="GBP", salary_interval_orig="1 HOUR", salary_min_orig=12.5, salary_max_orig=14)
    )
    assert str(pay) == "GBP 12.50 to 14 an hour"


def test_zero_and_what_the_source_does_not_believe_are_not_disclosed() -> None:
    assert pay_of(row(salary_min_orig=0, salary_max_orig=0)) == ()
    assert pay_of(row(salary_max_orig=4e8, has_salary=False)) == ()
    assert pay_of(row(salary_interval_orig=None, has_salary=False)) == ()
    assert pay_of(row(salary_min_orig=0)) == usd(None, 60_000)


def test_a_change_in_dollars_moves_the_ends_that_it_names() -> None:
    now = usd(50_000, 60_000)
    assert pay_after(row(), now, {"salary_max_usd": [60_000.0, 65_000.0]}) == usd(50_000, 65_000)
    both = {"salary_min_usd": [50_000.0, None], "salary_max_usd": [60_000.0, None]}
    assert pay_after(row(), now, both) == ()
    assert pay_after(row(), (), {"salary_min_usd": [None, 1e5], "salary_max_usd": [None, 2e5]}) == usd(100_000, 200_000)
    assert pay_after(row(), now, {"seniority": ["mid", "senior"]}) is None


def test_a_day_s_rate_is_no_change_of_pay() -> None:
    pounds = row(currency_original="GBP")
    moved = {"salary_min_usd": [67_000.1, 67_010.2], "salary_max_usd": [80_000.3, 80_020.4]}
    assert pay_after(pounds, pay_of(pounds), moved) is None
    gone = {"salary_min_usd": [67_000.1, None], "salary_max_usd": [80_000.3, None]}
    assert pay_after(pounds, pay_of(pounds), gone) == ()
    back = {"salary_min_usd": [None, 67_000.1], "salary_max_usd": [None, 80_000.3]}
    assert pay_after(pounds, (), back) == pay_of(pounds)
    undisclosed = row(currency_original=None, salary_interval_orig=None, has_salary=False)
    assert pay_after(undisclosed, (), back) is None


def test_a_posting_keeps_the_board_s_own_words() -> None:
    content = content_of(row())
    assert (content.title, content.legal_entity, content.channels) == ("Baker", "bakery", ("board",))
    assert content.description.endswith("Place, as the board has it: Denver, CO.")
    assert (content.employment_type, content.raw_employment_type) == (EmploymentType.CONTRACTOR, "Full Time Contractor")
    assert content_of(row(location_raw=None, employment_type=None)).locations == ()
