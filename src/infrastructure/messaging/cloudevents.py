"""An event as a message of its own: a CloudEvent in binary content mode, so that any subscriber can read it.

The attributes are headers named as the AMQP binding of CloudEvents names them, which RabbitMQ hands to AMQP 0.9.1 and
1.0 clients alike. All are strings: a CloudEvents integer has 32 bits, a position has 64.
"""

from collections.abc import Mapping
from struct import Struct
from typing import Any, Final

from aiormq import spec
from pamqp.common import FieldTable

from infrastructure.event_store.raw import RawEvent

SPECVERSION: Final = "1.0"
SOURCE: Final = "/rolecall"
PREFIX: Final = "cloudEvents:"
LARGEST: Final = 64 * 1024  # bytes of state and metadata: headers must fit one frame, a message the broker's limit
PERSISTENT: Final = 2
JSON_TYPE: Final = "application/json"
_FLAGS: Final = b"\xb0\x80"  # of the properties that are there: content type, headers, delivery mode, message id
_LONG: Final = Struct(">I").pack


class Attributes(spec.Basic.Properties):
    """The properties of one of our messages: content type, headers of strings, delivery mode and message id.

    pamqp turns a dozen headers into bytes in 70 µs, half of what publishing costs; who knows that all are text, in 6.
    """

    def marshal(self) -> bytes:
        headers = b"".join(
            [b"%c%bS%b%b" % (len(name), name, _LONG(len(value)), value) for name, value in _encoded(self.headers or {})]
        )
        kind, message_id = str(self.content_type).encode(), str(self.message_id).encode()
        return b"".join(
            (
                *(_FLAGS, bytes((len(kind),)), kind, _LONG(len(headers)), headers),
                *(bytes((int(self.delivery_mode or 0), len(message_id))), message_id),
            )
        )


def carried(raw: RawEvent) -> int:
    """Bytes of state and metadata that travel with an event; 0 where they are too many, and the log has to be read."""
    weight = len(raw.state) + len(raw.metadata)
    return weight if weight <= LARGEST else 0


def to_message(raw: RawEvent) -> tuple[Attributes, bytes]:
    """The properties and the body of a persistent message; the body is the stored state, byte for byte.

    One that is too large for a broker travels as a notice, without state and metadata: the log has them.
    """
    event_id, stream = str(raw.event_id), str(raw.stream)
    headers: FieldTable = {
        PREFIX + "specversion": SPECVERSION,
        PREFIX + "id": event_id,
        PREFIX + "source": SOURCE,
        PREFIX + "type": raw.topic,
        PREFIX + "time": raw.recorded_at.isoformat(),
        PREFIX + "subject": stream,
        PREFIX + "epoch": str(raw.epoch),
        PREFIX + "position": str(raw.position),
        PREFIX + "stream": stream,
        PREFIX + "version": str(raw.version),
        PREFIX + "commandid": str(raw.command_id),
    }
    fits = carried(raw) > 0
    if fits:
        headers[PREFIX + "metadata"] = raw.metadata.decode()
    attributes = Attributes(content_type=JSON_TYPE, headers=headers, delivery_mode=PERSISTENT, message_id=event_id)
    return attributes, raw.state if fits else b""


def _encoded(headers: Mapping[str, Any]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers.items()]
