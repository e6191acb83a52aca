"""Turns a row's annotations into columns, rows into the text that COPY takes, and JSON back into rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from infrastructure.read_side.copying import Copied, arrays_by, json, plain, texts
from infrastructure.unchecked import without_validation
from projections.declaration import SPARSE

_json = msgspec.json.Encoder(order="deterministic")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its SQL type, whether NULL may stand in it.

    text: a value as PostgreSQL writes it. copied: all values, None too, as COPY's text format has them.
    """

    name: str
    type: str
    nullable: bool
    text: Callable[[Any], str]
    copied: Copied


@dataclass(frozen=True, slots=True)
class Shape:
    """A row dataclass and its columns, in the order of its fields.

    decode: a row from PostgreSQL's row_to_json. Raises ValueError where that is no such row.
    values: a row's, in the order of the columns. Raises AttributeError where one is missing.
    """

    row: type[Any]
    columns: tuple[Column, ...]
    decode: Callable[[str], Any]
    values: Callable[[Any], tuple[Any, ...]]

    @property
    def names(self) -> str:
        """The columns' names, for COPY."""
        return ", ".join(column.name for column in self.columns)

    def copied(self, rows: Iterable[Any]) -> bytes:
        """The rows, one at least, as COPY's text format has them: far quicker than by psycopg's dumpers.

        Raises ValueError, TypeError or AttributeError where a field does not hold what its annotation says.
        """
        copied = [
            column.copied(stored)
            for column, stored in zip(self.columns, zip(*map(self.values, rows), strict=True), strict=True)
        ]
        return ("\n".join(map("\t".join, zip(*copied, strict=True))) + "\n").encode()


def shape_of(row: type[Any]) -> Shape:
    """The columns of a row dataclass. UUID, str, int, Decimal, bool, date, datetime; an Enum of strings is text;

    tuples of str, UUID or such an Enum are arrays; everything else is json, kept as text: jsonb took an eighth of what
    a row of job_postings costs the server. What is Sparse leaves out what is empty.
    """
    hints = get_type_hints(row)
    with without_validation((row,)):
        decode = msgspec.json.Decoder(row).decode
    marked = get_type_hints(row, include_extras=True)
    columns = tuple(
        _sparse_column(name, hints[name])
        if SPARSE in getattr(marked[name], "__metadata__", ())
        else _column(name, hints[name])
        for name in (field.name for field in fields(row))
    )
    if len(columns) == 1:
        raise TypeError(f"{row.__name__} has one column: a row is a key and what stands for it")
    return Shape(row, columns, decode, attrgetter(*(column.name for column in columns)))


def _column(name: str, hint: Any) -> Column:
    nullable = False
    if get_origin(hint) in (Union, UnionType):
        rest = tuple(part for part in get_args(hint) if part is not NoneType)
        nullable = len(rest) < len(get_args(hint))
        hint = rest[0] if len(rest) == 1 else hint
    if hint in _SCALARS:
        kind, text = _SCALARS[hint]
        return Column(name, kind, nullable, text, texts if hint is str else plain)
    if _is_enum(hint):
        return Column(name, "text", nullable, _member, plain)
    if get_origin(hint) is tuple and get_args(hint)[1:] == (...,):
        item = get_args(hint)[0]
        if item in (str, UUID):
            return Column(name, f"{_SCALARS[item][0]}[]", nullable, _array, arrays_by(_array))
        if _is_enum(item):
            return Column(name, "text[]", nullable, _members, arrays_by(_members))
    return Column(name, "json", nullable, _json_text, json)


def _sparse_column(name: str, hint: Any) -> Column:
    # msgspec leaves out of a Struct what is as by default: half of what a dict of the rest costs to make and encode.
    empty = {each.name: each.default if each.default in (None, "", ()) else msgspec.UNSET for each in fields(hint)}
    stated = msgspec.defstruct(hint.__name__, [(of, Any, default) for of, default in empty.items()], omit_defaults=True)
    return Column(
        name,
        "json",
        nullable=False,
        text=lambda value: _json_text(stated(**vars(value))),
        copied=lambda values: json([stated(**vars(value)) for value in values]),
    )


def _uuid(value: UUID) -> str:
    return value.hex


def _boolean(value: bool) -> str:
    return "t" if value else "f"


def _member(member: Enum) -> str:
    text: str = member.value
    return text


def _array(values: tuple[str | UUID, ...]) -> str:
    if not values:
        return "{}"
    words = '","'.join(map(str, values))
    if "\\" in words or words.count('"') > 2 * len(values) - 2:
        words = '","'.join([str(value).replace("\\", "\\\\").replace('"', '\\"') for value in values])
    return '{"' + words + '"}'


def _members(members: tuple[Enum, ...]) -> str:
    return _array(tuple(member.value for member in members))


def _json_text(value: Any) -> str:
    return _json.encode(value).decode()


def _is_enum(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Enum)


_SCALARS: dict[type, tuple[str, Callable[[Any], str]]] = {
    UUID: ("uuid", _uuid),
    str: ("text", str.__str__),
    int: ("int8", int.__str__),
    Decimal: ("numeric", Decimal.__str__),
    bool: ("bool", _boolean),
    date: ("date", date.isoformat),
    datetime: ("timestamptz", datetime.isoformat),
}
