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
# A row is its length and its number of fields, then each field's type, length and value.
_CONDITION: Final = Struct("!ii ii16s ii16s iiq ii?")
_EVENT: Final = Struct("!ii ii16s iiq ii16s ii16s iii ii")
_DOCUMENT: Final = Struct("!ii ii16s")


def condition(command: bytes, stream: bytes, version: int, written: bool) -> bytes:
    """A log.condition."""
    fields = (UUID, 16, command, UUID, 16, stream, BIGINT, 8, version, BOOLEAN, 1, written)
    return _CONDITION.pack(_CONDITION.size - 4, 4, *fields)


def event(
    stream: bytes, version: int, event_id: bytes, command: bytes, *, index: int, fingerprint: bytes | None, rest: bytes
) -> bytes:
    """A log.new_event. rest: its topic, metadata and state, by value()."""
    size = _NULL if fingerprint is None else len(fingerprint)
    asked = fingerprint or b""
    fields = (UUID, 16, stream, BIGINT, 8, version, UUID, 16, event_id, UUID, 16, command, INTEGER, 4, index)
    return _EVENT.pack(_EVENT.size - 4 + len(asked) + len(rest), 9, *fields, BYTEA, size) + asked + rest


def document(command: bytes, content: bytes) -> bytes:
    """A log.new_document."""
    packed = value(BYTEA, content)
    return _DOCUMENT.pack(_DOCUMENT.size - 4 + len(packed), 2, UUID, 16, command) + packed


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
