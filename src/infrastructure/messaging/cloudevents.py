"""An event as a message and back: a CloudEvent in binary content mode, so that any consumer can read it.

The attributes are headers named as the AMQP binding of CloudEvents names them, which RabbitMQ hands to AMQP 0.9.1 and
1.0 clients alike. All are strings: a CloudEvents integer has 32 bits, a position has 64.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import aio_pika
from aio_pika.abc import AbstractMessage

from infrastructure.event_store.raw import RawEvent

SOURCE = "/rolecall"
PREFIX = "cloudEvents:"
LARGEST = 64 * 1024  # bytes of state and metadata: headers must fit one frame, a message the broker's limit


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a message says of itself. raw: None where the event has to be read from the log."""

    epoch: UUID
    position: int
    event_id: UUID
    raw: RawEvent | None


def to_message(raw: RawEvent) -> aio_pika.Message:
    """The event as a persistent message; its body is the stored state, byte for byte.

    One that is too large for a broker travels as a notice, without state and metadata: the log has them.
    """
    attributes = {
        "specversion": "1.0",
        "id": str(raw.event_id),
        "source": SOURCE,
        "type": raw.topic,
        "time": raw.recorded_at.isoformat(),
        "subject": str(raw.stream),
        "epoch": str(raw.epoch),
        "position": str(raw.position),
        "stream": str(raw.stream),
        "version": str(raw.version),
        "commandid": str(raw.command_id),
    }
    fits = len(raw.state) + len(raw.metadata) <= LARGEST
    if fits:
        attributes["metadata"] = raw.metadata.decode()
    return aio_pika.Message(
        raw.state if fits else b"",
        headers={PREFIX + name: value for name, value in attributes.items()},
        content_type="application/json",
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        message_id=str(raw.event_id),
    )


def from_message(message: AbstractMessage) -> Arrival | None:
    """What arrived; None where the message is none of ours."""
    attributes = {name.removeprefix(PREFIX): str(value) for name, value in message.headers.items()}
    try:
        epoch, event_id = UUID(attributes["epoch"]), UUID(attributes["id"])
        position = int(attributes["position"])
    except (KeyError, ValueError):
        return None
    if not 0 < position < 2**63:
        return None
    return Arrival(epoch, position, event_id, _raw(attributes, epoch, position, event_id, message.body))


def _raw(attributes: Mapping[str, str], epoch: UUID, position: int, event_id: UUID, body: bytes) -> RawEvent | None:
    try:
        return RawEvent(
            position=position,
            version=int(attributes["version"]),
            recorded_at=datetime.fromisoformat(attributes["time"]),
            stream=UUID(attributes["stream"]),
            event_id=event_id,
            command_id=UUID(attributes["commandid"]),
            topic=attributes["type"],
            state=body,
            metadata=attributes["metadata"].encode(),
            epoch=epoch,
        )
    except (KeyError, ValueError):
        return None
