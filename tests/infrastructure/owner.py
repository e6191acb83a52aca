"""Run by the tests as a process of its own that owns a server, to be killed: `owner.py postgres|rabbitmq FOLDER …`."""

import signal
import sys
from pathlib import Path

from infrastructure.embedded.postgres import EmbeddedPostgres
from infrastructure.embedded.rabbitmq import PrivateRabbitMQ
from infrastructure.embedded.rabbitmq_programs import RabbitMQPrograms


def main(kind: str, folder: Path, *programs: Path) -> None:
    server: EmbeddedPostgres | PrivateRabbitMQ
    if kind == "postgres":
        server = EmbeddedPostgres(folder)
    else:
        server = PrivateRabbitMQ(folder, RabbitMQPrograms(programs[0], programs[1], tuple(programs[2:])))
    with server:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        signal.pause()


if __name__ == "__main__":
    main(sys.argv[1], *map(Path, sys.argv[2:]))
