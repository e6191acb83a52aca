"""Publishes every event of the log, in order, one way: one publisher at a time, any number standing by."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

import psycopg
import structlog
from aio_pika.abc import AbstractConnection
from aiormq import Channel
from aiormq.abc import DeliveredMessage

from infrastructure.event_store.raw import RawEvent
from infrastructure.messaging.outbox import Checkpoint, Outbox, Superseded
from infrastructure.messaging.patience import Backoff, sleep_unless
from infrastructure.messaging.topology import BrokerAway, connected, declare_exchange
from infrastructure.messaging.ways import Message, Way

WINDOW = 1_000  # events in flight; more than that gains nothing against a quorum queue, even one in a message
CONFIRM_SECONDS = 30.0  # aio-pika waits for ever on a confirm that a partition has swallowed (#636)
POLL_SECONDS = 0.2
STANDBY_SECONDS = 0.5
_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class PublisherStatus:
    """position: the last one that was published and confirmed. error: why this one, elected or not, is in trouble."""

    active: bool = False
    position: int = 0
    error: str | None = None


class Publisher:
    """The log on one way out. Nothing that it does or fails to do reaches those who append to the log."""

    def __init__(
        self,
        database_url: str,
        amqp_url: str,
        way: Way,
        *,
        window: int = WINDOW,
        confirm_seconds: float = CONFIRM_SECONDS,
    ) -> None:
        self._database_url = database_url
        self._amqp_url = amqp_url
        self._way = way
        self._window = window
        self._confirm_seconds = confirm_seconds
        self._backoff = Backoff()
        self.status = PublisherStatus()

    async def run(self, stop: asyncio.Event) -> None:
        """Stand by, publish when elected, begin anew after trouble, until `stop` is set."""
        while not stop.is_set():
            try:
                async with Outbox.opened(self._database_url, self._way.name) as outbox:
                    await self._serve(outbox, stop)
            except (psycopg.Error, BrokerAway, Superseded) as error:
                # Leaving the block gave the lock away: whoever stands by may reach a broker that we do not.
                self.status.error = str(error)
                pause = self._backoff.next()
                _log.warning("relay.interrupted", way=self._way.name, error=str(error), retry_in=round(pause, 2))
                await sleep_unless(stop, pause)

    async def _serve(self, outbox: Outbox, stop: asyncio.Event) -> None:
        while not await outbox.elect():
            self.status.error = None
            if await sleep_unless(stop, STANDBY_SECONDS):
                return
        try:
            async with connected(self._amqp_url) as broker:
                await self._relay(outbox, broker, stop)
        finally:
            self.status.active = False

    async def _relay(self, outbox: Outbox, broker: AbstractConnection, stop: asyncio.Event) -> None:
        channel = await broker.channel()
        await declare_exchange(channel, self._way.exchange, self._way.kind)
        publishing = cast(Channel, await channel.get_underlay_channel())
        at = await self._starting_point(outbox)
        self.status = PublisherStatus(active=True, position=at.position)
        _log.info("relay.elected", way=self._way.name, position=at.position, epoch=str(at.epoch))
        while not stop.is_set():
            rows = await outbox.rows(at.position, self._window, self._way.wanted)
            end = at.position + self._window
            if rows:
                last = await self._publish(publishing, rows)
                published = Checkpoint(last.epoch, last.position, last.event_id)
                await outbox.move(at, published)
                at = published
                self.status.position = at.position
                self._backoff.reset()
            all_there_was = not rows or rows[-1].position == at.position < end
            if rows and all_there_was:
                await sleep_unless(stop, self._way.pause)
            # Also where it does not wait: hints would pile up, psycopg's backlog has no limit.
            await outbox.news(POLL_SECONDS if all_there_was else 0)

    async def _starting_point(self, outbox: Outbox) -> Checkpoint:
        at = await outbox.checkpoint()
        if await outbox.holds(at):
            return at
        _log.warning("relay.log_set_back", position=at.position, epoch=str(at.epoch), then="publishing it all anew")
        start = Checkpoint(at.epoch, 0, None)
        await outbox.move(at, start)
        return start

    async def _publish(self, channel: Channel, rows: Sequence[RawEvent]) -> RawEvent:
        """Return when the broker has confirmed every message, with the last row that the way is done with."""
        try:
            async with asyncio.timeout(self._confirm_seconds):
                return await self._way.publish(rows, partial(self._send, channel))
        except TimeoutError as error:
            raise BrokerAway(
                f"no confirms within {self._confirm_seconds:g} s: an alarm, a partition or no majority"
            ) from error

    async def _send(self, channel: Channel, message: Message) -> bool:
        # By aiormq, which aio-pika stands on: it does not wait for each message's own way into the socket, a system
        # call each, and it takes properties that make themselves bytes.
        confirmed = await channel.basic_publish(
            message.body,
            exchange=self._way.exchange,
            routing_key=message.routing_key,
            properties=message.properties,
            mandatory=message.mandatory,
            wait=False,
        )
        return not isinstance(confirmed, DeliveredMessage)  # it was given back, and the log keeps it
