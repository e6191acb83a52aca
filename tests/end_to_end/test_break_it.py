"""Harm done under load: queue purged, broker killed, read models wiped. `make break-it` tells the story."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import aio_pika
import httpx
import psycopg

from infrastructure.embedded.cluster import ADMIN
from infrastructure.embedded.postgres import EmbeddedPostgres
from infrastructure.embedded.rabbitmq import PrivateRabbitMQ
from infrastructure.messaging.topology import ConsumerGroup
from tests.end_to_end.house import House

AUTHORS = 4  # threads, each drafting and revising roles one after the other


class Load:
    """Commands from several authors at once; what was acknowledged is remembered."""

    def __init__(self, house: House) -> None:
        self.acknowledged: dict[str, int] = {}  # role id -> the last version that an answer named
        self.refused = 0
        self._house = house
        self._headers = {"Authorization": f"Bearer {house.token('alice', 'author', 'auditor')}"}
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=[author]) for author in range(AUTHORS)]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _write(self, author: int) -> None:
        with httpx.Client(base_url=self._house.url, headers=self._headers, timeout=30) as http:
            number = 0
            while not self._over.is_set():
                number += 1
                draft = {"code": f"role-{author}-{number}", "content": {"title": f"Role {number} of author {author}"}}
                role = self._send(http, "/v1/roles", draft)
                for level in range(4):
                    self._send(http, f"/v1/roles/{role}/revise", {"changes": {"level": f"L{level}"}})

    def _send(self, http: httpx.Client, path: str, body: Any) -> str:
        answer = http.post(path, json=body)
        if not answer.is_success:
            self.refused += 1
            return ""
        told = answer.json()
        self.acknowledged[told["id"]] = told["version"]
        return str(told["id"])

    def missing(self) -> list[str]:
        """Roles that are not in the log at the version that was acknowledged."""
        with httpx.Client(base_url=self._house.url, headers=self._headers, timeout=30) as http:
            return [
                role
                for role, version in self.acknowledged.items()
                if http.get(f"/v1/roles/{role}", params={"version": version}).status_code != 200
            ]

    def count(self) -> int:
        """How many commands were acknowledged so far."""
        return sum(list(self.acknowledged.values()))


def test_whatever_is_broken_nothing_acknowledged_is_lost(rabbitmq: PrivateRabbitMQ, tmp_path: Path) -> None:
    with House(tmp_path / "home", settings={"ROLECALL_AMQP_URL": rabbitmq.url}) as house:
        tell(house.wait_until_said("Read side"))
        with Load(house) as load:
            under_load(load, "purging the queue")
            asyncio.run(queue_of(rabbitmq, "purge"))
            under_load(load, "deleting the queue")
            asyncio.run(queue_of(rabbitmq, "delete"))
            under_load(load, "killing the broker (kill -9), and starting it again")
            rabbitmq.kill()
            rabbitmq.start()
            under_load(load, "wiping the read models job_postings and roles")
            wipe(house, "job_postings_v1", "roles_v1")
            under_load(load, "stopping the load")
        assert load.refused == 0
        tell(f"{load.count()} commands acknowledged, of which {len(load.missing())} are missing in the log")
        assert load.missing() == []

        found = house.run("verify-projections")
        tell("$ rolecall verify-projections", found.stdout)
        assert found.returncode == 1, "a wiped table must not pass for what the log says"
        replayed = house.run("replay", "job_postings", "roles")
        tell("$ rolecall replay job_postings roles", replayed.stdout)
        assert replayed.returncode == 0, replayed.stderr
        healed = house.run("verify-projections")
        tell("$ rolecall verify-projections", healed.stdout)
        assert healed.returncode == 0, healed.stdout


def under_load(load: Load, what: str) -> None:
    """Wait until some more commands were acknowledged, then say what is done to the house."""
    before = load.count()
    while load.count() < before + 100:
        threading.Event().wait(0.05)
    tell(f"{load.count()} commands acknowledged; {what}")


async def queue_of(rabbitmq: PrivateRabbitMQ, harm: str) -> None:
    """Purge or delete the queue that feeds the read side."""
    connection = await aio_pika.connect(rabbitmq.url)
    async with connection:
        channel = await connection.channel()
        queue = await channel.get_queue(ConsumerGroup().queue, ensure=False)
        await (queue.purge() if harm == "purge" else queue.delete(if_unused=False, if_empty=False))


def wipe(house: House, *tables: str) -> None:
    """Empty read tables, as an administrator with a heavy hand would."""
    url = EmbeddedPostgres(house.home / "postgres").url(ADMIN)
    with psycopg.connect(url, autocommit=True) as connection:
        for table in tables:
            connection.execute(f"TRUNCATE read_side.{table}")


def tell(*lines: str) -> None:
    """For whoever runs `make break-it`."""
    print(*lines, sep="\n")  # noqa: T201  the story is what `make break-it` is for
