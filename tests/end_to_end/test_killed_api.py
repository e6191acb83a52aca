"""An API process is killed (kill -9) in mid-load: nothing acknowledged is lost, and nobody waits for the dead."""

import signal
import threading
import time
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import psycopg

from tests.conftest import Database
from tests.end_to_end.house import PATIENCE, House
from tests.infrastructure.processes import eventually

AUTHORS, KILLS = 8, 2
AT_ONCE = 2.0  # seconds within which another process must have written


class Load:
    """Authors who draft roles, one after the other, until their server is gone. answers: by key; None: unknown."""

    def __init__(self, url: str, token: str, name: str) -> None:
        self.answers: dict[str, Any] = {}
        self._url, self._token = url, token
        self._threads = [threading.Thread(target=self._write, args=[f"{name}-{author}"]) for author in range(AUTHORS)]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for thread in self._threads:
            thread.join()

    def acknowledged(self) -> int:
        return sum(answer is not None for answer in list(self.answers.values()))

    def _write(self, author: str) -> None:
        with httpx.Client(base_url=self._url, timeout=PATIENCE) as http:
            for number in count():
                key = f"{author}-{number}"
                self.answers[key] = None
                try:
                    self.answers[key] = draft(http, self._token, key)
                except httpx.TransportError:
                    return


def draft(http: httpx.Client, token: str, key: str) -> Any:
    """Draft a role under this key; what was answered."""
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    answer = http.post("/v1/roles", headers=headers, json={"code": key, "content": {"title": f"Role {key}"}})
    assert answer.is_success, answer.text
    return answer.json()


def serving(house: House) -> bool:
    try:
        return house.http.get("/health/live").is_success
    except httpx.TransportError:
        return False


def test_an_api_process_killed_in_mid_load_loses_nothing_and_leaves_no_lock(database: Database, tmp_path: Path) -> None:
    named = {"ROLECALL_DATABASE_URL": database.app_url, "ROLECALL_ADMIN_DATABASE_URL": database.owner_url}
    dying, living = (House(tmp_path / "home", settings=named) for _ in range(2))
    assert dying.run("migrate").returncode == 0
    token = dying.token("alice", "author")
    answers: dict[str, Any] = {}
    with ExitStack() as running, dying.http, living.http:
        running.enter_context(living.part("serve"))
        assert eventually(lambda: serving(living), PATIENCE)
        draft(living.http, token, "connected")
        for kill in range(KILLS):
            victim = running.enter_context(dying.part("serve"))
            assert eventually(lambda: serving(dying), PATIENCE)
            with Load(dying.url, token, f"load-{kill}") as load:
                assert eventually(lambda: load.acknowledged() >= 20 * AUTHORS, PATIENCE)
                assert victim.told_to_stop(signal.SIGKILL)[0] == -signal.SIGKILL
                began = time.monotonic()
                draft(living.http, token, f"after-{kill}")
                assert time.monotonic() - began < AT_ONCE
            answers |= load.answers
        assert None in answers.values()  # each author was waiting for an answer, or about to
        for key, answer in answers.items():
            again = draft(living.http, token, key)
            assert answer in (again, None)
    with psycopg.connect(database.app_url) as connection:
        sent = len(answers) + KILLS + 1
        counted = connection.execute(
            "SELECT count(DISTINCT command_id), max(notification_id) - count(*) FROM log.events"
        ).fetchone()
    assert counted == (sent, 0)
