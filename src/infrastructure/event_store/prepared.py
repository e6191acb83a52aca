"""An append made ready for the log: checked and encoded, before it stands in a queue with others."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha1
from typing import Final, TypeAlias
from uuid import UUID

from application.ports import Append
from domain.errors import InvalidValue
from infrastructure.event_store import arrays
from infrastructure.event_store.codec import CODEC, Codec, encode_metadata

MOST_EVENTS: Final = 1_000  # in one append
MOST_BYTES: Final = 16 * 2**20  # of events and documents in one append
StoredRow: TypeAlias = tuple[UUID, int, str, bytes]  # stream, version, topic, state
# A NUL as JSON writes it: an odd number of backslashes before "u0000". PostgreSQL has no text that holds it.
_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


@dataclass(slots=True, frozen=True, eq=False)
class Prepared:
    """conditions: (stream, version). events: (stream, version, topic, state), the primary stream's first.

    version: the primary stream's, once written. size: bytes that it takes on its way, about.
    generation: as in Append.
    packed: what log.append takes of it, column by column, as elements of arrays; append numbers left out.
    """

    command_id: UUID
    fingerprint: bytes
    primary: UUID
    version: int
    conditions: tuple[tuple[UUID, int], ...]
    events: tuple[StoredRow, ...]
    metadata: bytes
    documents: tuple[bytes, ...]
    writes: frozenset[UUID]
    reads: frozenset[UUID]
    size: int
    generation: int | None
    packed: tuple[bytes, ...]


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
    documents = tuple(append.documents)
    size = _checked_size(metadata, events, documents)
    conditions = tuple(append.conditions.items())
    writes = frozenset(append.events)
    return Prepared(
        append.command_id,
        append.fingerprint,
        append.primary,
        append.conditions[append.primary] + len(append.events[append.primary]),
        conditions,
        events,
        metadata,
        documents,
        writes,
        frozenset(append.conditions) - writes,
        size,
        append.generation,
        (
            *pack_conditions(conditions),
            *pack_events(events, metadata, append.command_id, append.fingerprint),
            b"".join(map(arrays.bytea, documents)),
        ),
    )


def _checked_size(metadata: bytes, events: Sequence[StoredRow], documents: Sequence[bytes]) -> int:
    size = len(metadata) * len(events) + sum(len(state) for *_, state in events) + sum(map(len, documents))
    if len(events) > MOST_EVENTS or size > MOST_BYTES:
        raise InvalidValue(
            "append-too-large",
            f"{len(events)} events of {size} bytes: one command writes at most {MOST_EVENTS} of {MOST_BYTES}",
        )
    if any(b"\\u0000" in text and _NUL.search(text) for text in (metadata, *(state for *_, state in events))):
        raise InvalidValue("text-not-storable", "a text holds a NUL, which is not text")
    return size


def pack_conditions(conditions: Iterable[tuple[UUID, int]]) -> tuple[bytes, ...]:
    """The columns streams, versions."""
    streams, versions = zip(*conditions, strict=True)
    return b"".join(map(arrays.uuid, streams)), b"".join(map(arrays.bigint, versions))


def pack_events(
    events: Sequence[StoredRow], metadata: bytes, command_id: UUID, fingerprint: bytes | None
) -> tuple[bytes, ...]:
    """The columns streams, versions, topics, states, metadata, ids, commands, indexes, fingerprints."""
    count = len(events)
    streams, versions, topics, states = zip(*events, strict=True)
    return (
        b"".join(map(arrays.uuid, streams)),
        b"".join(map(arrays.bigint, versions)),
        b"".join([arrays.bytea(topic.encode()) for topic in topics]),
        b"".join(map(arrays.bytea, states)),
        arrays.bytea(metadata) * count,
        b"".join([arrays.uuid(event_id(command_id, index)) for index in range(count)]),
        arrays.uuid(command_id) * count,
        b"".join(map(arrays.integer, range(count))),
        (arrays.NULL if fingerprint is None else arrays.bytea(fingerprint)) + arrays.NULL * (count - 1),
    )


def event_id(command_id: UUID, index: int) -> UUID:
    """uuid5(command_id, str(index)): the same for every retry of a command."""
    return UUID(bytes=sha1(command_id.bytes + b"%d" % index, usedforsecurity=False).digest()[:16], version=5)
