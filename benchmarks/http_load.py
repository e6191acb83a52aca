"""Connections that each send the next command when the last is answered.

Job: who, port, token, connections, seconds; each: so many postings of its own a connection of ours changes in turn.
"""

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final
from uuid import uuid4

import msgspec
import uvloop

from benchmarks import child

WARM_UP: Final = 0.5
DRAFT: Final = {"content": {"title": "Baker wanted", "description": "Bread, before the town wakes up."}}
SALARY: Final = {
    "pay": [{"currency": "EUR", "period": "year", "minimum": "33500", "maximum": "39500"}],
    "reason": "The collective agreement of March raises every grade",
}
PLAIN: Final = {"minimum": 33500, "maximum": 39500, "currency": "EUR", "reason": SALARY["reason"]}


# With the postings that it changes in turn: id and version.
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter, deque[tuple[str, int]]]


@dataclass(slots=True)
class Load:
    """What the connections share."""

    job: dict[str, Any]
    counting: bool = False
    stopping: bool = False
    latencies: list[float] = field(default_factory=list)

    async def opened(self) -> Connection:
        """A connection, and its postings: none where not ours is asked."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.job["port"])
        postings: deque[tuple[str, int]] = deque()
        for _ in range(self.job["each"] if self.job["who"] == "rolecall" else 0):
            _, answer = await self._ask(reader, writer, "/v1/job-postings", DRAFT, 0)
            postings.append((answer["id"], answer["version"]))
        return reader, writer, postings

    async def connection(self, number: int, opened: Connection) -> None:
        """One connection until told to stop; another status than 2xx ends the run."""
        reader, writer, postings = opened
        dice, version = Random(number), 0
        while not self.stopping:
            if postings:
                posting, version = postings.popleft()
                path, body = f"/v1/job-postings/{posting}/change-salary", {**SALARY}
                body["pay"] = [{**SALARY["pay"][0], "minimum": str(33_500 + version % 100)}]  # type: ignore[dict-item]  # a literal
            else:
                path, body = f"/postings/{dice.randrange(1, 100_001)}/change-salary", PLAIN  # type: ignore[assignment]  # as above
            begun = time.perf_counter()
            _, answer = await self._ask(reader, writer, path, body, version)
            if self.counting:
                self.latencies.append(time.perf_counter() - begun)
            version = answer["version"]
            if self.job["who"] == "rolecall":
                postings.append((posting, version))
        writer.close()

    async def _ask(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, body: Any, version: int
    ) -> tuple[bytes, Any]:
        content = msgspec.json.encode(body)
        match = f'If-Match: "{version}"\r\n' if version else ""
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.job['token']}\r\n"
            f"Idempotency-Key: {uuid4()}\r\n{match}Content-Type: application/json\r\n"
            f"Content-Length: {len(content)}\r\n\r\n"
        )
        writer.write(head.encode() + content)
        answered = await reader.readuntil(b"\r\n\r\n")
        length = int(answered.lower().partition(b"content-length:")[2].split(None, 1)[0])
        answer = await reader.readexactly(length)
        if not answered.startswith(b"HTTP/1.1 2"):
            raise AssertionError(f"{path}: {answered[:40]!r} {answer[:400]!r}")
        return answered, msgspec.json.decode(answer)


async def main() -> None:
    job = child.job()
    load = Load(job)
    opened = await asyncio.gather(*(load.opened() for _ in range(job["connections"])))
    tasks = [asyncio.ensure_future(load.connection(number, each)) for number, each in enumerate(opened)]
    await asyncio.wait(tasks, timeout=WARM_UP, return_when=asyncio.FIRST_EXCEPTION)
    load.counting, begun = True, time.perf_counter()
    await asyncio.wait(tasks, timeout=job["seconds"], return_when=asyncio.FIRST_EXCEPTION)
    load.counting, seconds = False, time.perf_counter() - begun
    load.stopping = True
    await asyncio.gather(*tasks)
    latencies = sorted(load.latencies)
    child.answer(
        {
            "per_second": len(latencies) / seconds,
            "p50_ms": latencies[len(latencies) // 2] * 1e3,
            "p99_ms": latencies[len(latencies) * 99 // 100] * 1e3,
        }
    )


if __name__ == "__main__":
    uvloop.run(main())
