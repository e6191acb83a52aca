"""Each endpoint of the OpenAPI document, asked by each kind of caller."""

from typing import Any, Final
from uuid import uuid4

import httpx
import pytest

from application.commands import COMMANDS, Authority
from tests.interfaces.api.house import House, example
from tests.interfaces.api.stories import draft_posting, send

AUTHORS: Final = {"author"}
APPROVERS: Final = {"approver"}
OPERATORS: Final = {"operator"}
AUDITORS: Final = {"auditor", "operator"}
RUNNERS: Final = {"author", "approver", "operator"}
KEEPERS: Final = {"approver", "auditor", "operator"}
ANY: Final = {"author", "approver", "auditor", "operator"}
PUBLIC: Final = ANY | {"none", "nobody"}
# Who may, written down a second time: the table of commands says the same or one of them is wrong.
MAY: Final[dict[str, set[str]]] = {
    **dict.fromkeys(("DraftRole", "ReviseRole", "SubmitRoleForApproval", "StartRoleRevision"), AUTHORS),
    **dict.fromkeys(("WithdrawRoleSubmission", "AbandonRoleRevision", "DiscardRole"), AUTHORS),
    **dict.fromkeys(("ApproveRole", "RequestRoleChanges", "RetireRole", "ReinstateRole", "MergeRole"), APPROVERS),
    **dict.fromkeys(("DraftPosting", "AssignRole", "RevisePosting", "ChangeSalary"), AUTHORS),
    **dict.fromkeys(("SubmitPostingForApproval", "ExtendDeadline", "ShortenDeadline"), AUTHORS),
    **dict.fromkeys(("ApprovePosting", "RejectPosting"), APPROVERS),
    **dict.fromkeys(("PublishPosting", "PausePosting", "ResumePosting", "ClosePosting"), RUNNERS),
    **dict.fromkeys(("SchedulePublication", "UnschedulePublication", "JudgePosting", "ReopenPosting"), RUNNERS),
    **dict.fromkeys(("RequestChannel", "ConfirmListing", "ReportListingFailure", "TakeDownChannel"), RUNNERS),
    **dict.fromkeys(("RecordObservation", "ArchivePosting"), RUNNERS),
    **dict.fromkeys(("ProposeAmendment", "WithdrawAmendment", "RelistPosting", "DiscardPosting"), AUTHORS),
    **dict.fromkeys(("ApproveAmendment", "RejectAmendment", "WaivePlace"), APPROVERS),
    **dict.fromkeys(("GrantBandException", "DenyBandException"), APPROVERS),
    **dict.fromkeys(("PlaceLegalHold", "ReleaseLegalHold", "RecordNotice", "CureNotice"), KEEPERS),
    **{"RequestBandException": AUTHORS, "AdoptPosting": OPERATORS, "Check": ANY},
    **dict.fromkeys(("GET /v1/roles", "GET /v1/roles/{id}", "GET /v1/roles/{id}/career-path"), ANY),
    **dict.fromkeys(("GET /v1/roles/{id}/history", "GET /v1/roles/{id}/diff"), ANY),
    **dict.fromkeys(("GET /v1/roles/{id}/versions", "WhatIf"), ANY),
    **dict.fromkeys(("GET /v1/job-postings/{id}/history", "GET /v1/job-postings/{id}/diff"), ANY),
    **dict.fromkeys(("GET /v1/job-postings", "GET /v1/job-postings/{id}"), PUBLIC),
    **dict.fromkeys(("GET /v1/job-postings/{id}/published", "GET /health/live", "GET /health/ready"), PUBLIC),
    **dict.fromkeys(("RegisterOrganisation", "RenameOrganisation", "RelocateOrganisation"), OPERATORS),
    **dict.fromkeys(("MoveOrganisation", "RecordHeadcount", "SetApprovalPolicy"), OPERATORS),
    **dict.fromkeys(("GrantAuthority", "WithdrawAuthority", "CloseOrganisation"), OPERATORS),
    **dict.fromkeys(("GET /v1/organisations", "GET /v1/organisations/{id}"), ANY),
    **dict.fromkeys(("GET /v1/organisations/{id}/history", "GET /v1/organisations/{id}/diff"), ANY),
    **dict.fromkeys(("GET /v1/audit", "GET /v1/audit/public-pay", "GET /v1/audit/pay-changes"), AUDITORS),
    "GET /v1/audit/outside-band": AUDITORS,
    **dict.fromkeys(("GET /v1/compliance", "GET /v1/hiring-dashboard"), ANY),
    **dict.fromkeys(("GET /v1/job-postings/{id}/publications", "GET /v1/job-postings/{id}/on/{day}"), ANY),
    **dict.fromkeys(("GET /v1/job-postings/{id}/compliance", "GET /v1/job-postings/{id}/retention"), ANY),
    "GET /metrics": {"operator"},
}
NEEDED: Final = {"diff": {"from": "0", "to": "1"}, "public-pay": {"on": "2026-03-01"}}  # by the path's last part
CALLERS: Final = ("none", "nobody", *sorted(ANY))


def client(house: House, caller: str) -> httpx.Client:
    """none: without a token. nobody: with a token that has no role."""
    if caller == "none":
        return house.anyone
    return house.client(f"{caller}-{uuid4()}", [] if caller == "nobody" else [Authority(caller)])


@pytest.mark.parametrize("caller", CALLERS)
def test_each_endpoint_lets_in_whom_it_should_and_nobody_else(shared_house: House, caller: str) -> None:
    document: dict[str, Any] = shared_house.anyone.get("/openapi.json").json()
    asked = set()
    who = client(shared_house, caller)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            name = operation["operationId"] if method == "post" else f"{method.upper()} {path}"
            fresh = {"code": str(uuid4())} if name == "DraftRole" else {}
            said = operation["requestBody"]["content"]["application/json"]["example"] if method == "post" else None
            body = {**said, **fresh} if said is not None else None
            answer = who.request(
                method,
                path.replace("{id}", str(uuid4())).replace("{day}", "2026-03-01"),
                json=body,
                params=NEEDED.get(path.rpartition("/")[2]) if method == "get" else None,
                headers={"If-Match": '"1"'} if "{id}" in path and method == "post" else {},
            )
            assert answer.status_code in allowed(name, path, caller), f"{name}: {answer.text}"
            asked.add(name)
    assert asked == MAY.keys()


def allowed(name: str, path: str, caller: str) -> set[int]:
    """What the answer may be. Nothing asked about exists: whoever is let in hears 404, or 412 for If-Match."""
    if caller not in MAY[name]:
        return {401} if caller == "none" else {403}
    if "{id}" not in path:
        return {200, 201}
    return {404} if name.startswith("GET") else {404, 412}


def test_the_table_of_commands_says_the_same() -> None:
    for kind in COMMANDS:
        assert kind.allowed == MAY[kind.command.__name__]


def test_who_has_no_role_hears_the_same_of_a_draft_as_of_nothing(shared_house: House) -> None:
    draft = draft_posting(shared_house)
    nowhere = str(uuid4())
    for caller in ("none", "nobody"):
        who = client(shared_house, caller)
        for rest in ("", "/published"):
            found = who.get(f"/v1/job-postings/{draft}{rest}")
            nothing = who.get(f"/v1/job-postings/{nowhere}{rest}")
            assert found.status_code == nothing.status_code == 404
            assert found.text.replace(draft, nowhere) == nothing.text


def test_who_acts_for_another_needs_the_others_role_and_is_named(shared_house: House) -> None:
    token = shared_house.issuer.mint("assistant", [Authority.AUTHOR], on_behalf_of="alice")
    headers = {"Authorization": f"Bearer {token}"}
    body = example("DraftRole", code=str(uuid4()))
    role = shared_house.anyone.post("/v1/roles", json=body, headers=headers).json()["id"]
    [drafted] = shared_house.alice.get(f"/v1/roles/{role}/history").json()["items"]
    assert drafted["actor"] == {"issuer": "rolecall-development", "subject": "assistant"}
    assert drafted["on_behalf_of"] == {"issuer": "rolecall-development", "subject": "alice"}


def test_two_tokens_of_one_person_are_one_person(shared_house: House) -> None:
    role = send(shared_house.alice, "DraftRole", code=str(uuid4()))["id"]
    version = send(shared_house.alice, "SubmitRoleForApproval", role)["version"]
    for token in (
        shared_house.issuer.mint("alice", [Authority.APPROVER]),
        shared_house.issuer.mint("bob", [Authority.APPROVER], on_behalf_of="alice"),
        shared_house.issuer.mint("alice", [Authority.APPROVER], on_behalf_of="bob"),
    ):
        headers = {"Authorization": f"Bearer {token}", "If-Match": f'"{version}"'}
        answer = shared_house.anyone.post(f"/v1/roles/{role}/approve", headers=headers)
        assert answer.status_code == 409, answer.text
        assert answer.json()["code"] == "approver-is-an-editor"
