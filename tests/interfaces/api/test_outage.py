"""The database goes away and comes back: every answer within a bound, nothing acknowledged lost, nothing done twice."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import uuid4

import httpx
import pytest

from infrastructure.settings import Settings
from tests.interfaces.api.house import House, example, serving
from tests.interfaces.api.stories import send
from tests.interfaces.api.wire import Wire, wire_to

BOUND = 12.0  # seconds for any answer while the database is away
RECOVERY = 10.0  # seconds until all is well again


@pytest.fixture
def wire(settings: Settings) -> Iterator[Wire]:
    """What lies between the API and its database."""
    with wire_to(str(settings.database_url)) as wire:
        yield wire


@pytest.fixture
def wired(settings: Settings, wire: Wire) -> Iterator[House]:
    """An API at the other end of the wire."""
    with serving(replace(settings, database_url=wire.url), feeder=settings) as house:
        yield house


def eventually(ask: Callable[[], httpx.Response], status: int) -> httpx.Response:
    """Ask until the answer has this status."""
    deadline = time.monotonic() + RECOVERY
    while (answer := ask()).status_code != status:
        assert answer.status_code == 503, answer.text
        assert time.monotonic() < deadline, answer.text
        time.sleep(0.1)
    return answer


@pytest.mark.parametrize("harm", [Wire.cut, Wire.freeze], ids=["cut", "frozen"])
def test_without_a_database_every_answer_is_503_in_time_and_all_is_well_afterwards(
    wired: House, wire: Wire, harm: Callable[[Wire], None]
) -> None:
    role = send(wired.alice, "DraftRole", code="before")
    eventually(lambda: wired.bob.get("/v1/roles", params={"min_position": role["position"]}), 200)
    key = {"Idempotency-Key": "during"}
    body = example("DraftRole", code="during")
    harm(wire)
    asked: list[Callable[[], httpx.Response]] = [
        lambda: wired.alice.post("/v1/roles", json=body, headers=key),
        lambda: wired.bob.get("/v1/roles"),
        lambda: wired.bob.get(f"/v1/roles/{role['id']}?version=1"),
        lambda: wired.bob.get("/v1/roles?min_position=1"),
        lambda: wired.anyone.get("/health/ready"),
    ]
    for ask in asked:
        began = time.monotonic()
        answer = ask()
        assert answer.status_code == 503, answer.text
        assert answer.headers["retry-after"]
        assert answer.headers["content-type"] == "application/problem+json"
        assert time.monotonic() - began < BOUND
    assert wired.anyone.get("/health/live").status_code == 200
    assert wired.alice.post("/v1/roles", json={}).status_code == 422
    wire.mend()
    made = eventually(asked[0], 201).json()
    assert asked[0]().json() == made
    eventually(asked[4], 200)
    listed = eventually(lambda: wired.bob.get("/v1/roles", params={"min_position": made["position"]}), 200)
    assert sorted(row["code"] for row in listed.json()["items"]) == ["before", "during"]


def test_an_api_that_starts_without_its_database_serves_when_it_comes(settings: Settings, wire: Wire) -> None:
    wire.cut()
    with serving(replace(settings, database_url=wire.url), feeder=settings) as house:
        assert house.anyone.get("/health/live").status_code == 200
        missing = house.anyone.get("/health/ready")
        assert missing.status_code == 503
        assert missing.json()["missing"]
        wire.mend()
        eventually(lambda: house.anyone.get("/health/ready"), 200)
        assert send(house.alice, "DraftRole", code=str(uuid4()))["version"] == 1
