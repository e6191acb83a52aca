"""Roles and postings brought to where a test begins, by their own commands through the API."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx

from infrastructure.settings import Settings
from tests.interfaces.api.house import House, example, line, path_of, serving


def send(
    client: httpx.Client, name: str, stream: str | None = None, /, *, version: int | None = None, **body: Any
) -> Any:
    """Send a command's example with these members changed; the answer must accept it. version: for If-Match."""
    headers = {"If-Match": f'"{version}"'} if version is not None else {}
    answer = client.post(path_of(line(name), stream), json=example(name, **body), headers=headers)
    assert answer.is_success, f"{name}: {answer.status_code} {answer.text}"
    return answer.json()


@contextmanager
def written_but_unseen(settings: Settings) -> Iterator[tuple[House, str, int]]:
    """A house whose read side is made but not fed, a role at L6 there, and the position of its revision to L7."""
    with serving(settings) as house:
        made = send(house.alice, "DraftRole", code=str(uuid4()))
        assert house.bob.get("/v1/roles", params={"min_position": made["position"]}).status_code == 200
    with serving(settings, fed=False) as house:
        yield house, made["id"], send(house.alice, "ReviseRole", made["id"])["position"]


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
