"""With real servers named, the parts run as processes of their own: migrate, serve, relay, consume, react."""

import asyncio
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import aio_pika
import httpx
import pytest

from infrastructure.messaging.topology import EXCHANGE, ConsumerGroup, batches_of
from tests.conftest import Database
from tests.end_to_end.house import PATIENCE, House


@pytest.fixture
def broker(amqp_url: str) -> Iterator[str]:
    """The broker, left without what production declares there."""
    yield amqp_url

    async def clear() -> None:
        async with await aio_pika.connect(amqp_url) as connection:
            channel = await connection.channel()
            await channel.queue_delete(ConsumerGroup().queue)
            for exchange in (EXCHANGE, batches_of(EXCHANGE)):
                await channel.exchange_delete(exchange)

    asyncio.run(clear())


def test_parts_as_processes_carry_a_command_from_the_log_to_the_reader(
    database: Database, broker: str, tmp_path: Path
) -> None:
    named = {
        "ROLECALL_DATABASE_URL": database.app_url,
        "ROLECALL_ADMIN_DATABASE_URL": database.owner_url,
        "ROLECALL_AMQP_URL": broker,
    }
    house = House(tmp_path / "home", settings=named)
    assert house.run("migrate").stdout == "The database is ready.\n"
    text = tmp_path / "keeper.txt"
    text.write_text("Lighthouse Keeper\n\nResponsibilities\n\n- Keep the light.\n")
    with ExitStack() as running, house.http:
        parts = {part: running.enter_context(house.part(part)) for part in ("serve", "relay", "consume", "react")}
        [drafted] = house.json("import", "text", str(text), "--as", "role")
        position = drafted["drafted"]["position"]
        deadline = time.monotonic() + PATIENCE
        while not _reached(house, position):
            assert time.monotonic() < deadline, "the command never reached the reader"
            time.sleep(0.1)
        told = {part: process.told_to_stop(signal.SIGTERM) for part, process in parts.items()}
    assert {part: code for part, (code, _) in told.items()} == dict.fromkeys(parts, 0)
    assert [way for way in ("batches", "topics") if f'"way": "{way}"' not in told["relay"][1]] == []
    assert "relay.elected" in told["relay"][1]
    assert "consumer.subscribed" in told["consume"][1]
    assert "part.failed" not in "".join(said for _, said in told.values())


def _reached(house: House, position: int) -> bool:
    try:
        return house.http.get("/v1/job-postings", params={"min_position": position}).is_success
    except httpx.TransportError:
        return False
