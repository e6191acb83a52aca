"""Packs rows as an array of `read_side.line`, each a row's columns as texts: what prepared statements take them from.

To read columns of their own types would cost a server as much; a table's own row type ends when the table is swapped.
"""

from collections.abc import Callable, Sequence
from itertools import compress
from operator import is_not
from struct import Struct
from typing import Any, Final, NamedTuple

import msgspec

from infrastructure.event_store.rows import TEXT
from infrastructure.read_side.columns import Column, Shape
from infrastructure.read_side.folding import key_text
from projections.declaration import Key

Packer = Callable[[Any], bytes]
Fields = Sequence[bytes]  # each with its length before it
_TEXTS: Final = 1009  # text[], in every PostgreSQL
_NULL: Final = b"\xff\xff\xff\xff"  # in place of a length
_LENGTH: Final = Struct("!i").pack
_FEW: Final = 256  # bytes: nearly all are shorter, and to look up a length takes half as long as to pack it
_LENGTHS: Final = [_LENGTH(size) for size in range(_FEW)]
_json: Final = msgspec.json.Encoder()
# Of these PostgreSQL reads the JSON, without its quotes; it is made in C: a time in a sixth of isoformat's time.
_ALL: Final = slice(None)
_AS_JSON: Final = {"int8": _ALL, **dict.fromkeys(("uuid", "date", "timestamptz"), slice(1, -1))}
# A line's length and its one field: type, length; then the array: dimensions, whether NULLs, type, number, first index.
_LINE: Final = Struct("!4i5i").pack


class Packed(NamedTuple):
    """A row: its values, and what they are packed to, in the order of its columns."""

    values: Sequence[Any]
    fields: Fields


def packers(shape: Shape) -> Sequence[Packer]:
    """What packs a value of each column, that is not None."""
    return [_packer(column) for column in shape.columns]


def packed(by: Sequence[Packer], values: Sequence[Any], before: Packed | None = None) -> Packed:
    """Pack a row, each value by its column's packer. before: the row as it was; the very same values are packed there.

    Of sixty columns a posting's next event leaves some fifty alone, and to pack a value takes ten times as long.
    Raises ValueError, TypeError or AttributeError where a field does not hold what its annotation says, if
    PostgreSQL would not refuse that.
    """
    if before is None:
        fields = [_NULL if value is None else pack(value) for pack, value in zip(by, values, strict=True)]
    else:
        fields = list(before.fields)
        for number in compress(range(len(fields)), map(is_not, values, before.values)):
            value = values[number]
            fields[number] = _NULL if value is None else by[number](value)
    return Packed(values, fields)


def line(fields: Fields) -> bytes:
    """A line."""
    content = b"".join(fields)
    return _LINE(len(content) + 32, 1, _TEXTS, len(content) + 20, 1, 1, TEXT, len(fields), 1) + content


def line_of_key(key: Key) -> bytes:
    """A key's line."""
    return line([_field(text.encode()) for text in key_text(key)])


def _packer(column: Column) -> Packer:
    text, encode, said = column.text, _json.encode, _AS_JSON.get(column.type, _ALL)

    def as_json(value: Any) -> bytes:
        return _field(encode(value)[said])

    def as_text(value: Any) -> bytes:
        return _field(text(value).encode())

    return as_json if column.type in _AS_JSON else as_text


def _field(content: bytes) -> bytes:
    size = len(content)
    return (_LENGTHS[size] if size < _FEW else _LENGTH(size)) + content
