"""A part that fails or ends is run again, and said so; a part that was told to stop is not."""

import asyncio

import pytest
from structlog.testing import capture_logs

from interfaces.cli import supervise


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervise, "FIRST_PAUSE", 0.01)


def test_a_part_that_fails_or_ends_is_logged_and_run_again() -> None:
    runs = 0

    async def fails_then_ends_then_stays(stop: asyncio.Event) -> None:
        nonlocal runs
        runs += 1
        if runs == 1:
            raise ConnectionError("broker away")
        if runs == 3:
            stop.set()

    async def for_a_while() -> None:
        await asyncio.wait_for(supervise.keep_running("relay", fails_then_ends_then_stays, asyncio.Event()), timeout=5)

    with capture_logs() as logs:
        asyncio.run(for_a_while())
    assert [(line["event"], line["part"]) for line in logs] == [("part.failed", "relay")] * 2
    assert "broker away" in logs[0]["error"]
    assert logs[1]["restart_in"] == 2 * logs[0]["restart_in"]
    assert runs == 3


def test_each_cause_of_a_failed_group_is_said() -> None:
    async def fails(_stop: asyncio.Event) -> None:
        inner = ExceptionGroup("unhandled errors in a TaskGroup", [ConnectionError("broker away")])
        raise ExceptionGroup("unhandled errors in a TaskGroup", [ValueError("no such table"), inner])

    async def for_a_while() -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(supervise.keep_running("relay", fails, stop))
        await asyncio.sleep(0)
        stop.set()
        await running

    with capture_logs() as logs:
        asyncio.run(for_a_while())
    assert logs[0]["error"] == "ValueError: no such table; ConnectionError: broker away"
    assert isinstance(logs[0]["exc_info"], ExceptionGroup)


def test_a_part_that_waits_for_its_next_run_stops_at_once() -> None:
    async def fails(_stop: asyncio.Event) -> None:
        raise ConnectionError("broker away")

    async def stopped() -> float:
        stop = asyncio.Event()
        running = asyncio.create_task(supervise.keep_running("relay", fails, stop))
        await asyncio.sleep(0.1)
        began = asyncio.get_running_loop().time()
        stop.set()
        await running
        return asyncio.get_running_loop().time() - began

    with capture_logs():
        assert asyncio.run(stopped()) < 0.1
