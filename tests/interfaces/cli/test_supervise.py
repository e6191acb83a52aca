"""A part that fails or ends is run again, and said so."""

import asyncio

import pytest
from structlog.testing import capture_logs

from interfaces.cli import supervise


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervise, "FIRST_PAUSE", 0.01)


def test_a_part_that_fails_is_logged_and_run_again() -> None:
    runs = 0
    third = asyncio.Event()

    async def fails_then_ends() -> None:
        nonlocal runs
        runs += 1
        if runs == 1:
            raise ConnectionError("broker away")
        if runs == 3:
            third.set()
            await asyncio.Event().wait()

    async def for_a_while() -> None:
        task = asyncio.create_task(supervise.keep_running("relay", fails_then_ends))
        await asyncio.wait_for(third.wait(), timeout=5)
        task.cancel()

    with capture_logs() as logs:
        asyncio.run(for_a_while())
    assert [(line["event"], line["part"]) for line in logs] == [("part_failed", "relay"), ("part_ended", "relay")]
    assert "broker away" in logs[0]["error"]
    assert logs[1]["restart_in"] == 2 * logs[0]["restart_in"]


def test_a_part_that_is_cancelled_stays_ended() -> None:
    async def cancelled() -> bool:
        task = asyncio.create_task(supervise.keep_running("relay", asyncio.Event().wait))  # type: ignore[arg-type]  # its True is not looked at
        await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.wait([task], timeout=5)
        return task.cancelled()

    assert asyncio.run(cancelled())
