"""People who use a running house over HTTP, each with a token of their own."""

from typing import Any

import httpx

from application.commands import Authority
from infrastructure.tokens import DevelopmentIssuer
from tests.end_to_end.house import House


class Person:
    """A subject of the development issuer with some roles; without any, somebody from outside."""

    def __init__(self, house: House, subject: str, *roles: str) -> None:
        token = DevelopmentIssuer(house.home).mint(subject, [Authority(role) for role in roles])
        headers = {"Authorization": f"Bearer {token}"} if roles else {}
        self._http = house.http
        self._headers = headers

    def ask(self, path: str, **parameters: Any) -> httpx.Response:
        """GET, whatever the answer."""
        return self._http.get(f"/v1/{path}", params=parameters, headers=self._headers)

    def see(self, path: str, **parameters: Any) -> Any:
        """GET what must be there."""
        answer = self.ask(path, **parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def send(self, path: str, body: Any = None, *, seen: int | None = None) -> httpx.Response:
        """POST a command; `seen`: the version it is meant for."""
        headers = self._headers if seen is None else self._headers | {"If-Match": f'"{seen}"'}
        return self._http.post(f"/v1/{path}", json=body or {}, headers=headers)

    def do(self, path: str, body: Any = None, *, seen: int | None = None) -> Any:
        """POST a command that must be accepted; its {id, version, position}."""
        answer = self.send(path, body, seen=seen)
        assert answer.is_success, f"{path}: {answer.text}"
        return answer.json()
