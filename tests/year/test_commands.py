"""`rolecall ask` and `rolecall audit who` say the same as the API, over the same year."""

import json
from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from typer.testing import CliRunner

from domain.job_posting import BandExceptionGranted, PostingPublished
from interfaces.cli.main import app
from tests.year.conftest import Year
from tests.year.world import PEOPLE, world


@pytest.fixture(autouse=True)
def at_home(a_year: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line finds the year where it finds any house: by its settings."""
    monkeypatch.setenv("ROLECALL_DATABASE_URL", str(a_year.settings.database_url))
    monkeypatch.setenv("ROLECALL_HOME", str(a_year.settings.home))


def said(*arguments: str) -> str:
    """What a command prints."""
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def told(*arguments: str) -> Any:
    """What a command prints for machines."""
    return json.loads(said(*arguments, "--json"))


def ids(rows: list[dict[str, Any]], *names: str) -> Counter[tuple[Any, ...]]:
    """How often each combination of these columns is there."""
    return Counter(tuple(row[name] for name in names) for row in rows)


def published(a_year: Year) -> UUID:
    """One that was published outside its band."""
    for stream, history in a_year.postings.items():
        if {BandExceptionGranted, PostingPublished} <= {type(r.event) for r in history}:
            return stream
    raise AssertionError("nobody was ever granted an exception")


def test_public_pay(a_year: Year) -> None:
    rows = told("ask", "public-pay", "--on", "2026-03-01", "--region", "US-CO")
    asked = a_year.all_of("/v1/audit/public-pay", on="2026-03-01", region="US-CO")
    names = ("posting_id", "revision", "range", "minimum", "maximum", "first_day", "last_day")
    assert ids(rows, *names) == ids(asked, *names)
    assert "Denver, US-CO, US" in said("ask", "public-pay", "--on", "2026-03-01", "--region", "US-CO")


def test_pay_changes(a_year: Year) -> None:
    unit = str(next(iter(world().units)))
    rows = told("ask", "pay-changes", "--unit", unit)
    assert ids(rows, "stream", "version") == ids(a_year.all_of("/v1/audit/pay-changes", unit=unit), "stream", "version")
    assert "The market moved." in said("ask", "pay-changes", "--unit", unit)


def test_who(a_year: Year) -> None:
    person = PEOPLE[23].subject
    asked = a_year.all_of("/v1/audit", actor=person)[:100]
    for verb in (("ask", "who"), ("audit", "who")):
        assert ids(told(*verb, person), "position") == ids(asked, "position")


def test_outside_band(a_year: Year) -> None:
    rows = told("ask", "outside-band")
    assert ids(rows, "posting_id", "version") == ids(a_year.all_of("/v1/audit/outside-band"), "posting_id", "version")
    assert "Nobody comes for less." in said("ask", "outside-band")


def test_on(a_year: Year) -> None:
    stream = published(a_year)
    day = next(r.event.published_on for r in a_year.postings[stream] if isinstance(r.event, PostingPublished))
    assert told("ask", "on", str(stream), str(day)) == a_year.one(f"/v1/job-postings/{stream}/on/{day}").json()
    words = said("ask", "on", str(stream), str(day))
    assert "lawful    yes" in words
    assert "approved  by person-" in words


def test_retention(a_year: Year) -> None:
    stream = published(a_year)
    assert told("ask", "retention", str(stream)) == a_year.one(f"/v1/job-postings/{stream}/retention").json()
    assert said("ask", "retention", str(stream))


def test_compliance_and_the_dashboard(a_year: Year) -> None:
    assert ids(told("ask", "compliance"), "concern_id") == ids(a_year.all_of("/v1/compliance"), "concern_id")
    months = {"from": "2026-01-01", "to": "2026-12-31"}
    rows = told("ask", "dashboard", "--from", months["from"], "--to", months["to"])
    assert rows == a_year.items("/v1/hiring-dashboard", **months)
