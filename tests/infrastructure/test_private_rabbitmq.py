"""The private RabbitMQ node: durable over kills, side by side with others, and gone with its owner, epmd too."""

import asyncio
from dataclasses import replace
from pathlib import Path

import aio_pika
import pytest
from pamqp.common import FieldTable

from infrastructure.embedded.errors import EmbeddedServerError, FolderInUse, NotRunning
from infrastructure.embedded.rabbitmq import PrivateRabbitMQ
from infrastructure.embedded.rabbitmq_programs import RabbitMQPrograms, download_rabbitmq
from tests.infrastructure.processes import eventually, owner, working_below


async def send(url: str, count: int) -> None:
    """Publish `count` persistent messages to the quorum queue "kept"; each is confirmed when this returns."""
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        arguments: FieldTable = {"x-queue-type": "quorum"}
        await channel.declare_queue("kept", durable=True, arguments=arguments)
        for number in range(count):
            message = aio_pika.Message(str(number).encode(), delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
            await channel.default_exchange.publish(message, "kept")


async def receive(url: str, count: int) -> list[int]:
    """The first `count` messages of "kept", in order; waits for them ten seconds."""
    received = []
    async with asyncio.timeout(10), await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue("kept", passive=True)
        async with queue.iterator(no_ack=True) as messages:
            async for message in messages:
                received.append(int(message.body))
                if len(received) == count:
                    break
    return received


def knows_its_queue(folder: Path) -> bool:
    # RabbitMQ 3.10 confirms messages before it has saved the name of a new quorum queue (by itself, twice a second).
    # Killed in between, it comes back with a queue that has no process: to consume from it hangs.
    return any(b"kept" in names.read_bytes() for names in folder.rglob("names.dets"))


def test_confirmed_messages_survive_a_kill_at_the_same_address(rabbitmq: PrivateRabbitMQ, tmp_path: Path) -> None:
    url = rabbitmq.url
    asyncio.run(send(url, 3))
    assert eventually(lambda: knows_its_queue(tmp_path))
    rabbitmq.kill()
    rabbitmq.start()
    assert rabbitmq.url == url
    assert asyncio.run(receive(url, 3)) == [0, 1, 2]


def test_two_nodes_run_side_by_side_one_with_spaces_in_its_paths_and_stop_leaves_nothing(
    rabbitmq: PrivateRabbitMQ, rabbitmq_programs: RabbitMQPrograms, tmp_path: Path
) -> None:
    other = tmp_path / "other node"
    (tmp_path / "other place").symlink_to(rabbitmq_programs.server.parents[1])
    elsewhere = replace(rabbitmq_programs, server=tmp_path / "other place/sbin" / rabbitmq_programs.server.name)
    with PrivateRabbitMQ(other, elsewhere) as second:
        asyncio.run(send(rabbitmq.url, 1))
        asyncio.run(send(second.url, 2))
        assert asyncio.run(receive(rabbitmq.url, 1)) == [0]
        assert asyncio.run(receive(second.url, 2)) == [0, 1]
        assert {"beam.smp", "epmd"} <= working_below(other)
    assert eventually(lambda: working_below(other) == set())
    with pytest.raises(NotRunning):
        _ = second.url
    assert {"beam.smp", "epmd"} <= working_below(tmp_path / "node")


def test_a_killed_owner_takes_node_and_epmd_with_it(rabbitmq_programs: RabbitMQPrograms, tmp_path: Path) -> None:
    folder = tmp_path / "node"
    programs = (rabbitmq_programs.server, rabbitmq_programs.erlang, *rabbitmq_programs.libraries)
    with owner("rabbitmq", folder, *programs) as process:
        assert {"beam.smp", "epmd"} <= working_below(folder)
        with pytest.raises(FolderInUse, match=str(process.pid)):
            PrivateRabbitMQ(folder, rabbitmq_programs).start()
        process.kill()
        process.wait()
        with PrivateRabbitMQ(folder, rabbitmq_programs) as node:
            asyncio.run(send(node.url, 1))
            assert asyncio.run(receive(node.url, 1)) == [0]
    assert eventually(lambda: working_below(folder) == set())


def test_a_node_that_cannot_start_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    programs = RabbitMQPrograms(Path("/bin/false"), Path("/bin"))
    with pytest.raises(EmbeddedServerError, match="RabbitMQ did not start"):
        PrivateRabbitMQ(tmp_path / "node", programs).start()
    assert working_below(tmp_path) == set()


def test_an_unpacked_rabbitmq_that_is_incomplete_is_named(tmp_path: Path) -> None:
    (tmp_path / "rabbitmq").mkdir()
    with pytest.raises(EmbeddedServerError, match="delete that folder"):
        download_rabbitmq(tmp_path)
