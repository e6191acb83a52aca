"""What log.append takes, as PostgreSQL's binary protocol has it: each row packed once, before it waits with others.

psycopg's own arrays look at every element in Python at every call: with them the writer took longer than the database.
"""

from collections.abc import Sequence
from functools import cache
from struct import Struct
from typing import Final

BIGINT, BOOLEAN, BYTEA, INTEGER, TEXT, UUID = 20, 16, 17, 23, 25, 2950  # the types' numbers, in every PostgreSQL
_NULL: Final = -1

_VALUE: Final = Struct("!ii").pack  # a value's type and length
_EMPTY: Final = Struct("!3i").pack
_ARRAY: Final = Struct("!5i").pack  # dimensions, flags, the elements' type, their number, the first one's index
# A row is its length and its number of fields, then each field's type, length and value. Types and lengths that are
# always the same are packed once: number by number they took more than half of what a row costs.
_UUID, _BIGINT, _INTEGER, _BOOLEAN = _VALUE(UUID, 16), _VALUE(BIGINT, 8), _VALUE(INTEGER, 4), _VALUE(BOOLEAN, 1)
_CONDITION: Final = Struct("!i12s16s8s16s8sq8s?")
_EVENT: Final = Struct("!i12s16s8sq8s16s8s16s8si")
_DOCUMENT: Final = Struct("!i12s16s")
_FIRST_OF_TWO, _FIRST_OF_FOUR, _FIRST_OF_NINE = [fields.to_bytes(4) + _UUID for fields in (2, 4, 9)]
_pack_condition, _pack_event, _pack_document = _CONDITION.pack, _EVENT.pack, _DOCUMENT.pack
_CONDITION_SIZE, _EVENT_SIZE, _DOCUMENT_SIZE = [row.size - 4 for row in (_CONDITION, _EVENT, _DOCUMENT)]
_NO_FINGERPRINT: Final = _VALUE(BYTEA, _NULL)


def condition(command: bytes, stream: bytes, version: int, written: bool) -> bytes:
    """A log.condition."""
    return _pack_condition(_CONDITION_SIZE, _FIRST_OF_FOUR, command, _UUID, stream, _BIGINT, version, _BOOLEAN, written)


def event(
    stream: bytes, version: int, event_id: bytes, command: bytes, *, index: int, fingerprint: bytes | None, rest: bytes
) -> bytes:
    """A log.new_event. rest: its topic, metadata and state, by value()."""
    rest = (_NO_FINGERPRINT if fingerprint is None else value(BYTEA, fingerprint)) + rest
    size = _EVENT_SIZE + len(rest)
    packed = _pack_event(
        size, _FIRST_OF_NINE, stream, _BIGINT, version, _UUID, event_id, _UUID, command, _INTEGER, index
    )
    return packed + rest


def document(command: bytes, content: bytes) -> bytes:
    """A log.new_document."""
    packed = value(BYTEA, content)
    return _pack_document(_DOCUMENT_SIZE + len(packed), _FIRST_OF_TWO, command) + packed


def value(kind: int, content: bytes) -> bytes:
    """A field of varying length; a text in UTF-8."""
    return _VALUE(kind, len(content)) + content


@cache
def topic(name: str) -> bytes:
    """An event's topic, of which there are as many as types of events."""
    return value(TEXT, name.encode())


def array(kind: int, rows: Sequence[bytes], count: int) -> bytes:
    """An array of such rows, `count` in all, joined or not."""
    return b"".join((_ARRAY(1, 0, kind, count, 1), *rows)) if count else _EMPTY(0, 0, kind)


def uuids(values: Sequence[bytes]) -> bytes:
    """A uuid[]."""
    return b"".join((_ARRAY(1, 0, UUID, len(values), 1), *(b"\0\0\0\x10" + each for each in values)))
