"""From a text to a closed posting, as people do it: import, review by a second person, publication, its end.

On texts of our own, and on the originals where ROLECALL_SHARED_DATA names the folder that holds them.
"""

import os
from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

import psycopg
import pytest

from infrastructure.embedded.postgres import EmbeddedPostgres
from infrastructure.migrations import APPLICATION
from projections.catalogue import discover
from tests.end_to_end.house import House
from tests.end_to_end.people import Person

SAMPLES = Path(__file__).parents[1] / "samples"
ROLES = sorted(SAMPLES.glob("role-*.txt"))
POSTINGS = sorted(SAMPLES.glob("posting-*.txt"))
if SHARED := os.environ.get("ROLECALL_SHARED_DATA"):
    seeds = Path(SHARED) / "seeds"
    ROLES += [*seeds.glob("000_*.txt"), *seeds.glob("002_*.txt")]
    POSTINGS += seeds.glob("001_*.txt")

PROJECTIONS = [projection.name for projection in discover()]
WHAT_COLORADO_ASKS_FOR = {"benefits": "Health insurance.", "other_compensation": "None."}
PLACE = {"country": "US", "region": "US-CO", "locality": "Denver"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A real `rolecall up`."""
    with House(tmp_path_factory.mktemp("walk") / "home") as running:
        yield running


@pytest.fixture(scope="module")
def alice(house: House) -> Person:
    """Who imports and writes; she holds every role, and is still not allowed to approve what she wrote."""
    return Person(house, "alice", "author", "approver")


@pytest.fixture(scope="module")
def bob(house: House) -> Person:
    """Who approves."""
    return Person(house, "bob", "approver")


@pytest.fixture(scope="module")
def carol(house: House) -> Person:
    """Who audits."""
    return Person(house, "carol", "auditor")


@pytest.fixture(scope="module")
def roles(house: House, alice: Person, bob: Person) -> dict[Path, str]:
    """Where each text's role is, imported by Alice and approved by Bob."""
    return {text: approved(f"roles/{stream}", alice, bob) for text, stream in imported(house, ROLES, "role").items()}


@pytest.fixture(scope="module")
def postings(house: House) -> dict[Path, str]:
    """The id of each text's posting, imported by Alice."""
    return imported(house, POSTINGS, "posting")


def imported(house: House, texts: list[Path], kind: str) -> dict[Path, str]:
    outcomes = house.json("import", "text", *map(str, texts), "--as", kind, "--subject", "alice")
    assert [(one["file"], one["error"], one["drafted"]["unchanged"]) for one in outcomes] == [
        (str(text), None, False) for text in texts
    ]
    return {text: one["drafted"]["id"] for text, one in zip(texts, outcomes, strict=True)}


def approved(role: str, alice: Person, bob: Person) -> str:
    submitted = alice.do(f"{role}/submit-for-approval")
    refused = alice.send(f"{role}/approve", seen=submitted["version"])
    assert refused.json()["code"] == "approver-is-an-editor"
    bob.do(f"{role}/approve", {"comment": "As the team sees it."}, seen=submitted["version"])
    return role


@pytest.mark.parametrize("text", ROLES, ids=lambda text: text.name)
def test_a_role_of_a_text_is_approved_by_a_second_person_and_read_back(
    text: Path, house: House, roles: dict[Path, str], bob: Person, carol: Person
) -> None:
    role = roles[text]
    row = bob.see(role)
    assert (row["status"], row["version"]) == ("approved", 3)
    assert row["source_sha256"] == sha256(text.read_bytes()).hexdigest()
    stated = bob.see(role, version=3)["state"]["content"]["career_path"]
    assert len(bob.see(f"{role}/career-path")["items"]) == len(stated)
    assert [bob.see(role, version=version)["state"]["status"] for version in (1, 2, 3)] == [
        "draft",
        "in-review",
        "approved",
    ]
    told = carol.see("audit", kind="role", id=role.removeprefix("roles/"))["items"]
    assert [(one["subject"], one["topic"]) for one in reversed(told)] == [
        ("alice", "role.drafted.v1"),
        ("alice", "role.submitted_for_approval.v1"),
        ("bob", "role.approved.v1"),
    ]


@pytest.mark.parametrize("text", POSTINGS, ids=lambda text: text.name)
def test_a_posting_goes_from_its_text_to_its_end(
    text: Path,
    *,
    house: House,
    roles: dict[Path, str],
    postings: dict[Path, str],
    alice: Person,
    bob: Person,
    carol: Person,
) -> None:
    role = roles[next(one for one in ROLES if bands(bob, roles[one]))]
    [pay] = bands(bob, role)
    stream = postings[text]
    posting = f"job-postings/{stream}"

    alice.do(f"{posting}/assign-role", {"role_id": role.removeprefix("roles/")})
    alice.do(f"{posting}/revise", {"changes": {"locations": [PLACE], "time_zone": "America/Denver"}})
    lacking = bob.do(f"{posting}/check")["refusals"]
    assert "against-the-law" in {refusal["code"] for refusal in lacking}
    alice.do(f"{posting}/revise", {"changes": WHAT_COLORADO_ASKS_FOR})
    alice.do(f"{posting}/change-salary", {"pay": [pay], "reason": "Its text does not say what it pays."})
    submitted = alice.do(f"{posting}/submit-for-approval")
    assert alice.send(f"{posting}/approve", seen=submitted["version"]).json()["code"] == "approver-is-an-editor"
    assert bob.send(f"{posting}/approve").status_code == 428
    assert bob.send(f"{posting}/approve", seen=1).status_code == 412
    approved = bob.do(f"{posting}/approve", seen=submitted["version"])
    assert not seen_by_the_public(house, stream, approved["position"])
    assert house.json("check", stream)["publishable"]
    elsewhere = house.run("check", stream, "--also-in", "US", "--on", "2099-01-01")
    assert (elsewhere.returncode, "(place-unresolved)" in elsewhere.stdout) == (1, True)
    published = bob.do(f"{posting}/publish")
    assert seen_by_the_public(house, stream, published["position"])
    shown = bob.see(posting)
    page = bob.ask(f"{posting}/published")
    assert sha256(page.content).hexdigest() == shown["document_sha256"]
    paused = alice.do(f"{posting}/pause", {"reason": "Enough for a first round."})
    assert not seen_by_the_public(house, stream, paused["position"])
    assert bob.see(posting)["live_channels"] == []
    resumed = alice.do(f"{posting}/resume")
    assert seen_by_the_public(house, stream, resumed["position"])
    again = bob.see(posting, min_position=resumed["position"])
    assert (again["published_on"], again["live_channels"]) == (shown["published_on"], shown["channels"])
    assert shown["channels"]
    closed = alice.do(f"{posting}/close", {"reason": "filled"})
    assert not seen_by_the_public(house, stream, closed["position"])

    row = bob.see(posting, min_position=closed["position"])
    assert (row["status"], row["close_reason"], row["version"]) == ("closed", "filled", closed["version"])
    assert Decimal(row["pay_minimum"]) == Decimal(pay["minimum"])
    assert row["role_title"] == bob.see(role)["title"]
    assert row["source_sha256"] == sha256(text.read_bytes()).hexdigest()
    past_is_whole(house, bob, carol, stream, closed["version"])


def bands(person: Person, role: str) -> list[dict[str, Any]]:
    """What may be paid for a role: its bands as pay."""
    stated = person.see(role, version=3)["state"]["in_force"]["salary_bands"]
    return [{name: band[name] for name in ("currency", "period", "minimum", "maximum")} for band in stated]


def seen_by_the_public(house: House, stream: str, position: int) -> bool:
    """Whether anyone finds the posting, in the list and by itself, once the read side has seen `position`."""
    public = Person(house, "anyone")
    listed = public.see("job-postings", min_position=position, limit=100)["items"]
    found = any(item["posting_id"] == stream for item in listed)
    assert public.ask(f"job-postings/{stream}").is_success == found
    return found


def past_is_whole(house: House, bob: Person, carol: Person, stream: str, last: int) -> None:
    """As of every version and every time, in the history, in the audit trail, over HTTP and at the terminal."""
    posting = f"job-postings/{stream}"
    states = [bob.see(posting, version=version) for version in range(1, last + 1)]
    stages = [stage for stage, _ in groupby(one["state"]["status"] for one in states)]
    assert stages == ["draft", "pending-approval", "approved", "published", "paused", "published", "closed"]
    for moment, at_once in groupby(states, key=lambda one: one["recorded_at"]):
        *_, latest = at_once
        assert bob.see(posting, as_of=moment) == latest
    history = bob.see(f"{posting}/history")["items"]
    assert [one["version"] for one in history] == list(range(1, last + 1))
    assert house.json("audit", "history", "posting", stream) == history
    assert house.json("audit", "as-of", "posting", stream, "--version", "2") == states[1]
    told = carol.see("audit", kind="job_posting", id=stream, limit=100)["items"]
    assert [one["topic"] for one in reversed(told)] == [one["event"] for one in history]
    changes = bob.see(f"{posting}/diff", **{"from": 1, "to": last})["changes"]
    differing = {one["field"]: one["new"] for one in changes}
    assert differing["status"] == "closed"
    assert differing["content.locations"] == [PLACE | {"postal_code": None}]
    assert house.json("audit", "diff", "posting", stream, "1", str(last))["changes"] == changes
    told = house.run("audit", "diff", "posting", stream, "1", str(last)).stdout
    assert told == bob.ask(f"{posting}/diff", **{"from": 1, "to": last, "format": "text"}).text
    assert f"content.locations\n  + {PLACE['locality']}, {PLACE['region']}, {PLACE['country']}\n" in told
    by_bob = house.json("audit", "who", "bob", "--kind", "posting")
    *requested, published, approved = [one["topic"] for one in by_bob if one["stream"] == stream]
    assert (published, approved) == ("job_posting.published.v1", "job_posting.approved.v1")
    assert set(requested) == {"job_posting.channel_requested.v1"}


def test_importing_the_same_texts_again_from_other_paths_changes_nothing(
    house: House, roles: dict[Path, str], postings: dict[Path, str], tmp_path: Path
) -> None:
    before = house.json("status")["head"]
    for kind, known in (("role", roles), ("posting", postings)):
        copies = [tmp_path / f"{kind} {number} under another name" for number in range(len(known))]
        for text, copy in zip(known, copies, strict=True):
            copy.write_bytes(text.read_bytes())
        outcomes = house.json("import", "text", *map(str, copies), "--as", kind, "--subject", "dave")
        assert [(one["drafted"]["id"], one["drafted"]["unchanged"]) for one in outcomes] == [
            (stream.removeprefix("roles/"), True) for stream in known.values()
        ]
    assert house.json("status")["head"] == before


def test_a_bad_file_stops_no_other_and_is_told_by_the_exit_code(house: House, tmp_path: Path) -> None:
    (tmp_path / "binary.txt").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "good.txt").write_text("Lighthouse Keeper\n\nResponsibilities\n\n- Keep the light.\n")
    files = [str(tmp_path / name) for name in ("binary.txt", "absent.txt", "good.txt")]
    ran = house.run("import", "text", *files, "--as", "role")
    assert ran.returncode == 1
    assert "binary.txt: byte 1 is not UTF-8" in ran.stderr
    assert "absent.txt: it cannot be read: No such file" in ran.stderr
    assert 'good.txt: role "Lighthouse Keeper" drafted as' in ran.stdout
    assert "Traceback" not in ran.stderr


def test_after_it_all_every_projection_is_what_the_log_says(house: House, roles: dict[Path, str]) -> None:
    compared = house.json("verify-projections")
    assert [one["table"].rpartition("_v")[0] for one in compared] == PROJECTIONS
    assert [(one["difference"], one["parked"]) for one in compared] == [(None, [])] * len(PROJECTIONS)
    status = house.json("status")
    assert [(one["lag"], one["problem"]) for one in status["projections"]] == [(0, None)] * len(PROJECTIONS)


def test_a_row_that_is_not_what_the_log_says_is_named_and_a_replay_puts_it_right(
    house: House, roles: dict[Path, str]
) -> None:
    role = next(iter(roles.values())).removeprefix("roles/")
    with psycopg.connect(EmbeddedPostgres(house.home / "postgres").url(APPLICATION)) as connection:
        connection.execute("UPDATE read_side.roles_v1 SET title = 'Lord Mayor' WHERE role_id = %s", [role])
    compared = house.run("verify-projections", "roles")
    assert compared.returncode == 1
    assert f"roles_v1 is not what the log says: row {role}: title is 'Lord Mayor'" in compared.stderr
    replayed = house.json("replay", "roles")
    assert [(one["projection"], one["table"]) for one in replayed] == [("roles", "read_side.roles_v1")]
    assert house.run("verify-projections", "roles").returncode == 0
    unknown = house.run("replay", "rolls")
    assert unknown.returncode == 1
    assert unknown.stderr == f"rolecall: there is no projection rolls: there are {', '.join(PROJECTIONS)}\n"


def test_a_projection_as_of_a_position_is_built_beside_the_one_in_use(house: House, roles: dict[Path, str]) -> None:
    [built] = house.json("replay", "roles", "--until", "1")
    assert (built["table"], built["position"]) == ("read_side.roles_v1__until_1", 1)
    with psycopg.connect(EmbeddedPostgres(house.home / "postgres").url(APPLICATION)) as connection:
        counted = connection.execute(
            "SELECT (SELECT count(*) FROM read_side.roles_v1__until_1), (SELECT count(*) FROM read_side.roles_v1)"
        ).fetchone()
    assert counted is not None
    assert counted[0] < counted[1]
