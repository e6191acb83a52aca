"""Many events as one message and back, for our own consumer groups: an array in CloudEvents' JSON batch format.

A message of its own an event cost relay, broker and consumer some 1,000 µs of processor time together.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

import msgspec

from infrastructure.event_store.raw import RawEvent
from infrastructure.messaging.cloudevents import JSON_TYPE, SOURCE, SPECVERSION, carried

CONTENT_TYPE: Final = "application/cloudevents-batch+json"
MOST_EVENTS: Final = 200  # of a message, whose own cost is then no hundredth of theirs
MOST_BYTES: Final = 256 * 1024  # of their states and metadata; a broker takes at least 16 MiB
_LAST: Final = 2**63 - 1


class BatchedEvent(msgspec.Struct, omit_defaults=True):
    """One event of the array. position and version are strings: a CloudEvents integer has 32 bits.

    metadata, data: left out where both together are too large to travel; the log has them.
    """

    specversion: str
    id: UUID
    source: str
    type: str
    time: Annotated[datetime, msgspec.Meta(tz=True)]
    subject: UUID
    epoch: UUID
    position: str
    stream: UUID
    version: str
    commandid: UUID
    metadata: str | None = None
    datacontenttype: str | None = None
    data: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a message says of one event. raw: None where it has to be read from the log."""

    epoch: UUID
    position: int
    event_id: UUID
    raw: RawEvent | None


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(list[BatchedEvent]).decode


def batched(rows: Sequence[RawEvent], most: int = MOST_EVENTS) -> Iterator[Sequence[RawEvent]]:
    """The rows in order, a message's at a time: at most so many, and no more bytes than one may have."""
    first, weight = 0, 0
    for number, row in enumerate(rows):
        added = carried(row)
        if number - first == most or (number > first and weight + added > MOST_BYTES):
            yield rows[first:number]
            first, weight = number, 0
        weight += added
    if rows:
        yield rows[first:]


def to_body(rows: Sequence[RawEvent]) -> bytes:
    """The body of a message; each event's `data` is its stored state, byte for byte."""
    return _encode([_event(row) for row in rows])


def from_body(body: bytes) -> Sequence[Arrival] | None:
    """What arrived; None where that cannot be read."""
    try:
        return [_arrival(event) for event in _decode(body)]
    except (msgspec.MsgspecError, ValueError, RecursionError):  # of what is no JSON, no number, nested too deep
        return None


def _event(row: RawEvent) -> BatchedEvent:
    event = BatchedEvent(
        specversion=SPECVERSION,
        id=row.event_id,
        source=SOURCE,
        type=row.topic,
        time=row.recorded_at,
        subject=row.stream,
        epoch=row.epoch,
        position=str(row.position),
        stream=row.stream,
        version=str(row.version),
        commandid=row.command_id,
    )
    if carried(row):
        event.metadata, event.datacontenttype = row.metadata.decode(), JSON_TYPE
        event.data = msgspec.Raw(row.state)
    return event


def _arrival(event: BatchedEvent) -> Arrival:
    position, version = int(event.position), int(event.version)
    if not 0 < position <= _LAST:
        raise ValueError("no position of a log")
    raw = None
    if event.metadata is not None and event.data is not msgspec.UNSET:
        raw = RawEvent(
            position=position,
            version=version,
            recorded_at=event.time,
            stream=event.stream,
            event_id=event.id,
            command_id=event.commandid,
            topic=event.type,
            state=bytes(event.data),
            metadata=event.metadata.encode(),
            epoch=event.epoch,
        )
    return Arrival(event.epoch, position, event.id, raw)
