"""An append made ready for the log: checked and encoded, before it stands in a queue with others."""

import re
from dataclasses import dataclass
from hashlib import sha1
from typing import Final
from uuid import UUID

from application.ports import Append
from domain.errors import InvalidValue
from infrastructure.event_store.codec import CODEC, Codec, encode_metadata

MOST_EVENTS: Final = 1_000  # in one append
MOST_BYTES: Final = 16 * 2**20  # of events and documents in one append
# A NUL as JSON writes it: an odd number of backslashes before "u0000". PostgreSQL has no text that holds it.
_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


@dataclass(slots=True, frozen=True, eq=False)
class Prepared:
    """conditions: (stream, version). events: (stream, version, topic, state), the primary stream's first.

    version: the primary stream's, once written. size: bytes that it takes on its way, about.
    """

    command_id: UUID
    fingerprint: bytes
    primary: UUID
    version: int
    conditions: tuple[tuple[UUID, int], ...]
    events: tuple[tuple[UUID, int, str, bytes], ...]
    metadata: bytes
    documents: tuple[bytes, ...]
    writes: frozenset[UUID]
    reads: frozenset[UUID]
    size: int


def prepare(append: Append, codec: Codec = CODEC) -> Prepared:
    """Raises InvalidValue where the log could not take a value, ValueError where the append contradicts itself."""
    if not append.events.get(append.primary) or not all(append.events.values()):
        raise ValueError("an append writes its primary stream, and no stream without an event")
    if not append.events.keys() <= append.conditions.keys():
        raise ValueError("an append names the version of every stream that it writes")
    if len(append.fingerprint) != 32:
        raise ValueError("a fingerprint is a SHA-256: 32 bytes")
    try:
        metadata = encode_metadata(append)
        events = tuple(
            (stream, append.conditions[stream] + number, *codec.encode(event))
            for stream in sorted(append.events, key=lambda s: s != append.primary)
            for number, event in enumerate(append.events[stream], start=1)
        )
    except UnicodeEncodeError as error:
        raise InvalidValue("text-not-storable", "a text holds half a surrogate pair, which is not text") from error
    size = len(metadata) * len(events) + sum(len(e[3]) for e in events) + sum(map(len, append.documents))
    if len(events) > MOST_EVENTS or size > MOST_BYTES:
        raise InvalidValue(
            "append-too-large",
            f"{len(events)} events of {size} bytes: one command writes at most {MOST_EVENTS} of {MOST_BYTES}",
        )
    if any(b"\\u0000" in text and _NUL.search(text) for text in (metadata, *(e[3] for e in events))):
        raise InvalidValue("text-not-storable", "a text holds a NUL, which is not text")
    writes = frozenset(append.events)
    return Prepared(
        append.command_id,
        append.fingerprint,
        append.primary,
        append.conditions[append.primary] + len(append.events[append.primary]),
        tuple(append.conditions.items()),
        events,
        metadata,
        tuple(append.documents),
        writes,
        frozenset(append.conditions) - writes,
        size,
    )


def event_id(command_id: UUID, index: int) -> UUID:
    """uuid5(command_id, str(index)): the same for every retry of a command."""
    return UUID(bytes=sha1(command_id.bytes + b"%d" % index, usedforsecurity=False).digest()[:16], version=5)
