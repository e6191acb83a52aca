"""The two ways out of the log: in batches for our own consumer groups, and event by event for other systems."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple

from aio_pika import ExchangeType
from aiormq import spec

from infrastructure.event_store.raw import RawEvent
from infrastructure.messaging.batches import CONTENT_TYPE, MOST_EVENTS, batched, to_body
from infrastructure.messaging.cloudevents import PERSISTENT, to_message
from infrastructure.messaging.topology import EXCHANGE, batches_of


class Message(NamedTuple):
    """What is published."""

    body: bytes
    routing_key: str
    properties: spec.Basic.Properties


@dataclass(frozen=True, slots=True)
class Way:
    """name: of its election and its checkpoint. pack: rows of the log, in order, as messages, in order."""

    name: str
    exchange: str
    kind: ExchangeType
    pack: Callable[[Sequence[RawEvent]], Iterable[Message]]


def in_batches(exchange: str = EXCHANGE, most: int = MOST_EVENTS) -> Way:
    """As few messages as can be, to every consumer group of ours; at most so many events in one."""
    return Way("batches", batches_of(exchange), ExchangeType.FANOUT, partial(_packed, most=most))


def by_topic(exchange: str = EXCHANGE) -> Way:
    """A CloudEvent a message, by its type as routing key: to whatever others have bound."""
    return Way("topics", exchange, ExchangeType.TOPIC, _each)


_BATCH: Final = spec.Basic.Properties(content_type=CONTENT_TYPE, delivery_mode=PERSISTENT)


def _packed(rows: Sequence[RawEvent], most: int) -> Iterable[Message]:
    return (Message(to_body(some), "", _BATCH) for some in batched(rows, most))


def _each(rows: Sequence[RawEvent]) -> Iterable[Message]:
    for row in rows:
        properties, body = to_message(row)
        yield Message(body, row.topic, properties)
