"""The questions people ask, of a year of ten thousand postings: each answer is worked out a second time.

And the commands `rolecall ask` and `rolecall audit who` say the same as the API: in this file, since a file is what one
process runs, and the year is made but once.
"""

import json
from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from typer.testing import CliRunner

from domain import job_posting as p
from domain.job_posting import BandExceptionGranted, PostingPublished
from interfaces.cli.main import command_line
from tests.year import oracle
from tests.year.conftest import Year
from tests.year.world import PEOPLE, world

DAYS = (date(2026, 3, 1), date(2026, 8, 15))


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("region", ["US-CO", "DE-BE", "GB"])
def test_what_was_public_on_that_day_there_and_with_which_pay(a_year: Year, day: date, region: str) -> None:
    rows = a_year.all_of("/v1/audit/public-pay", on=str(day), region=region)
    found = Counter((row["posting_id"], row["minimum"], row["maximum"]) for row in rows)
    assert found == Counter(oracle.public_pay(a_year.postings.values(), day, region))
    assert len(found) > 20


def test_every_pay_change_of_a_unit_who_made_it_and_who_approved_it(a_year: Year) -> None:
    outcomes: Counter[str] = Counter()
    for unit in list(world().units)[:4]:
        rows = a_year.all_of("/v1/audit/pay-changes", unit=str(unit), **{"from": "2026-01-01T00:00:00Z"})
        found = {
            (row["stream"], row["version"], row["outcome"], tuple(one["subject"] for one in row["approved_by"]))
            for row in rows
        }
        assert found == set(oracle.pay_changes(a_year.postings.values(), unit))
        outcomes.update(row["outcome"] for row in rows)
        for row in rows:
            [r] = [one for one in a_year.postings[UUID(row["stream"])] if one.version == row["version"]]
            assert row["by"][0]["subject"] == r.actor.subject
            assert row["reason"] == r.event.reason
    assert {"approved", "rejected", "withdrawn", "open"} <= outcomes.keys()


def test_everything_that_somebody_did_or_had_done_on_their_behalf(a_year: Year) -> None:
    for person in (PEOPLE[3], PEOPLE[23]):
        rows = a_year.all_of("/v1/audit", actor=person.subject)
        mine = [r.position for r in a_year.events if person in {r.actor, r.on_behalf_of}]
        assert [row["position"] for row in rows] == mine[::-1]
        assert mine


def test_what_was_published_outside_its_band_and_under_whose_exception(a_year: Year) -> None:
    rows = a_year.all_of("/v1/audit/outside-band")
    found = {(row["posting_id"], row["version"], tuple(one["subject"] for one in row["granted_by"])) for row in rows}
    assert found == set(oracle.outside_band(a_year.postings.values()))
    assert len(found) > 20


def test_what_a_posting_said_on_a_day_exactly_and_whether_it_was_lawful_then(a_year: Year) -> None:
    dice = Random(1)
    shown_at_all = 0
    for stream in dice.sample(sorted(a_year.postings), 40):
        history = a_year.postings[stream]
        if history[0].event.content.internal_only or history[0].event.content.confidential:
            continue
        day = (history[-1].recorded_at - timedelta(days=dice.randint(0, 40))).date()
        answer = a_year.one(f"/v1/job-postings/{stream}/on/{day}")
        texts = [one for one in oracle.texts(history) if one.first <= day and (one.last is None or day <= one.last)]
        if answer.status_code == 404:
            assert history[0].recorded_at.date() >= day - timedelta(days=1)
            assert not texts
            continue
        shown = answer.json()["shown"]
        assert [one["document_sha256"] for one in shown] == [text.sha256 for text in texts]
        assert all(one["lawful"] == (not one["broken"]) for one in shown if not one["judgement"]["unresolved"])
        shown_at_all += len(shown)
    assert shown_at_all > 10


def test_until_when_a_posting_must_be_kept_and_by_which_rule(a_year: Year) -> None:
    seen: Counter[str] = Counter()
    held = [r.stream for r in a_year.events if isinstance(r.event, p.LegalHoldPlaced)]
    for stream in (*Random(2).sample(sorted(a_year.postings), 60), *held[:5]):
        answer = a_year.one(f"/v1/job-postings/{stream}/retention").json()
        verdict, expected = answer["verdict"], kept(a_year.postings[stream])
        assert (verdict["because"], verdict["keep_until"]) == expected, stream
        seen[verdict["because"]] += 1
    assert {"rule", "not-yet-known", "legal-hold"} <= seen.keys()


def kept(history: oracle.History) -> tuple[str, str | None]:
    """Because of what, and until when."""
    held: set[str] = set()
    asked: dict[tuple[str, int], Any] = {}
    published: date | None = None
    closed: tuple[str, date] | None = None
    still_shown: set[str] = set()
    down: date | None = None
    zone = history[0].event.content
    for r in history:
        event = r.event
        today = oracle.day_of(r.recorded_at, zone)
        if isinstance(event, p.LegalHoldPlaced):
            held.add(event.hold)
        judgement = getattr(event, "judgement", None)
        for result in judgement.results if judgement else ():
            asked |= {(result.rule, n): retention for n, retention in enumerate(result.retention)}
        if isinstance(event, p.PostingPublished | p.PostingReopened | p.PostingImported):
            published, closed, down = event.published_on, None, None
        if isinstance(event, p.PostingClosed):
            closed = (event.reason.value, today)
            down = None if still_shown else today
        if isinstance(event, p.ChannelObserved):
            if event.drift is p.Drift.STILL_SHOWN:
                still_shown.add(event.channel)
                down = None
            else:
                still_shown.discard(event.channel)
    if held:
        return "legal-hold", None
    if not asked:
        return "no-rule", None
    until = []
    for retention in asked.values():
        trigger = retention.trigger.value
        if trigger in {"filled", "employment-ended"} and closed and closed[0] != "filled":
            trigger = retention.otherwise.value if retention.otherwise else "never"
        day = {"published": published, "taken-down": down, "filled": closed[1] if closed else None}.get(trigger)
        until.append(None if day is None else day.replace(year=day.year + retention.years))
    if None in until:
        return "not-yet-known", None
    return "rule", str(max(day for day in until if day))


def test_the_dashboard_counts_what_happened(a_year: Year) -> None:
    rows = a_year.items("/v1/hiring-dashboard", **{"from": "2026-01-01", "to": "2026-12-31"})
    counted: Counter[str] = Counter()
    for history in a_year.postings.values():
        for r in history:
            day = oracle.day_of(r.effective_at, history[0].event.content)
            match r.event:
                case p.PostingDrafted():
                    counted["drafted"] += day.year == 2026
                case p.PostingPublished() | p.PostingReopened() | p.PostingImported():
                    counted["published"] += r.event.published_on.year == 2026
                case p.PostingClosed():
                    counted["closed"] += day.year == 2026
                    counted[r.event.reason.value] += day.year == 2026
    for what in ("drafted", "published", "closed"):
        assert sum(row[what] for row in rows) == counted[what], what
    for reason in ("filled", "cancelled", "expired", "budget"):
        assert sum(row["closed_by"].get(reason, 0) for row in rows) == counted[reason] > 0


def test_what_someone_must_see_to(a_year: Year) -> None:
    rows = a_year.all_of("/v1/compliance", matter="notice")
    open_notices = {
        (str(r.stream), r.event.notice) for r in a_year.events if isinstance(r.event, p.NoncomplianceNoticeReceived)
    } - {(str(r.stream), r.event.notice) for r in a_year.events if isinstance(r.event, p.NoncomplianceCured)}
    assert {(row["posting_id"], row["subject"]) for row in rows} == open_notices
    assert len(open_notices) > 20

    broken: set[tuple[str, str]] = set()
    for r in a_year.events:
        if isinstance(r.event, p.FindingOpened):
            broken.add((str(r.stream), r.event.result.rule))
        if isinstance(r.event, p.FindingResolved):
            broken.discard((str(r.stream), r.event.rule))
    rules = a_year.all_of("/v1/compliance", matter="rule")
    assert {(row["posting_id"], row["subject"]) for row in rules} == broken

    drifts = a_year.all_of("/v1/compliance", matter="channel")
    says = p.ChannelObserved | p.ChannelRequested | p.ChannelTakenDown  # what was seen, or begins or ends a listing
    last = {(str(r.stream), r.event.channel): r.event for r in a_year.events if isinstance(r.event, says)}
    drifting = {key for key, event in last.items() if isinstance(event, p.ChannelObserved) and event.drift}
    assert {(row["posting_id"], row["subject"]) for row in drifts} == drifting
    assert drifting


@pytest.fixture(autouse=True)
def at_home(a_year: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line finds the year where it finds any house: by its settings."""
    monkeypatch.setenv("ROLECALL_DATABASE_URL", str(a_year.settings.database_url))
    monkeypatch.setenv("ROLECALL_HOME", str(a_year.settings.home))


def said(*arguments: str) -> str:
    """What a command prints."""
    result = CliRunner().invoke(command_line(arguments), arguments)
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


def test_the_command_public_pay(a_year: Year) -> None:
    rows = told("ask", "public-pay", "--on", "2026-03-01", "--region", "US-CO")
    asked = a_year.all_of("/v1/audit/public-pay", on="2026-03-01", region="US-CO")
    names = ("posting_id", "revision", "range", "minimum", "maximum", "first_day", "last_day")
    assert ids(rows, *names) == ids(asked, *names)
    assert "Denver, US-CO, US" in said("ask", "public-pay", "--on", "2026-03-01", "--region", "US-CO")


def test_the_command_pay_changes(a_year: Year) -> None:
    unit = str(next(iter(world().units)))
    rows = told("ask", "pay-changes", "--unit", unit)
    assert ids(rows, "stream", "version") == ids(a_year.all_of("/v1/audit/pay-changes", unit=unit), "stream", "version")
    assert "The market moved." in said("ask", "pay-changes", "--unit", unit)


def test_the_command_who(a_year: Year) -> None:
    person = PEOPLE[23].subject
    asked = a_year.all_of("/v1/audit", actor=person)[:100]
    for verb in (("ask", "who"), ("audit", "who")):
        assert ids(told(*verb, person), "position") == ids(asked, "position")


def test_the_command_outside_band(a_year: Year) -> None:
    rows = told("ask", "outside-band")
    assert ids(rows, "posting_id", "version") == ids(a_year.all_of("/v1/audit/outside-band"), "posting_id", "version")
    assert "Nobody comes for less." in said("ask", "outside-band")


def test_the_command_on(a_year: Year) -> None:
    stream = published(a_year)
    day = next(r.event.published_on for r in a_year.postings[stream] if isinstance(r.event, PostingPublished))
    assert told("ask", "on", str(stream), str(day)) == a_year.one(f"/v1/job-postings/{stream}/on/{day}").json()
    words = said("ask", "on", str(stream), str(day))
    assert "lawful    yes" in words
    assert "approved  by person-" in words


def test_the_command_retention(a_year: Year) -> None:
    stream = published(a_year)
    assert told("ask", "retention", str(stream)) == a_year.one(f"/v1/job-postings/{stream}/retention").json()
    assert said("ask", "retention", str(stream))


def test_the_commands_compliance_and_dashboard(a_year: Year) -> None:
    assert ids(told("ask", "compliance"), "concern_id") == ids(a_year.all_of("/v1/compliance"), "concern_id")
    months = {"from": "2026-01-01", "to": "2026-12-31"}
    rows = told("ask", "dashboard", "--from", months["from"], "--to", months["to"])
    assert rows == a_year.items("/v1/hiring-dashboard", **months)
