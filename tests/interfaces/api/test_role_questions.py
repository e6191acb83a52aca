"""What is asked of a role: its versions, its path over duplicates, and what would follow from other bands."""

from decimal import Decimal
from uuid import uuid4

from tests.interfaces.api.house import House, example
from tests.interfaces.api.stories import approved_role, draft_posting, send


def submitted_posting(house: House, role: str) -> tuple[str, int]:
    """A posting of this role that awaits approval, and the position of that; USD 170000 to 200000 in Denver."""
    posting = draft_posting(house)
    send(house.alice, "AssignRole", posting, role_id=role)
    return posting, send(house.alice, "SubmitPostingForApproval", posting)["position"]


def test_what_if_names_the_postings_that_would_leave_and_those_of_duplicates(shared_house: House) -> None:
    role, twin = approved_role(shared_house), approved_role(shared_house)
    (posting, _), (of_twin, _) = submitted_posting(shared_house, role), submitted_posting(shared_house, twin)
    seen = send(shared_house.bob, "MergeRole", twin, into=role)["position"]
    lower = {"currency": "USD", "period": "year", "minimum": "150000", "maximum": "190000"}
    asked = shared_house.everyone.post(
        f"/v1/roles/{role}/what-if", json={"salary_bands": [lower]}, params={"min_position": seen}
    )
    assert asked.status_code == 200, asked.text
    answer = asked.json()
    assert {one["posting_id"] for one in answer["leaving"]} == {posting, of_twin}
    assert (answer["postings"], answer["already"], answer["returning"]) == (2, [], [])
    [first, _] = answer["leaving"]
    assert (first["place"], first["status"]) == ("Denver, US-CO, US", "pending-approval")
    assert Decimal(first["bands_then"][0]["maximum"]) == 190_000
    of_the_duplicate = shared_house.everyone.post(f"/v1/roles/{twin}/what-if", json={"salary_bands": [lower]})
    assert (of_the_duplicate.status_code, of_the_duplicate.json()["code"]) == (409, "role-is-merged")


def test_what_if_reads_its_bands_as_strictly_as_a_command(shared_house: House) -> None:
    role = approved_role(shared_house)
    band = {"currency": "USD", "period": "year", "minimum": "1", "maximum": "2"}
    for body, code in (
        ({"salary_bands": [band, band]}, "bands-overlap"),
        ({"salary_bands": [{**band, "maximum": "0.5"}]}, "salary-range-inverted"),
        ({"bands": [band]}, "invalid-request"),
        ({}, "invalid-request"),
    ):
        answer = shared_house.everyone.post(f"/v1/roles/{role}/what-if", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, code), body


def test_each_version_that_was_in_force_can_be_read(shared_house: House) -> None:
    role = approved_role(shared_house)
    send(shared_house.alice, "StartRoleRevision", role)
    send(shared_house.alice, "ReviseRole", role)
    version = send(shared_house.alice, "SubmitRoleForApproval", role)["version"]
    send(shared_house.bob, "ApproveRole", role, version=version)
    first, second = shared_house.bob.get(f"/v1/roles/{role}/versions").json()["items"]
    assert (first["approval"], second["approval"], second["in_force_until"]) == (1, 2, None)
    assert first["in_force_until"] == second["approved_at"]
    assert [one["subject"] for one in (*first["submitted_by"], *first["approved_by"])] == ["alice", "bob"]
    as_approved = shared_house.bob.get(f"/v1/roles/{role}", params={"version": first["version"]}).json()
    assert as_approved["state"]["in_force"]["level"] == example("DraftRole")["content"]["level"]


def test_a_circle_is_a_conflict_that_names_its_roles(shared_house: House) -> None:
    code = f"master-{uuid4()}"
    baker = send(shared_house.alice, "DraftRole", code=str(uuid4()))["id"]
    content = {"title": "Master", "career_path": [{"direction": "entry-from", "role_id": baker}]}
    master = send(shared_house.alice, "DraftRole", code=code, content=content)["id"]
    changes = {"career_path": [{"direction": "entry-from", "role_id": master}]}
    answer = shared_house.alice.post(f"/v1/roles/{baker}/revise", json={"changes": changes})
    assert (answer.status_code, answer.json()["code"]) == (409, "career-path-has-a-cycle")
    assert code in answer.json()["detail"]
