"""Packs rows as an array of `read_side.line`, each a row's columns as texts: what prepared statements take them from.

To read columns of their own types would cost a server as much; a table's own row type ends when the table is swapped.
"""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from struct import Struct
from typing import Any, Final

from infrastructure.event_store.rows import TEXT
from infrastructure.read_side.columns import Column
from infrastructure.read_side.folding import key_text
from projections.declaration import Key

_TEXTS: Final = 1009  # text[], in every PostgreSQL
_NULL: Final = b"\xff\xff\xff\xff"  # in place of a length
_LENGTH: Final = Struct("!i").pack
_FEW: Final = 256  # bytes: nearly all are shorter, and to look up a length takes half as long as to pack it
_LENGTHS: Final = [_LENGTH(size) for size in range(_FEW)]
# A line's length and its one field: type, length; then the array: dimensions, whether NULLs, type, number, first index.
_LINE: Final = Struct("!4i5i").pack


def lines_of(columns: Sequence[Column], rows: Iterable[Any]) -> list[bytes]:
    """A line a row, of these columns in their order.

    Raises ValueError, TypeError or AttributeError where a field does not hold what its annotation says.
    """
    values = attrgetter(*(column.name for column in columns), columns[0].name)  # always a tuple
    packed = [  # a column at a time, as COPY's text is made
        [_NULL if value is None else _packed(text(value).encode()) for value in stored]
        for text, stored in zip([column.text for column in columns], zip(*map(values, rows), strict=True), strict=False)
    ]
    return [_line(fields) for fields in zip(*packed, strict=True)]


def lines_of_keys(keys: Iterable[Key]) -> list[bytes]:
    """A line a key."""
    return [_line([_packed(text.encode()) for text in key_text(key)]) for key in keys]


def _packed(content: bytes) -> bytes:
    size = len(content)
    return (_LENGTHS[size] if size < _FEW else _LENGTH(size)) + content


def _line(fields: Sequence[bytes]) -> bytes:
    content = b"".join(fields)
    return _LINE(len(content) + 32, 1, _TEXTS, len(content) + 20, 1, 1, TEXT, len(fields), 1) + content
