"""The OpenAPI document tells the truth: every example works, every answer has the shape it promises."""

from datetime import UTC, datetime
from typing import Any

import pytest

from application.commands import COMMANDS
from interfaces.api.app import Api, create_app
from interfaces.api.routes import Route
from interfaces.container import Container
from tests.interfaces.api.house import House

# Every command there is, in an order that a role and its posting may live through: operation, who sends it.
STORY = """
    DraftRole alice, DiscardRole alice,
    DraftRole alice, ReviseRole alice, SubmitRoleForApproval alice, WithdrawRoleSubmission alice,
    SubmitRoleForApproval alice, RequestRoleChanges bob, SubmitRoleForApproval alice,
    ApproveRole bob, StartRoleRevision alice, AbandonRoleRevision alice, StartRoleRevision alice, ReviseRole alice,
    SubmitRoleForApproval alice, ApproveRole bob,
    DraftPosting alice, RevisePosting alice, ChangeSalary alice, SubmitPostingForApproval alice,
    RejectPosting bob, AssignRole alice, SubmitPostingForApproval alice, ApprovePosting bob,
    SchedulePublication alice, UnschedulePublication alice, PublishPosting alice,
    ProposeAmendment alice, RejectAmendment bob, ProposeAmendment alice, WithdrawAmendment alice,
    ProposeAmendment alice, ApproveAmendment bob, JudgePosting alice,
    ReportListingFailure alice, ConfirmListing alice, RecordObservation alice, PausePosting alice, ResumePosting alice,
    TakeDownChannel alice, RequestChannel alice, ExtendDeadline alice, ShortenDeadline alice,
    PlaceLegalHold olga, ReleaseLegalHold bob, RecordNotice olga, CureNotice bob,
    ClosePosting alice, ReopenPosting alice, ClosePosting alice, RelistPosting alice,
    AssignRole alice, RevisePosting alice, WaivePlace bob, ChangeSalary alice, RequestBandException alice,
    DenyBandException bob, RequestBandException alice, GrantBandException bob, DiscardPosting alice,
    AdoptPosting olga, ClosePosting alice, ArchivePosting alice,
    RetireRole bob, ReinstateRole bob, DraftRole alice, MergeRole bob,
    RegisterOrganisation olga, RenameOrganisation olga, RelocateOrganisation olga, MoveOrganisation olga,
    RecordHeadcount olga, SetApprovalPolicy olga, GrantAuthority olga, WithdrawAuthority olga, CloseOrganisation olga
"""
QUESTIONS = {"Check", "WhatIf"}  # sent by POST, too, and tested where they are answered
KINDS = ("roles", "job-postings", "organisations")


def operations(house: House) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Every operation by its id: method, path and what the document says of it."""
    document = house.anyone.get("/openapi.json").json()
    return {
        operation["operationId"]: (method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_every_example_sent_in_order_carries_a_role_and_a_posting_through_their_lives(house: House) -> None:
    known = operations(house)
    sent = set()
    streams: dict[str, Any] = {}
    roles: list[str] = []
    for name, who in (step.split() for step in STORY.split(",")):
        method, path, operation = known[name]
        assert method == "post"
        body = operation["requestBody"]["content"]["application/json"]["example"]
        if name == "AssignRole":  # these examples must name what is there, or what is not there yet
            body = {"role_id": streams["/v1/roles"]["id"]}
        if name == "DraftRole":
            body = {**body, "code": f"role-{len(roles)}"}
        if name == "MergeRole":
            body = {**body, "into": roles[-2]}
        if name == "RevisePosting" and name in sent:  # the second time, a place that has to be waived
            body = {"changes": {"work_mode": "remote"}}
        if name == "ChangeSalary" and name in sent:  # the second time, pay that needs an exception
            body = {**body, "pay": [{**body["pay"][0], "maximum": "999999"}]}
        kind = path.partition("/{id}")[0].removesuffix("/adopt")
        current = streams.get(kind, {})
        headers = {"If-Match": f'"{current["version"]}"'} if current and "{id}" in path else {}
        answer = getattr(house, who).post(path.replace("{id}", current.get("id", "")), json=body, headers=headers)
        assert answer.is_success, f"{name}: {answer.text}"
        streams[kind] = answer.json()
        roles += [answer.json()["id"]] if name == "DraftRole" else []
        assert answer.headers["etag"] == f'"{answer.json()["version"]}"'
        assert answer.status_code == int(next(iter(operation["responses"])))
        sent.add(name)
    answers_have_the_shape_they_promise(house, *(streams[f"/v1/{kind}"] for kind in KINDS))
    assert sent == {kind.command.__name__ for kind in COMMANDS}
    assert sent == {name for name, (method, _, _) in known.items() if method == "post"} - QUESTIONS


def answers_have_the_shape_they_promise(
    house: House, role: dict[str, Any], posting: dict[str, Any], unit: dict[str, Any]
) -> None:
    schemas = house.anyone.get("/openapi.json").json()["components"]["schemas"]
    seen = {"min_position": unit["position"]}
    for path, named, schema in [
        ("/v1/roles", True, "RoleSummary"),
        (f"/v1/roles/{role['id']}", False, "RoleView"),
        (f"/v1/roles/{role['id']}/career-path", True, "Step"),
        (f"/v1/roles/{role['id']}/history", True, "Happened"),
        ("/v1/job-postings", True, "PostingSummary"),
        (f"/v1/job-postings/{posting['id']}", False, "PostingView"),
        (f"/v1/job-postings/{posting['id']}?version=3", False, "State_JobPosting_"),
        ("/v1/organisations", True, "OrganisationView"),
        (f"/v1/organisations/{unit['id']}", False, "OrganisationView"),
        (f"/v1/organisations/{unit['id']}?version=3", False, "State_Organisation_"),
        ("/v1/audit", True, "AuditEntry"),
        ("/v1/audit/pay-changes", True, "PayChange"),
        ("/v1/hiring-dashboard", True, "MonthOfHiring"),
        (f"/v1/job-postings/{posting['id']}/publications", True, "Publication"),
        (f"/v1/job-postings/{posting['id']}/on/{datetime.now(UTC).date()}", False, "DayOfPosting"),
        (f"/v1/job-postings/{posting['id']}/compliance", True, "PostingConcern"),
        (f"/v1/job-postings/{posting['id']}/retention", False, "RetentionOfPosting"),
    ]:
        answer = house.everyone.get(path, params=None if "?" in path else seen)
        assert answer.status_code == 200, answer.text
        shown = answer.json()["items"][0] if named else answer.json()
        assert shown.keys() == schemas[schema]["properties"].keys(), path


def test_every_reference_in_the_document_leads_somewhere(shared_house: House) -> None:
    document = shared_house.anyone.get("/openapi.json").json()

    def references(value: Any) -> Any:
        if isinstance(value, dict):
            yield from ([value["$ref"]] if isinstance(value.get("$ref"), str) else [])
            for item in value.values():
                yield from references(item)
        elif isinstance(value, list):
            for item in value:
                yield from references(item)

    found = set(references(document))
    assert len(found) > 20
    for reference in found:
        target = document
        for part in reference.removeprefix("#/").split("/"):
            target = target[part]


def test_every_command_says_what_it_is_and_who_may_send_it(shared_house: House) -> None:
    for name, (method, _, operation) in operations(shared_house).items():
        assert operation["summary"], name
        assert operation["responses"]["default"]["content"].keys() == {"application/problem+json"}, name
        if method == "post":
            assert operation["x-roles"], name
            assert operation["security"], name


@pytest.mark.parametrize("path", ["/nowhere", "/v1", "/v1/roles/", "/v1/roles/1/2/3", "//"])
def test_what_is_not_served_is_a_problem_too(shared_house: House, path: str) -> None:
    answer = shared_house.everyone.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "not-found"


@pytest.mark.parametrize(("method", "path"), [("PUT", "/v1/roles"), ("DELETE", "/v1/job-postings"), ("GET", "/docs/")])
def test_a_method_that_is_not_served_is_a_problem_too(shared_house: House, method: str, path: str) -> None:
    answer = shared_house.everyone.request(method, path)
    assert answer.status_code == (404 if path == "/docs/" else 405)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.status_code == 404 or answer.headers["allow"]


def test_the_docs_load_nothing_from_elsewhere(shared_house: House) -> None:
    answer = shared_house.anyone.get("/docs")
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "http://" not in answer.text
    assert "https://" not in answer.text
    for kind in COMMANDS:
        assert kind.name in answer.text


def test_a_route_takes_the_query_parameters_that_the_document_names() -> None:
    app = create_app(Container())
    named = {
        (path, method.upper()): {one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"}
        for path, methods in app.openapi()["paths"].items()
        for method, operation in methods.items()
    }
    taken = {
        (route.path, method): route.query
        for route in app.routes
        if isinstance(route, Route)
        for method in route.methods or ()
    }
    assert taken == named
    assert {"limit", "cursor", "min_position"} < taken["/v1/roles", "GET"]


def test_the_document_is_made_for_nobody_but_its_readers(shared_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Api, "openapi", None)
    assert shared_house.bob.get("/v1/roles?limit=2").status_code == 200
    refused = shared_house.bob.get("/v1/roles?limits=2")
    assert (refused.status_code, refused.json()["code"]) == (422, "parameter-unknown")
