"""The two ways out of the log: in batches for our own consumer groups, and event by event for other systems."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence, Set
from typing import Final, NamedTuple, Protocol

from aio_pika import ExchangeType
from aiormq import spec

from infrastructure.event_store.raw import RawEvent
from infrastructure.messaging.batches import CONTENT_TYPE, MOST_EVENTS, batched, to_body
from infrastructure.messaging.cloudevents import PERSISTENT, to_message
from infrastructure.messaging.topology import EXCHANGE, batches_of

GATHER_SECONDS: Final = 0.01  # one message for all that is written meanwhile: what a round costs is no event's
ASK_SECONDS: Final = 1.0  # how long who binds the first type may wait for its first event
_BATCH: Final = spec.Basic.Properties(content_type=CONTENT_TYPE, delivery_mode=PERSISTENT)


class Message(NamedTuple):
    """What is published. mandatory: whether the broker says so where no queue is bound to it."""

    body: bytes
    routing_key: str
    properties: spec.Basic.Properties
    mandatory: bool = False


Send = Callable[[Message], Awaitable[bool]]  # answers when the broker has it: whether a queue has been given it


class Way(Protocol):
    """name: of its election and its checkpoint. pause: seconds that the next events may wait to become more.

    wanted: the types of which each event is asked for; of any other, the first is enough. None: all of all.
    """

    @property
    def name(self) -> str: ...
    @property
    def exchange(self) -> str: ...
    @property
    def kind(self) -> ExchangeType: ...
    @property
    def pause(self) -> float: ...
    @property
    def wanted(self) -> Set[str] | None: ...

    async def publish(self, rows: Sequence[RawEvent], send: Send) -> RawEvent:
        """Send rows of the log, in order; answer the last one, or that after which it has to be read anew."""
        ...


class InBatches:
    """As few messages as can be, to every consumer group of ours; at most so many events in one."""

    name: Final = "batches"
    kind: Final = ExchangeType.FANOUT
    pause: Final = GATHER_SECONDS
    wanted: Final = None

    def __init__(self, exchange: str = EXCHANGE, most: int = MOST_EVENTS) -> None:
        self.exchange = batches_of(exchange)
        self._most = most

    async def publish(self, rows: Sequence[RawEvent], send: Send) -> RawEvent:
        """Send them all at once."""
        await asyncio.gather(*(send(Message(to_body(some), "", _BATCH)) for some in batched(rows, self._most)))
        return rows[-1]


class ByTopic:
    """A CloudEvent a message, by its type as routing key: to whatever others have bound.

    Of a type that nobody has bound, only the first event of those read at once is sent, which the broker gives back.
    The rest had been recorded before, so whoever binds that type later has no claim to them: nothing that a binding
    matches is left out. Nor are they read: what nobody wants costs next to nothing.
    """

    name: Final = "topics"
    kind: Final = ExchangeType.TOPIC

    def __init__(self, exchange: str = EXCHANGE) -> None:
        self.exchange = exchange
        self._bound: set[str] = set()  # types of which the last event sent was given to a queue

    @property
    def pause(self) -> float:
        return GATHER_SECONDS if self._bound else ASK_SECONDS

    @property
    def wanted(self) -> Set[str]:
        return self._bound

    async def publish(self, rows: Sequence[RawEvent], send: Send) -> RawEvent:
        """Send what somebody has bound, up to a type that turns out to be: of that, the rest has not been read.

        A type is asked for once, after all that comes before it has been sent.
        """
        asked: set[str] = set()
        waiting: list[RawEvent] = []
        for row in rows:
            if row.topic in asked and row.topic not in self._bound:
                continue
            waiting.append(row)
            if row.topic not in self._bound:
                asked.add(row.topic)
                await self._send_all(waiting, send)
                if row.topic in self._bound:
                    return row
                waiting = []
        await self._send_all(waiting, send)
        return rows[-1]

    async def _send_all(self, rows: Sequence[RawEvent], send: Send) -> None:
        taken = await asyncio.gather(*(send(_message(row)) for row in rows))
        for row, by_somebody in zip(rows, taken, strict=True):
            (self._bound.add if by_somebody else self._bound.discard)(row.topic)


def _message(row: RawEvent) -> Message:
    properties, body = to_message(row)
    return Message(body, row.topic, properties, mandatory=True)
