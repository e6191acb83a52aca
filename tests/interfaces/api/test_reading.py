"""Queries: the past from the log, lists in pages, and reading what one has just written."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest

from infrastructure.settings import Settings
from tests.interfaces.api.house import House, example, serving
from tests.interfaces.api.stories import approved_role, draft_posting, published_posting, send, written_but_unseen


def pages(client: httpx.Client, path: str, **query: Any) -> list[list[dict[str, Any]]]:
    """Every page of a list."""
    found, cursor = [], None
    while True:
        answer = client.get(path, params={**query, **({"cursor": cursor} if cursor else {})})
        assert answer.status_code == 200, answer.text
        found.append(answer.json()["items"])
        cursor = answer.json()["next"]
        if cursor is None:
            return found


def test_the_state_at_each_version_and_time_is_as_it_was(shared_house: House) -> None:
    made = send(shared_house.alice, "DraftRole", code=str(uuid4()))
    path = f"/v1/roles/{made['id']}"
    send(shared_house.alice, "ReviseRole", made["id"], changes={"level": "L7"}, clear=[], reason=None)
    last = send(shared_house.alice, "ReviseRole", made["id"], changes={"level": "L8"}, clear=[], reason=None)
    levels = {}
    for version in (1, 2, 3):
        at = shared_house.bob.get(path, params={"version": version})
        levels[version] = at.json()["state"]["content"]["level"]
        assert at.headers["etag"] == f'"{version}"'
        recorded = at.json()["recorded_at"]
        as_of = shared_house.bob.get(path, params={"as_of": recorded}).json()
        assert as_of["state"]["content"]["level"] == levels[version]
        moved = datetime.fromisoformat(recorded).astimezone(datetime.now().astimezone().tzinfo).isoformat()
        assert shared_house.bob.get(f"{path}?as_of={quote(moved)}").json() == as_of
    assert levels == {1: "L6", 2: "L7", 3: "L8"}
    now = shared_house.bob.get(path, params={"min_position": last["position"]}).json()
    assert (now["level"], now["version"]) == ("L8", 3)


def test_there_is_nothing_before_the_beginning_or_behind_the_end(shared_house: House) -> None:
    role = send(shared_house.alice, "DraftRole", code=str(uuid4()))["id"]
    for query in ({"version": 2}, {"as_of": "2001-01-01T00:00:00Z"}, {"as_of": "0001-01-01T00:00:00Z"}):
        assert shared_house.bob.get(f"/v1/roles/{role}", params=query).status_code == 404
    assert shared_house.bob.get(f"/v1/roles/{role}", params={"as_of": "9999-12-31T00:00:00Z"}).status_code == 200
    assert shared_house.bob.get(f"/v1/roles/{role}/diff?from=1&to=2").status_code == 404


def test_a_posting_is_no_role_and_a_role_no_posting(shared_house: House) -> None:
    role = send(shared_house.alice, "DraftRole", code=str(uuid4()))["id"]
    posting = draft_posting(shared_house)
    for path in (f"/v1/roles/{posting}", f"/v1/job-postings/{role}"):
        for rest in ("", "?version=1", "/history", "/diff?from=0&to=1"):
            assert shared_house.everyone.get(path + rest).status_code == 404, path + rest
    assert shared_house.alice.post(f"/v1/roles/{posting}/revise", json={}).status_code == 404


def test_a_history_tells_who_changed_what_and_why(shared_house: House) -> None:
    posting = draft_posting(shared_house)
    send(shared_house.alice, "ChangeSalary", posting)
    drafted, changed = shared_house.bob.get(f"/v1/job-postings/{posting}/history").json()["items"]
    assert (drafted["event"], changed["event"]) == ("job_posting.drafted.v1", "job_posting.salary_changed.v1")
    assert changed["actor"]["subject"] == "alice"
    assert changed["reason"] == "The market moved."
    [pay] = [change for change in changed["changes"] if change["field"] == "pay"]
    assert (pay["old"][0]["minimum"], pay["new"][0]["minimum"]) == ("170000", "175000")


def test_a_diff_names_the_fields_and_goes_both_ways(shared_house: House) -> None:
    posting = draft_posting(shared_house)
    send(shared_house.alice, "ChangeSalary", posting)
    forth = shared_house.bob.get(f"/v1/job-postings/{posting}/diff?from=1&to=2").json()
    back = shared_house.bob.get(f"/v1/job-postings/{posting}/diff?from=2&to=1").json()
    assert [change["field"] for change in forth["changes"]] == ["pay"]
    assert forth["changes"][0]["old"] == back["changes"][0]["new"]
    assert shared_house.bob.get(f"/v1/job-postings/{posting}/diff?from=2&to=2").json()["changes"] == []


def test_a_diff_reads_line_by_line_where_text_is_asked_for(shared_house: House) -> None:
    posting = draft_posting(shared_house, description="We bake bread.\nWe sell it.\n")
    changes = {"description": "We bake white bread.\nWe sell it.\n"}
    send(shared_house.alice, "RevisePosting", posting, changes=changes, clear=[], reason=None)
    told = shared_house.bob.get(f"/v1/job-postings/{posting}/diff?from=1&to=2&format=text")
    assert told.headers["content-type"] == "text/plain; charset=utf-8"
    assert told.text == "content.description\n  ~ We bake {+white +}bread.\n    We sell it.\n"
    assert shared_house.bob.get(f"/v1/job-postings/{posting}/diff?from=1&to=1&format=text").text == ""
    assert shared_house.bob.get(f"/v1/job-postings/{posting}/diff?from=1&to=2&format=html").status_code == 422


def test_a_contact_is_masked_wherever_the_past_is_told(shared_house: House) -> None:
    posting = draft_posting(shared_house, contact="Petra Canary")
    seen = {"min_position": send(shared_house.alice, "ChangeSalary", posting)["position"]}
    for path in (f"/v1/job-postings/{posting}/history", f"/v1/job-postings/{posting}", "/v1/audit", "/v1/job-postings"):
        answer = shared_house.everyone.get(path, params=seen)
        assert answer.status_code == 200
        assert "Canary" not in answer.text


@pytest.mark.parametrize("sort", ["updated", "created", "published", "deadline", "salary", "title"])
def test_pages_show_every_posting_once_whatever_their_order(shared_house: House, sort: str) -> None:
    mark = f"quince{uuid4().hex}"
    made = [draft_posting(shared_house, title=f"T{n % 3}", description=mark) for n in range(7)]
    position = send(shared_house.alice, "ChangeSalary", made[3])["position"]
    found = pages(shared_house.bob, "/v1/job-postings", text=mark, sort=sort, limit=2, min_position=position)
    assert [len(page) for page in found] == [2, 2, 2, 1]
    assert sorted(row["posting_id"] for page in found for row in page) == sorted(made)
    whole = shared_house.bob.get("/v1/job-postings", params={"text": mark, "sort": sort}).json()["items"]
    assert whole == [row for page in found for row in page]
    assert all("sort_value" not in row for row in whole)


def test_pages_of_roles_and_of_the_audit_trail_show_everything_once(shared_house: House) -> None:
    unit = str(uuid4())
    content = {**example("DraftRole")["content"], "organisation_unit": unit}
    made = [send(shared_house.alice, "DraftRole", code=str(uuid4()), content=content) for _ in range(5)]
    seen = {"min_position": made[-1]["position"]}
    for sort in ("updated", "created", "title", "code"):
        found = pages(shared_house.bob, "/v1/roles", organisation_unit=unit, sort=sort, limit=2, **seen)
        assert sorted(row["role_id"] for page in found for row in page) == sorted(role["id"] for role in made)
    trail = [row for page in pages(shared_house.olga, "/v1/audit", limit=40) for row in page]
    positions = [row["position"] for row in trail]
    assert positions == list(range(positions[0], 0, -1))


def test_a_cursor_is_good_at_every_server_that_has_its_key(settings: Settings, tmp_path: Path) -> None:
    keyed = replace(settings, cursor_key=b"k" * 32)
    elsewhere = tmp_path / "elsewhere"
    with serving(keyed) as house:
        made = [send(house.alice, "DraftRole", code=str(uuid4())) for _ in range(2)]
        query = {"limit": 1, "min_position": made[-1]["position"]}
        query["cursor"] = house.bob.get("/v1/roles", params=query).json()["next"]
    for there, status in ((replace(keyed, home=elsewhere), 200), (replace(settings, home=elsewhere), 400)):
        with serving(there, fed=False) as house:
            assert house.bob.get("/v1/roles", params=query).status_code == status


def test_a_cursor_is_good_for_its_own_query_alone(shared_house: House) -> None:
    for _ in range(3):
        draft_posting(shared_house)
    position = send(shared_house.alice, "DraftRole", code=str(uuid4()))["position"]
    query = {"status": "draft", "limit": 1, "min_position": position}
    cursor = shared_house.bob.get("/v1/job-postings", params=query).json()["next"]
    good = {**query, "cursor": cursor, "limit": 2}
    assert shared_house.bob.get("/v1/job-postings", params=good).status_code == 200
    middle = len(cursor) // 2
    bent = cursor[:middle] + ("A" if cursor[middle] != "A" else "B") + cursor[middle + 1 :]
    for path, changes in [
        ("/v1/job-postings", {"status": "closed"}),
        ("/v1/job-postings", {"sort": "title"}),
        ("/v1/job-postings", {"country": "US"}),
        ("/v1/roles", {}),
        ("/v1/job-postings", {"cursor": cursor[:-2]}),
        (
            "/v1/job-postings",
            {"cursor": bent},
        ),
        ("/v1/job-postings", {"cursor": ""}),
        ("/v1/job-postings", {"cursor": "ünsinn"}),
        ("/v1/job-postings", {"cursor": "x" * 1999}),
    ]:
        answer = shared_house.bob.get(path, params={**good, **changes})
        assert (answer.status_code, answer.json()["code"]) == (400, "cursor-invalid"), changes
    assert shared_house.anyone.get("/v1/job-postings", params=good).json()["code"] == "cursor-invalid"


def test_filters_find_what_they_name(shared_house: House) -> None:
    mark = f"medlar{uuid4().hex}"
    denver, _ = published_posting(shared_house, description=mark, title="Denver")
    places = [{"country": "DE", "locality": "Kiel"}]
    kiel = draft_posting(shared_house, description=mark, title="Kiel", locations=places, employment_type="PART_TIME")
    seen = send(shared_house.alice, "ChangeSalary", kiel, pay=[])["position"]
    role = shared_house.bob.get(f"/v1/job-postings/{denver}", params={"min_position": seen}).json()["role_id"]
    for query, titles in [
        ({}, {"Denver", "Kiel"}),
        ({"status": "published"}, {"Denver"}),
        ({"country": "DE"}, {"Kiel"}),
        ({"employment_type": "PART_TIME"}, {"Kiel"}),
        ({"work_mode": "hybrid"}, {"Denver", "Kiel"}),
        ({"work_mode": "remote"}, set()),
        ({"role": role}, {"Denver"}),
        ({"salary_at_least": "199999.99"}, {"Denver"}),
        ({"salary_at_least": "200001"}, set()),
        ({"currency": "USD"}, {"Denver"}),
    ]:
        answer = shared_house.bob.get("/v1/job-postings", params={"text": mark, **query})
        assert {row["title"] for row in answer.json()["items"]} == titles, query


def test_a_role_is_found_from_both_ends_of_a_career_path(shared_house: House) -> None:
    above = approved_role(shared_house)
    content = {**example("DraftRole")["content"], "career_path": [{"direction": "advances-to", "role_id": above}]}
    below = send(shared_house.alice, "DraftRole", code=str(uuid4()), content=content)
    seen = {"min_position": below["position"]}
    up = shared_house.bob.get(f"/v1/roles/{below['id']}/career-path", params=seen).json()["items"]
    down = shared_house.bob.get(f"/v1/roles/{above}/career-path", params=seen).json()["items"]
    assert [(step["direction"], step["role_id"]) for step in up] == [("advances-to", above)]
    assert ("entry-from", below["id"]) in [(step["direction"], step["role_id"]) for step in down]


def test_the_audit_trail_answers_who_changed_this_salary_and_when(shared_house: House) -> None:
    posting = draft_posting(shared_house)
    position = send(shared_house.alice, "ChangeSalary", posting)["position"]
    began = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    query: dict[str, Any] = {"id": posting, "field": "pay", "min_position": position}
    drafted = shared_house.olga.get("/v1/audit", params=query).json()["items"][-1]
    assert drafted["topic"] == "job_posting.drafted.v1"
    narrow = {**query, "kind": "job_posting", "event": "job_posting.salary_changed", "actor": "alice", "from": began}
    [changed] = shared_house.olga.get("/v1/audit", params=narrow).json()["items"]
    assert (changed["subject"], changed["why"]) == ("alice", "The market moved.")
    for other in ({"actor": "bob"}, {"to": began}, {"event": "job_posting.closed"}, {"kind": "role"}):
        assert shared_house.olga.get("/v1/audit", params={**narrow, **other}).json()["items"] == []


@pytest.mark.parametrize(
    "query",
    [
        "statsu=draft",
        "status=drafty",
        "status=draft&status=closed",
        "limit=0",
        "limit=201",
        "limit=many",
        "sort=salary;drop",
        "country=Germany",
        "role=1",
        "salary_at_least=NaN",
        "salary_at_least=1e99999",
        "salary_at_least=-1",
        "text=",
        "text=%00",
        "text=" + "x" * 501,
        "min_position=-1",
        "min_position=99999999999999999999",
        "min_position=1.5",
        "access_token=x",
    ],
)
def test_a_query_that_is_not_understood_is_refused_not_guessed(shared_house: House, query: str) -> None:
    answer = shared_house.bob.get(f"/v1/job-postings?{query}")
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "query",
    [
        "version=0",
        "version=x",
        "version=2147483648",
        "as_of=2026",
        "as_of=yesterday",
        "as_of=2026-01-01T00:00:00",
        "as_of=2026-01-01T00:00:00+01:00",
        "as_of=9999-12-31T23:59:59-14:00",
        "as_of=2026-13-01T00:00:00Z",
        "at=1",
    ],
)
def test_a_time_or_version_that_is_none_is_refused(shared_house: House, query: str) -> None:
    answer = shared_house.bob.get(f"/v1/roles/{uuid4()}?{query}")
    assert answer.status_code == 422, answer.text


def test_who_names_a_position_waits_until_it_is_seen(settings: Settings) -> None:
    with written_but_unseen(settings) as (house, role, position), ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(house.bob.get, f"/v1/roles/{role}", params={"min_position": position})
        time.sleep(0.3)
        assert not waiting.done()
        house.feed()
        assert waiting.result().json()["level"] == "L7"


def test_who_names_a_position_that_is_not_seen_in_two_seconds_is_told(settings: Settings) -> None:
    with written_but_unseen(settings) as (house, _, position):
        began = time.monotonic()
        answer = house.bob.get("/v1/roles", params={"min_position": position})
    assert 2 <= time.monotonic() - began < 4
    assert (answer.status_code, answer.json()["code"]) == (503, "read-side-behind")
    assert answer.headers["retry-after"] == "1"


@pytest.mark.parametrize("position", [4_000_000_000, 2**63 - 1])
def test_nobody_waits_for_a_position_that_the_log_does_not_have(shared_house: House, position: int) -> None:
    began = time.monotonic()
    answer = shared_house.anyone.get("/v1/job-postings", params={"min_position": position})
    assert (answer.status_code, answer.json()["code"]) == (503, "read-side-behind")
    assert answer.headers["retry-after"] == "1"
    assert time.monotonic() - began < 1.5


def test_a_read_side_that_nobody_feeds_is_said_to_be_missing(settings: Settings) -> None:
    with serving(settings, fed=False) as house:
        made = send(house.alice, "DraftRole", code=str(uuid4()))
        path, query = f"/v1/roles/{made['id']}", {"min_position": made["position"]}
        for address in (path, "/health/ready"):
            answer = house.bob.get(address)
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "1"
        assert "read side" in answer.json()["detail"]
        assert house.anyone.get("/health/live").status_code == 200
        assert house.bob.get(f"{path}?version=1").status_code == 200
        house.feed()
        deadline = time.monotonic() + 10
        while house.bob.get(path, params=query).status_code == 503 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert house.bob.get(path, params=query).json()["version"] == 1
        assert house.anyone.get("/health/ready").json()["status"] == "ready"
