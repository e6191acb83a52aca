"""Conditions and retries: one acts on what one saw, and what was asked once happens once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import pytest

from application.commands import COMMANDS
from tests.interfaces.api.house import House, example, line, path_of
from tests.interfaces.api.stories import approved_posting, send


def revise(client: httpx.Client, role: str, level: str, **headers: str) -> httpx.Response:
    """Change a role's level."""
    return client.post(f"/v1/roles/{role}/revise", json={"changes": {"level": level}}, headers=headers)


def drafted(house: House) -> str:
    """A role of its own."""
    role: str = send(house.alice, "DraftRole", code=str(uuid4()))["id"]
    return role


def keyed(key: str, version: int | None = None) -> dict[str, str]:
    """Headers of a command that may be retried."""
    return {"Idempotency-Key": key, **({"If-Match": f'"{version}"'} if version else {})}


def test_the_version_that_was_seen_may_be_changed_and_no_other(shared_house: House) -> None:
    role = drafted(shared_house)
    assert revise(shared_house.alice, role, "L1", **{"If-Match": '"1"'}).json()["version"] == 2
    stale = revise(shared_house.alice, role, "L2", **{"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale-version")
    assert "version 2" in stale.json()["detail"]
    early = revise(shared_house.alice, role, "L2", **{"If-Match": '"3"'})
    assert early.status_code == 412
    assert shared_house.alice.get(f"/v1/roles/{role}?version=2").json()["state"]["content"]["level"] == "L1"


def test_the_etag_of_an_answer_is_the_next_commands_if_match(shared_house: House) -> None:
    role = drafted(shared_house)
    changed = revise(shared_house.alice, role, "L1")
    read = shared_house.alice.get(f"/v1/roles/{role}", params={"min_position": changed.json()["position"]})
    assert read.headers["etag"] == changed.headers["etag"] == '"2"'
    assert revise(shared_house.alice, role, "L2", **{"If-Match": read.headers["etag"]}).status_code == 200


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ('W/"1"', 412),
        ("1", 400),
        ('"one"', 400),
        ('"1", "2"', 400),
        ('"-1"', 400),
        ('"01"', 400),
        ('"99999999999999999999"', 400),
        ("", 400),
        ('"0"', 412),
        ("*", 200),
    ],
)
def test_if_match_names_one_version(shared_house: House, sent: str, status: int) -> None:
    answer = revise(shared_house.alice, drafted(shared_house), "L1", **{"If-Match": sent})
    assert answer.status_code == status, answer.text


def test_nothing_matches_what_is_yet_to_be_created(shared_house: House) -> None:
    for sent in ("*", '"1"'):
        body = example("DraftRole", code=str(uuid4()))
        assert shared_house.alice.post("/v1/roles", json=body, headers={"If-Match": sent}).status_code == 412


APPROVALS = {
    *("ApproveRole", "RequestRoleChanges", "ApprovePosting", "RejectPosting", "ApproveAmendment", "RejectAmendment"),
    *("GrantBandException", "DenyBandException", "WaivePlace"),
}


@pytest.mark.parametrize("name", [kind.command.__name__ for kind in COMMANDS if kind.saw])
def test_one_approves_what_one_saw(shared_house: House, name: str) -> None:
    assert name in APPROVALS
    for headers in ({}, {"If-Match": "*"}):
        answer = shared_house.bob.post(path_of(line(name), str(uuid4())), json=example(name), headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (428, "version-required")


def test_of_many_who_saw_the_same_version_one_succeeds(shared_house: House) -> None:
    role = drafted(shared_house)
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda n: revise(shared_house.alice, role, f"L{n}", **{"If-Match": '"1"'}), range(16)))
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 15
    assert len(shared_house.alice.get(f"/v1/roles/{role}/history").json()["items"]) == 2


def test_of_two_approvals_at_once_one_is_recorded(shared_house: House) -> None:
    role = drafted(shared_house)
    version = send(shared_house.alice, "SubmitRoleForApproval", role)["version"]
    approvers = [shared_house.client(f"approver-{n}") for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(lambda who: who.post(f"/v1/roles/{role}/approve", headers={"If-Match": f'"{version}"'}), approvers)
        )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]
    events = [happened["event"] for happened in shared_house.alice.get(f"/v1/roles/{role}/history").json()["items"]]
    assert events.count("role.approved.v1") == 1


def test_of_many_who_want_one_code_one_gets_it(shared_house: House) -> None:
    body = example("DraftRole", code=str(uuid4()))
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: shared_house.alice.post("/v1/roles", json=body), range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"already-taken"}


def test_a_retried_command_is_answered_as_the_first_time_also_where_it_would_be_refused(shared_house: House) -> None:
    posting = approved_posting(shared_house)
    key = keyed(str(uuid4()))
    path = f"/v1/job-postings/{posting}/publish"
    first = shared_house.alice.post(path, headers=key)
    assert first.status_code == 200
    assert shared_house.alice.post(path).json()["code"] == "posting-not-approved"
    send(shared_house.alice, "PausePosting", posting)
    again = shared_house.alice.post(path, headers=key)
    assert (again.status_code, again.json(), again.headers["etag"]) == (200, first.json(), first.headers["etag"])


def test_a_retry_after_a_lost_answer_is_no_stale_version(shared_house: House) -> None:
    role = drafted(shared_house)
    key = str(uuid4())
    first = revise(shared_house.alice, role, "L1", **keyed(key, 1))
    again = revise(shared_house.alice, role, "L1", **keyed(key, 1))
    read_first = revise(shared_house.alice, role, "L1", **keyed(key, 2))
    assert first.json() == again.json() == read_first.json()


def test_a_retried_draft_is_the_same_draft(shared_house: House) -> None:
    key, body = keyed(str(uuid4())), example("DraftRole", code=str(uuid4()))
    first, again = (shared_house.alice.post("/v1/roles", json=body, headers=key) for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert first.headers["location"] == again.headers["location"] == f"/v1/roles/{first.json()['id']}"
    assert first.json() == again.json()
    assert shared_house.alice.get(f"{first.headers['location']}?version=1").status_code == 200


def test_many_retries_at_once_take_effect_once(shared_house: House) -> None:
    role, key = drafted(shared_house), str(uuid4())
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: revise(shared_house.alice, role, "L1", **keyed(key)), range(16)))
    assert {answer.text for answer in answers} == {answers[0].text}
    assert answers[0].status_code == 200
    assert len(shared_house.alice.get(f"/v1/roles/{role}/history").json()["items"]) == 2


def test_a_key_is_good_for_one_request(shared_house: House) -> None:
    role, other, key = drafted(shared_house), drafted(shared_house), str(uuid4())
    revise(shared_house.alice, role, "L1", **keyed(key))
    answers: list[httpx.Response] = [
        revise(shared_house.alice, role, "L2", **keyed(key)),
        revise(shared_house.alice, other, "L1", **keyed(key)),
        shared_house.alice.post(f"/v1/roles/{role}/submit-for-approval", headers=keyed(key)),
    ]
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")


def test_a_key_belongs_to_whoever_sent_it(shared_house: House) -> None:
    key, carol = keyed(str(uuid4())), shared_house.client("carol")
    one = shared_house.alice.post("/v1/roles", json=example("DraftRole", code=str(uuid4())), headers=key)
    other = carol.post("/v1/roles", json=example("DraftRole", code=str(uuid4())), headers=key)
    assert one.status_code == other.status_code == 201
    assert one.json()["id"] != other.json()["id"]


def test_a_refused_command_may_be_sent_again_under_its_key(shared_house: House) -> None:
    posting, key = approved_posting(shared_house), keyed(str(uuid4()))
    path = f"/v1/job-postings/{posting}/pause"
    assert shared_house.alice.post(path, headers=key).status_code == 409
    send(shared_house.alice, "PublishPosting", posting)
    assert shared_house.alice.post(path, headers=key).status_code == 200


@pytest.mark.parametrize("key", ["", "x" * 201, "with a\ttab", "ümlaut"])
def test_a_key_is_printable_and_short(shared_house: House, key: str) -> None:
    headers: Any = {"Idempotency-Key": key.encode()}
    answer = shared_house.alice.post("/v1/roles", json=example("DraftRole", code=str(uuid4())), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency-key-malformed")


def test_a_correlation_id_is_kept_and_returned(shared_house: House) -> None:
    wanted = str(uuid4())
    for header in ("X-Correlation-Id", "X-Request-Id", "Request-Id"):
        answer = shared_house.alice.post(
            "/v1/roles", json=example("DraftRole", code=str(uuid4())), headers={header: wanted}
        )
        assert answer.headers["x-correlation-id"] == wanted
        [drafted] = shared_house.alice.get(f"{answer.headers['location']}/history").json()["items"]
        assert drafted["correlation_id"] == wanted
    forged = shared_house.alice.get("/v1/roles", headers={"X-Correlation-Id": "x' or 1=1"})
    assert forged.headers["x-correlation-id"] != "x' or 1=1"
