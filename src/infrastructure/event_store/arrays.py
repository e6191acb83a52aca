"""Array parameters in PostgreSQL's binary format, joined from elements that were packed beforehand.

psycopg's own arrays look at every element in Python at every call: with them the writer took longer than the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from struct import Struct
from typing import ClassVar, Final
from uuid import UUID

from psycopg.abc import AdaptContext
from psycopg.adapt import Dumper
from psycopg.pq import Format

NULL: Final = b"\xff\xff\xff\xff"
_LENGTH: Final = Struct("!i").pack
_INTEGER: Final = Struct("!ii").pack
_BIGINT: Final = Struct("!iq").pack
_HEAD: Final = Struct("!5i").pack  # dimensions, flags, the elements' type, their number, the first one's index
_EMPTY: Final = Struct("!3i").pack


def integer(value: int) -> bytes:
    """An element of integer[]."""
    return _INTEGER(4, value)


def bigint(value: int) -> bytes:
    """An element of bigint[]."""
    return _BIGINT(8, value)


def uuid(value: UUID) -> bytes:
    """An element of uuid[]."""
    return b"\0\0\0\x10" + value.bytes


def bytea(value: bytes) -> bytes:
    """An element of bytea[], or, in UTF-8, of text[]."""
    return _LENGTH(len(value)) + value


@dataclass(frozen=True, slots=True)
class PackedArray:
    """elements: packed, joined or not, `count` in all."""

    elements: Sequence[bytes]
    count: int
    oid: ClassVar[int]
    element_oid: ClassVar[int]


class Integers(PackedArray):
    oid, element_oid = 1007, 23


class Bigints(PackedArray):
    oid, element_oid = 1016, 20


class Uuids(PackedArray):
    oid, element_oid = 2951, 2950


class Texts(PackedArray):
    oid, element_oid = 1009, 25


class Byteas(PackedArray):
    oid, element_oid = 1001, 17


class _PackedArrayDumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: PackedArray) -> bytes:
        if not obj.count:
            return _EMPTY(0, 0, obj.element_oid)
        return b"".join((_HEAD(1, 0, obj.element_oid, obj.count, 1), *obj.elements))


def register_arrays(context: AdaptContext) -> None:
    """Let a connection take these arrays as parameters."""
    for array in (Integers, Bigints, Uuids, Texts, Byteas):
        dumper = type(f"{array.__name__}Dumper", (_PackedArrayDumper,), {"oid": array.oid})
        context.adapters.register_dumper(array, dumper)
