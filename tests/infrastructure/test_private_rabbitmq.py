"""The private RabbitMQ node: durable over kills, side by side with others, and gone with its owner, epmd too."""

import asyncio
from pathlib import Path

import aio_pika
import pytest
from pamqp.common import FieldTable

from infrastructure.embedded.errors import EmbeddedServerError, FolderInUse, NotRunning
from infrastructure.embedded.rabbitmq import PrivateRabbitMQ
from infrastructure.embedded.rabbitmq_programs import RabbitMQPrograms, download_rabbitmq
from tests.infrastructure.processes import eventually, owner, working_below


async def depth(url: str, *, after_sending: int) -> int:
    """Messages in a durable quorum queue, after `after_sending` more were confirmed."""
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        arguments: FieldTable = {"x-queue-type": "quorum"}
        await channel.declare_queue("kept", durable=True, arguments=arguments)
        for _ in range(after_sending):
            message = aio_pika.Message(b"kept", delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
            await channel.default_exchange.publish(message, "kept")
        queue = await channel.declare_queue("kept", durable=True, arguments=arguments)
        return queue.declaration_result.message_count or 0


def test_confirmed_messages_survive_a_kill_at_the_same_address(rabbitmq: PrivateRabbitMQ) -> None:
    url = rabbitmq.url
    assert asyncio.run(depth(url, after_sending=3)) == 3
    rabbitmq.kill()
    rabbitmq.start()
    assert rabbitmq.url == url
    assert asyncio.run(depth(url, after_sending=0)) == 3


def test_two_nodes_run_side_by_side_and_stop_leaves_nothing(
    rabbitmq: PrivateRabbitMQ, rabbitmq_programs: RabbitMQPrograms, tmp_path: Path
) -> None:
    other = tmp_path / "other node"
    with PrivateRabbitMQ(other, rabbitmq_programs) as second:
        assert asyncio.run(depth(rabbitmq.url, after_sending=1)) == 1
        assert asyncio.run(depth(second.url, after_sending=2)) == 2
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
            assert asyncio.run(depth(node.url, after_sending=1)) == 1
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
