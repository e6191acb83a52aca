"""Feeds the read side from the log itself, without a broker: polling is the guarantee, NOTIFY a hint."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

import psycopg
import structlog

from application.ports import Unavailable
from infrastructure.cancelling import end, together
from infrastructure.event_store.hint import CHANNEL
from infrastructure.read_side.divergence import Diverged
from infrastructure.read_side.engine import ReadSideEngine
from infrastructure.read_side.tables import ShapeChanged
from infrastructure.read_side.upkeep import upkeep

POLL_SECONDS = 0.25
SOON_SECONDS, SOON_TIMES = 0.003, 5  # after news there is often more, and hints are 10 ms apart
MANY = 50  # events: fewer wait so long for company. At 1,000/s that is five a batch and not two: a quarter less work
RETRY_SECONDS = 1.0
TROUBLE = (psycopg.Error, Unavailable, Diverged, ShapeChanged)
_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class FollowerStatus:
    """error: why nothing is applied at the moment; None where all is well."""

    error: str | None = "not started"


class Follower:
    """One process that follows the log. Several may run: the checkpoints arbitrate."""

    def __init__(self, log_url: str, engine: ReadSideEngine) -> None:
        self._log_url = log_url
        self._engine = engine
        self._news = asyncio.Event()
        self.status = FollowerStatus()

    async def run(self, stop: asyncio.Event) -> None:
        """Feed the read side until `stop` is set, whatever happens to the databases."""
        listening = asyncio.create_task(self._listen())
        try:
            await together(self._follow(stop), upkeep(self._engine, stop))
        finally:
            await end(listening)
            with suppress(*TROUBLE):
                await self._engine.settle()

    async def _follow(self, stop: asyncio.Event) -> None:
        started, in_vain = False, 0
        while not stop.is_set():
            try:
                if not started:
                    await self._engine.start()
                    started, self.status.error = True, None
                if found := await self._engine.follow():
                    in_vain = 0
                    if found < MANY:
                        await asyncio.sleep(SOON_SECONDS)
                    continue
                if in_vain > SOON_TIMES:  # not after each batch: it asks twice
                    await self._still_the_same_log()
                in_vain += 1
                await self._wait(stop, SOON_SECONDS if in_vain <= SOON_TIMES else POLL_SECONDS)
            except TROUBLE as error:
                started, self.status.error = False, str(error)  # compare with the log anew: it may be another one
                _log.warning("read_side.interrupted", error=str(error))
                await self._wait(stop, RETRY_SECONDS)

    async def _still_the_same_log(self) -> None:
        position = (await self._engine.position()).position
        if position > (await self._engine.log.head()).position:
            raise Unavailable("the log that the read side was following")

    async def _wait(self, stop: asyncio.Event, seconds: float) -> None:
        """Until there may be news, at most so long."""
        waiting = [asyncio.create_task(event.wait()) for event in (self._news, stop)]
        await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        self._news.clear()

    async def _listen(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._log_url, autocommit=True) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    async for _ in connection.notifies():
                        self._news.set()
            except psycopg.Error:
                await asyncio.sleep(RETRY_SECONDS)  # the polling goes on
