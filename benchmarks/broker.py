"""The one RabbitMQ node that everybody is measured on, started when first asked for; a new name each time."""

import atexit
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from infrastructure.embedded.rabbitmq import PrivateRabbitMQ
from infrastructure.embedded.rabbitmq_programs import download_rabbitmq, find_rabbitmq
from infrastructure.settings import Settings

_NAMES = (f"bench.{number}" for number in count(1))


@cache
def url() -> str:
    """Where it speaks AMQP. It ends with this process."""
    folder = TemporaryDirectory(prefix="rolecall-rabbit-")
    atexit.register(folder.cleanup)  # after the node's end: what is registered first runs last
    node = PrivateRabbitMQ(
        Path(folder.name) / "node", find_rabbitmq() or download_rabbitmq(Settings.from_environment().cache)
    )
    atexit.register(node.stop)
    node.start()
    return node.url


def fresh_name() -> str:
    """For an exchange or a queue that nobody used before."""
    return next(_NAMES)
