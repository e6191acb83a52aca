"""Roles and postings brought to where a test begins, by their own commands through the API."""

from typing import Any
from uuid import uuid4

import httpx

from tests.interfaces.api.house import House, example, line, path_of


def send(client: httpx.Client, name: str, stream: str | None = None, *, version: int | None = None, **body: Any) -> Any:
    """Send a command's example with these members changed; the answer must accept it. version: for If-Match."""
    headers = {"If-Match": f'"{version}"'} if version is not None else {}
    answer = client.post(path_of(line(name), stream), json=example(name, **body), headers=headers)
    assert answer.is_success, f"{name}: {answer.status_code} {answer.text}"
    return answer.json()


def approved_role(house: House, **body: Any) -> str:
    """A role in force, written by alice and approved by bob."""
    role: str = send(house.alice, "DraftRole", **{"code": f"role-{uuid4()}", **body})["id"]
    submitted = send(house.alice, "SubmitRoleForApproval", role)
    send(house.bob, "ApproveRole", role, version=submitted["version"])
    return role


def draft_posting(house: House, **content: Any) -> str:
    """A draft without a role."""
    said = {**example("DraftPosting")["content"], **content}
    posting: str = send(house.alice, "DraftPosting", content=said)["id"]
    return posting


def approved_posting(house: House, **content: Any) -> str:
    """A posting of an approved role, approved itself."""
    posting = draft_posting(house, **content)
    send(house.alice, "AssignRole", posting, role_id=approved_role(house))
    submitted = send(house.alice, "SubmitPostingForApproval", posting)
    send(house.bob, "ApprovePosting", posting, version=submitted["version"])
    return posting


def published_posting(house: House, **content: Any) -> tuple[str, int]:
    """A posting that is published, and the position of that."""
    posting = approved_posting(house, **content)
    return posting, send(house.alice, "PublishPosting", posting)["position"]
