"""The organisation over HTTP: kept by operators, asked by everyone inside, obeyed by approvals."""

from typing import Any
from uuid import UUID, uuid4

from application.commands import Authority
from tests.interfaces.api.house import House
from tests.interfaces.api.stories import draft_posting, send

STEPS = [
    {"name": "Hiring manager", "authority": "hiring-manager"},
    {"name": "Compensation", "authority": "pay", "quorum": 1},
]


def person(subject: str) -> dict[str, str]:
    return {"issuer": "rolecall-development", "subject": subject}


def registered(house: House, name: str, **body: Any) -> str:
    unit: str = send(house.olga, "RegisterOrganisation", name=name, **body)["id"]
    return unit


def test_who_belongs_to_whom_is_found_and_each_says_what_is_known_of_it(shared_house: House) -> None:
    company = registered(shared_house, "Bread Inc.")
    oven = registered(shared_house, "Oven", kind="unit", parent=company)
    counted = send(shared_house.olga, "RecordHeadcount", company)
    seen = {"min_position": counted["position"]}
    below = shared_house.bob.get("/v1/organisations", params={"parent": company, **seen}).json()["items"]
    assert [one["organisation_id"] for one in below] == [oven]
    found = shared_house.bob.get(f"/v1/organisations/{company}")
    assert found.headers["etag"] == '"2"'
    assert found.json()["headcounts"] == [{"jurisdiction": "US-CO", "size": 42, "effective_from": "2026-01-01"}]


def test_a_correction_is_told_with_the_old_value_and_the_reason(shared_house: House) -> None:
    company = registered(shared_house, "Bread Inc.")
    send(shared_house.olga, "RecordHeadcount", company)
    wrong = {"jurisdiction": "US-CO", "size": 14, "effective_from": "2026-01-01"}
    path = f"/v1/organisations/{company}"
    refused = shared_house.olga.post(f"{path}/record-headcount", json=wrong)
    assert (refused.status_code, refused.json()["code"]) == (409, "headcount-corrected-without-reason")
    send(shared_house.olga, "RecordHeadcount", company, size=14, reason="Contractors were counted.")
    told = shared_house.bob.get(f"{path}/history").json()["items"][-1]
    assert told["reason"] == "Contractors were counted."
    [change] = told["changes"]
    assert ([one["size"] for one in change["old"]], [one["size"] for one in change["new"]]) == ([42], [14])
    [difference] = shared_house.bob.get(f"{path}/diff", params={"from": 1, "to": 3}).json()["changes"]
    assert difference["field"] == "headcounts"


def test_there_is_nothing_under_an_id_of_nothing(shared_house: House) -> None:
    answer = shared_house.olga.post(f"/v1/organisations/{uuid4()}/close", json={"reason": "Sold"})
    assert (answer.status_code, answer.json()["code"]) == (404, "organisation-not-found")
    assert shared_house.bob.get(f"/v1/organisations/{UUID(int=9)}").status_code == 404


def test_an_operator_grants_no_authority_to_herself_by_any_hand(shared_house: House) -> None:
    company = registered(shared_house, "Bread Inc.")
    delegate = shared_house.issuer.mint("carol", [Authority.OPERATOR], on_behalf_of="olga")
    for headers in ({}, {"Authorization": f"Bearer {delegate}"}):
        path = f"/v1/organisations/{company}/grant-authority"
        body = {"person": person("olga"), "authority": "pay"}
        answer = shared_house.olga.post(path, json=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (409, "authority-granted-to-oneself")


def test_a_posting_needs_everyone_whom_its_unit_asks_for_while_they_are_in_office(shared_house: House) -> None:
    """Two steps, two people; a token alone is not enough, and neither is an authority that was withdrawn."""
    company = registered(shared_house, "Bread Inc.")
    send(shared_house.olga, "SetApprovalPolicy", company, matter="posting", steps=STEPS)
    people = {name: shared_house.client(f"{name}-{company}", [Authority.APPROVER]) for name in ("dora", "emil", "fred")}
    for name, authority in (("dora", "hiring-manager"), ("emil", "pay"), ("fred", "pay")):
        send(shared_house.olga, "GrantAuthority", company, person=person(f"{name}-{company}"), authority=authority)
    oven = registered(shared_house, "Oven", kind="unit", parent=company)
    posting = draft_posting(shared_house, unit_id=oven)
    version = send(shared_house.alice, "SubmitPostingForApproval", posting)["version"]

    def approve(who: Any, seen: int) -> Any:
        path = f"/v1/job-postings/{posting}/approve"
        return who.post(path, headers={"If-Match": f'"{seen}"'})

    assert approve(shared_house.bob, version).json()["code"] == "not-the-approver"
    assert approve(people["emil"], version).json()["code"] == "not-the-approver"  # his is the second step
    first = approve(people["dora"], version)
    assert first.is_success, first.text
    version = first.json()["version"]
    send(shared_house.olga, "WithdrawAuthority", company, person=person(f"emil-{company}"), authority="pay")
    send(shared_house.olga, "WithdrawAuthority", company, person=person(f"dora-{company}"), authority="hiring-manager")
    assert approve(people["emil"], version).json()["code"] == "not-the-approver"
    last = approve(people["fred"], version)  # what dora gave while she was in office counts
    assert last.is_success, last.text
    state = shared_house.bob.get(f"/v1/job-postings/{posting}", params={"version": last.json()["version"]}).json()
    assert state["state"]["status"] == "approved"
