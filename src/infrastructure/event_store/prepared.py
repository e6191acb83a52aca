"""An append made ready for the log: checked and encoded, before it stands in a queue with others."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha1
from typing import Any, Final
from uuid import UUID

from application.ports import Append
from domain.errors import InvalidValue
from infrastructure.event_store import rows
from infrastructure.event_store.codec import CODEC, Codec, encode_metadata

MOST_EVENTS: Final = 1_000  # in one append
MOST_BYTES: Final = 16 * 2**20  # of events and documents in one append
# A NUL as JSON writes it: an odd number of backslashes before "u0000". PostgreSQL has no text that holds it.
_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_BACKSLASH: Final = ord("\\")  # a number is looked for in a tenth of the time that a string takes


@dataclass(slots=True, eq=False)  # not frozen: that would make it four times as dear
class Prepared:
    """An append as it travels. Ids are their 16 bytes.

    version: the primary stream's, once written. streams: those it reads, and whether it writes them, too.
    size: bytes that it takes on its way, about. generation: as in Append.
    conditions, events, documents: rows of what log.append takes, as rows.py packs them, and their numbers.
    """

    command: bytes
    version: int
    streams: list[tuple[bytes, bool]]
    size: int
    generation: int | None
    conditions: bytes
    events: bytes
    event_count: int
    documents: bytes
    document_count: int


def prepare(append: Append, codec: Codec = CODEC) -> Prepared:
    """Raises InvalidValue where the log could not take a value, ValueError where the append contradicts itself."""
    ordered = in_order(append)
    if len(append.fingerprint) != 32:
        raise ValueError("a fingerprint is a SHA-256: 32 bytes")
    command = append.command_id.bytes
    fingerprint: bytes | None = append.fingerprint
    events: list[bytes] = []
    size = 0
    try:
        metadata = encode_metadata(append)
        about = rows.value(rows.BYTEA, metadata)
        for stream, version, written in ordered:
            for number, event in enumerate(written, version + 1):
                topic, state = codec.encode(event)
                if _BACKSLASH in state:
                    _refuse_nul(state)
                size += len(state) + len(metadata)
                index = len(events)
                rest = rows.topic(topic) + about + rows.value(rows.BYTEA, state)
                identity = _id(command, index)
                row = rows.event(
                    stream.bytes, number, identity, command, index=index, fingerprint=fingerprint, rest=rest
                )
                events.append(row)
                fingerprint = None  # the first row's alone
    except UnicodeEncodeError as error:
        raise InvalidValue("text-not-storable", "a text holds half a surrogate pair, which is not text") from error
    if _BACKSLASH in metadata:
        _refuse_nul(metadata)
    size += sum(map(len, append.documents))
    if len(events) > MOST_EVENTS or size > MOST_BYTES:
        raise InvalidValue(
            "append-too-large",
            f"{len(events)} events of {size} bytes: one command writes at most {MOST_EVENTS} of {MOST_BYTES}",
        )
    conditions, streams = [], []
    for stream, version in append.conditions.items():
        read, writes = stream.bytes, stream in append.events
        streams.append((read, writes))
        conditions.append(rows.condition(command, read, version, writes))
    _, version, written = ordered[0]
    return Prepared(
        command,
        version + len(written),
        streams,
        size,
        append.generation,
        b"".join(conditions),
        b"".join(events),
        len(events),
        b"".join([rows.document(command, content) for content in append.documents]),
        len(append.documents),
    )


def in_order(append: Append) -> list[tuple[UUID, int, Sequence[Any]]]:
    """The streams that it writes, each with the version it stands at and its events; the primary first: it is answered.

    Raises ValueError where the append contradicts itself.
    """
    ordered: list[tuple[UUID, int, Sequence[Any]]] = []
    for stream, events in append.events.items():
        version = append.conditions.get(stream)
        if version is None:
            raise ValueError("an append names the version of every stream that it writes")
        if not events:
            raise ValueError("an append writes no stream without an event")
        ordered.insert(0 if stream == append.primary else len(ordered), (stream, version, events))
    if not ordered or ordered[0][0] != append.primary:
        raise ValueError("an append writes its primary stream")
    return ordered


def event_id(command_id: UUID, index: int) -> UUID:
    """uuid5(command_id, str(index)): the same for every retry of a command."""
    return UUID(bytes=_id(command_id.bytes, index))


def _id(command: bytes, index: int) -> bytes:
    made = bytearray(sha1(command + b"%d" % index, usedforsecurity=False).digest()[:16])
    made[6] = made[6] & 0x0F | 0x50  # version 5, as uuid5 says it; a UUID made for it cost as much as all the rest
    made[8] = made[8] & 0x3F | 0x80
    return bytes(made)


def _refuse_nul(text: bytes) -> None:
    if b"\\u0000" in text and _NUL.search(text):
        raise InvalidValue("text-not-storable", "a text holds a NUL, which is not text")
