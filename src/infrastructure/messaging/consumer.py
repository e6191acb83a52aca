"""Brings events from a consumer group's queue to the read side, and from the log whatever the queue does not bring.

The broker is trusted neither for order nor for completeness: the engine drops what it has seen and reads what is
missing from the log. A watchdog beside the queue compares the read side with the log's head; where the broker is away,
the relay stands still or the queue was deleted, it keeps the read side going from the log.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import psycopg
import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection
from aiormq.abc import AbstractChannel as Channel
from aiormq.abc import DeliveredMessage

from application.ports import Unavailable
from infrastructure.cancelling import together
from infrastructure.messaging.arrivals import believable, next_batch
from infrastructure.messaging.batches import Arrival
from infrastructure.messaging.patience import Backoff, sleep_unless
from infrastructure.messaging.topology import RPC_SECONDS, BrokerAway, ConsumerGroup, connected, declare_queue
from infrastructure.read_side.divergence import Diverged
from infrastructure.read_side.engine import ReadSideEngine
from infrastructure.read_side.tables import ShapeChanged
from infrastructure.read_side.upkeep import upkeep

PREFETCH = 50  # messages that may wait for their acknowledgement: some ten megabytes at most
FAR_BEHIND = 10_000  # positions from which the log, read in bulk, is quicker than the queue
WATCH_SECONDS = 0.25
POLL_SECONDS = 0.1
SOON_SECONDS = 0.01  # within which more messages come while they come
QUIET_SECONDS = 0.5  # from which the log is asked for what the queue should have brought
SILENCE_SECONDS = 3.0, 60.0  # how long a queue may bring nothing that the log has: at first, and at most
_log = structlog.get_logger(__name__)


class LogChanged(Exception):
    """The log is in another epoch, or shorter, than when the checkpoints were compared with it."""


TROUBLE = (psycopg.Error, Unavailable, Diverged, ShapeChanged, LogChanged)


@dataclass(slots=True)
class ConsumerStatus:
    """position: the read side's; head: the log's, when last looked at. received: events that the queue has brought.

    error: why nothing is applied (a database is away, the log was set back). off_queue: why the log feeds the read
    side, and not the queue.
    """

    position: int = 0
    head: int = 0
    received: int = 0
    error: str | None = "not started"
    off_queue: str | None = "not connected yet"

    @property
    def lag(self) -> int:
        """How many events the read side has not seen."""
        return self.head - self.position


class Consumer:
    """One process of a consumer group. Several may run: the broker feeds one, and the checkpoints arbitrate anyway."""

    def __init__(
        self,
        amqp_url: str,
        engine: ReadSideEngine,
        *,
        group: ConsumerGroup | None = None,
        prefetch: int = PREFETCH,
        far_behind: int = FAR_BEHIND,
    ) -> None:
        self._amqp_url = amqp_url
        self._engine = engine
        self._group = group or ConsumerGroup()
        self._prefetch = prefetch
        self._far_behind = far_behind
        self._applying = asyncio.Lock()  # the queue and the watchdog share one engine
        self._ready = asyncio.Event()  # the checkpoints were compared with the log, and agree
        self._leave_queue = asyncio.Event()
        self._was_far_behind = False
        self._epoch: UUID | None = None
        self._behind_at: int | None = None  # where the read side stood when last seen to be behind
        self._heard_at = 0.0  # when the queue last brought something, or was subscribed to
        self._patience = SILENCE_SECONDS[0]
        self.status = ConsumerStatus()

    async def run(self, stop: asyncio.Event) -> None:
        """Feed the read side until `stop` is set, whatever happens to the broker or to the databases."""
        try:
            await together(upkeep(self._engine, stop), self._watch(stop), self._consume(stop))
        finally:
            with suppress(*TROUBLE):
                await self._engine.settle()

    async def _consume(self, stop: asyncio.Event) -> None:
        backoff = Backoff()
        while not stop.is_set():
            try:
                async with connected(self._amqp_url) as broker:
                    await self._subscribe(broker, stop)
                    backoff.reset()
            except BrokerAway as error:
                self.status.off_queue = str(error)
                pause = backoff.next()
                _log.warning("consumer.broker_away", error=str(error), retry_in=round(pause, 2), meanwhile="the log")
                await sleep_unless(stop, pause)

    async def _subscribe(self, broker: AbstractConnection, stop: asyncio.Event) -> None:
        """Take what the queue brings, until asked to stop or to leave it. Raises BrokerAway."""
        channel = await broker.channel()
        await channel.set_qos(self._prefetch, timeout=RPC_SECONDS)
        queue = await declare_queue(channel, self._group)
        # Off the queue, the watchdog follows the log in bulk, to its head: beyond what the relay has published.
        while not self._ready.is_set() or self.status.lag > self._far_behind:
            if await sleep_unless(stop, POLL_SECONDS):
                return
        if self._was_far_behind:  # what waits there has been read from the log by now
            await queue.purge(timeout=RPC_SECONDS)
            self._was_far_behind = False
        deliveries: asyncio.Queue[DeliveredMessage] = asyncio.Queue()
        consuming = await channel.get_underlay_channel()  # aio-pika's own messages cost a third of a delivery
        try:
            await consuming.basic_consume(self._group.queue, deliveries.put, timeout=RPC_SECONDS)
        except TimeoutError as error:
            # One that a broker made in the second before its death comes back without a leader, for good (3.10).
            await (await broker.channel()).queue_delete(self._group.queue, timeout=RPC_SECONDS)
            raise BrokerAway("the queue did not answer, and was deleted to be made anew") from error
        self._heard_at = time.monotonic()
        self._leave_queue.clear()
        self.status.off_queue = None
        _log.info("consumer.subscribed", queue=self._group.queue, position=self.status.position)
        await self._drain(channel, consuming, deliveries, stop)

    async def _drain(
        self,
        channel: AbstractChannel,
        consuming: Channel,
        deliveries: asyncio.Queue[DeliveredMessage],
        stop: asyncio.Event,
    ) -> None:
        """Have the engine take a batch while it writes the one before, which is acknowledged then."""
        taken: tuple[int, int] | None = None  # the last position and delivery tag of what is being written
        while not stop.is_set() and not self._leave_queue.is_set():
            if channel.is_closed:
                raise BrokerAway("the channel was closed")
            arrived = await next_batch(deliveries, SOON_SECONDS if taken else POLL_SECONDS)
            if arrived is None and taken is None:
                continue
            if arrived is not None and arrived.events is not None:
                self.status.received += len(arrived.events)
            before, tag = taken or (0, None)
            work = partial(self._take, arrived.events, before) if arrived else partial(self._write, before)
            last = await self._insist(work, stop)
            if last is None:
                return
            if tag is not None:
                async with asyncio.timeout(RPC_SECONDS):
                    await consuming.basic_ack(tag, multiple=True)
            if last > self.status.position or arrived is None:  # it brought something new, or that was written
                self._heard_at, self._patience = time.monotonic(), SILENCE_SECONDS[0]
            taken = (last, arrived.tag) if arrived else None

    async def _take(self, arrivals: Sequence[Arrival] | None, before: int) -> int:
        """Have the engine take what messages tell of; answer the last position. All up to `before` is written then.

        None: of what cannot be known, so of whatever the log has.
        """
        if arrivals is None:
            return await self._write((await self._engine.log.head()).position)
        log = self._engine.log
        head, recorded = await asyncio.gather(log.head(), log.event_ids([one.position for one in arrivals]))
        events = believable(arrivals, head.epoch, recorded)
        if events is None:
            return await self._write(head.position)
        await self._engine.take(events)
        last = max((one.position for one in events), default=0)
        return last if last > before else await self._write(before)

    async def _write(self, to: int) -> int:
        """Have all up to that position written, or up to the log's head, should it have been set back."""
        reached = await self._engine.settle()
        if reached is not None and reached >= to:
            return reached
        return await self._engine.follow_up(min(to, (await self._engine.log.head()).position))

    async def _insist(self, work: Callable[[], Awaitable[int]], stop: asyncio.Event) -> int | None:
        """What the work answers; None only when asked to stop.

        A database that is away is waited for: a message given back would only come again, at the queue's tail.
        """
        while not stop.is_set():
            if not self._ready.is_set():
                await sleep_unless(stop, POLL_SECONDS)
                continue
            try:
                async with self._applying:
                    return await work()
            except TROUBLE as error:
                self._interrupted(error)
        return None

    async def _watch(self, stop: asyncio.Event) -> None:
        """Compare the read side with the log, and apply from the log what the queue does not bring in time."""
        backoff = Backoff()
        while not stop.is_set():
            try:
                if not self._ready.is_set():
                    await self._start()
                pause = await self._look_after()
                backoff.reset()
            except TROUBLE as error:
                self._interrupted(error)
                pause = backoff.next()
            await sleep_unless(stop, pause)

    async def _start(self) -> None:
        async with self._applying:
            self._epoch = (await self._engine.log.head()).epoch
            await self._engine.start()
        await self._look()
        self._ready.set()
        self.status.error = None

    async def _look(self) -> None:
        self.status.position = (await self._engine.position()).position  # before the head, which only moves on
        head = await self._engine.log.head()
        self.status.head = head.position
        self._was_far_behind |= self.status.lag > self._far_behind
        if head.epoch != self._epoch or self.status.lag < 0:
            raise LogChanged("the log is not the one that the read side was following: comparing anew")

    async def _look_after(self) -> float:
        """Look once, do what is needed, and answer how many seconds to wait before looking again."""
        await self._look()
        behind_at = self.status.position if self.status.lag else None
        # Not while a batch is being applied, or has just come: it moves on.
        still = behind_at is not None and behind_at == self._behind_at and not self._applying.locked()
        quiet = time.monotonic() - self._heard_at
        self._behind_at = behind_at
        if self.status.off_queue is not None:
            return 0.0 if await self._follow() else POLL_SECONDS
        if self.status.lag > self._far_behind:
            self._leave("far behind: the log is quicker")
        elif still and quiet > QUIET_SECONDS and await self._follow() and quiet > self._patience:
            # Subscribing anew helps where the queue or its binding has gone, and not where the relay stands still.
            self._patience = min(2 * self._patience, SILENCE_SECONDS[1])
            self._leave("the queue brings nothing")
        return WATCH_SECONDS

    async def _follow(self) -> bool:
        """Whether the log had something for the read side."""
        async with self._applying:
            return bool(await self._engine.follow())

    def _leave(self, why: str) -> None:
        _log.warning("consumer.leaves_queue", why=why, position=self.status.position, head=self.status.head)
        self.status.off_queue = why
        self._leave_queue.set()

    def _interrupted(self, error: Exception) -> None:
        self._ready.clear()
        self.status.error = str(error)
        _log.warning("consumer.interrupted", error=str(error))
