"""Turns a row's annotations into columns, rows into values that PostgreSQL takes, and back."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
from psycopg.types.json import Jsonb

from infrastructure.unchecked import without_validation

SCALARS: dict[type, str] = {
    UUID: "uuid",
    str: "text",
    int: "int8",
    Decimal: "numeric",
    bool: "bool",
    date: "date",
    datetime: "timestamptz",
}
_json = msgspec.json.Encoder(order="deterministic")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its SQL type, whether NULL may stand in it, and the way there and back."""

    name: str
    type: str
    nullable: bool
    to_sql: Callable[[Any], Any]
    from_sql: Callable[[Any], Any]

    @property
    def select(self) -> str:
        """How the engine reads it: JSON as text, which this file alone decodes."""
        return f"{self.name}::text" if self.type == "jsonb" else self.name


@dataclass(frozen=True, slots=True)
class Shape:
    """A row dataclass and its columns, in the order of its fields."""

    row: type[Any]
    columns: tuple[Column, ...]

    @property
    def names(self) -> str:
        """The columns' names, for INSERT and COPY."""
        return ", ".join(column.name for column in self.columns)

    def to_sql(self, row: Any) -> tuple[Any, ...]:
        """The row's values. Raises ValueError or TypeError where a field does not hold what its annotation says."""
        return tuple(
            None if (value := getattr(row, column.name)) is None else column.to_sql(value) for column in self.columns
        )

    def from_sql(self, values: tuple[Any, ...]) -> Any:
        """The row that these values, selected by `Column.select`, are of."""
        return self.row(
            **{
                column.name: None if value is None else column.from_sql(value)
                for column, value in zip(self.columns, values, strict=True)
            }
        )


def shape_of(row: type[Any]) -> Shape:
    """The columns of a row dataclass. UUID, str, int, Decimal, bool, date, datetime; an Enum of strings is text;

    tuples of str, UUID or such an Enum are arrays; everything else is jsonb.
    """
    hints = get_type_hints(row)
    return Shape(row, tuple(_column(field.name, hints[field.name]) for field in fields(row)))


def _column(name: str, hint: Any) -> Column:
    nullable = False
    if get_origin(hint) in (Union, UnionType):
        rest = tuple(part for part in get_args(hint) if part is not NoneType)
        nullable = len(rest) < len(get_args(hint))
        hint = rest[0] if len(rest) == 1 else hint
    if hint in SCALARS:
        return Column(name, SCALARS[hint], nullable, _same, _same)
    if _is_enum(hint):
        return Column(name, "text", nullable, _value, hint)
    if get_origin(hint) is tuple and get_args(hint)[1:] == (...,):
        item = get_args(hint)[0]
        if item in (str, UUID):
            return Column(name, f"{SCALARS[item]}[]", nullable, list, tuple)
        if _is_enum(item):
            return Column(name, "text[]", nullable, _values, lambda values: tuple(item(value) for value in values))
    with without_validation((hint,)):
        decode = msgspec.json.Decoder(hint).decode
    return Column(name, "jsonb", nullable, lambda value: Jsonb(value, _json.encode), decode)


def _same(value: Any) -> Any:
    return value


def _value(member: Enum) -> Any:
    return member.value


def _values(members: tuple[Enum, ...]) -> list[Any]:
    return [member.value for member in members]


def _is_enum(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Enum)
