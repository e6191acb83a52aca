"""Rows as a live batch sends them: each field with its length, as PostgreSQL reads it, and packed only if it is new."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import pytest

from infrastructure.read_side.columns import shape_of
from infrastructure.read_side.packing import packed, packers


class Colour(StrEnum):
    RED = "red"


@dataclass
class Row:
    id: UUID
    number: int
    at: datetime
    day: date
    amount: Decimal
    open: bool
    colour: Colour
    text: str
    words: tuple[str, ...]
    ids: tuple[UUID, ...]
    colours: tuple[Colour, ...]
    said: dict[str, str]
    nothing: int | None


SHAPE = shape_of(Row)
BY = packers(SHAPE)
ROW = Row(
    id=UUID(int=1),
    number=-(2**63),
    at=datetime(2026, 3, 2, 9, 0, 0, 1, timezone(timedelta(hours=2))),
    day=date(2026, 3, 2),
    amount=Decimal("10.50"),
    open=True,
    colour=Colour.RED,
    text='"Größe"\\' + 300 * "x",
    words=("plain", 'a "quoted" one', "back\\slash", ""),
    ids=(UUID(int=2), UUID(int=3)),
    colours=(Colour.RED, Colour.RED),
    said={"a": '"'},
    nothing=None,
)


def fields(row: Row) -> list[str | None]:
    """What PostgreSQL takes out of a packed row."""
    found: list[str | None] = []
    for field in packed(BY, SHAPE.values(row)).fields:
        size = int.from_bytes(field[:4], signed=True)
        found.append(None if size < 0 else field[4:].decode())
        assert size < 0 or size == len(field) - 4
    return found


def test_each_value_is_packed_as_postgresql_reads_it() -> None:
    assert fields(ROW) == [
        str(UUID(int=1)),
        "-9223372036854775808",
        "2026-03-02T09:00:00.000001+02:00",
        "2026-03-02",
        "10.50",
        "t",
        "red",
        '"Größe"\\' + 300 * "x",
        r'{"plain","a \"quoted\" one","back\\slash",""}',
        f'{{"{UUID(int=2)}","{UUID(int=3)}"}}',
        '{"red","red"}',
        r'{"a":"\""}',
        None,
    ]


def test_the_very_same_values_are_taken_from_the_row_before_and_others_packed() -> None:
    before = packed(BY, SHAPE.values(ROW))
    row = Row(**vars(ROW) | {"number": 2, "nothing": 3, "text": str(b"new", "utf-8")})
    after = packed(BY, SHAPE.values(row), before)
    assert after.fields == packed(BY, SHAPE.values(row)).fields
    same = [old is new for old, new in zip(before.fields, after.fields, strict=True)]
    assert [column.name for column, kept in zip(SHAPE.columns, same, strict=True) if not kept] == [
        "number",
        "text",
        "nothing",
    ]
    assert before.fields == packed(BY, SHAPE.values(ROW)).fields  # as it was


@pytest.mark.parametrize(("field", "value"), [("text", 1), ("amount", "1"), ("said", object())])
def test_what_postgresql_would_not_refuse_is_refused(field: str, value: object) -> None:
    wrong = Row(**vars(ROW) | {field: value})
    with pytest.raises((ValueError, TypeError, AttributeError)):
        packed(BY, SHAPE.values(wrong))


def test_a_time_is_in_utc_or_says_where() -> None:
    assert fields(Row(**vars(ROW) | {"at": datetime(2026, 3, 2, tzinfo=UTC)}))[2] == "2026-03-02T00:00:00Z"
