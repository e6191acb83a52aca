"""What COPY is given comes back as it was, whatever people write."""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

import psycopg
import pytest

from infrastructure.read_side.columns import shape_of
from projections.declaration import Sparse
from tests.conftest import Database


class Word(StrEnum):
    NULL = "null"
    SHOWN = "shown-nullable"


@dataclass(frozen=True, slots=True)
class Anything:
    number: int | None
    text: str | None
    word: Word | None
    id: UUID | None
    amount: Decimal | None
    said: bool | None
    day: date | None
    at: datetime | None
    names: tuple[str, ...]
    ids: tuple[UUID, ...]
    words: tuple[Word, ...]
    more: dict[str, Any] | None


ODD = ("null", '"null"', "a\tb\nc\r\\d", "\\N", "{a,b}", "[null]", "", "'", '"', "\u2028 ü 😀", "\x1f\x7f", "\\.")


def rows() -> list[Anything]:
    empty = Anything(*(None,) * 8, (), (), (), None)
    odd = [
        Anything(
            number=-(2**63) + number,
            text=text,
            word=Word.NULL,
            id=UUID(int=number),
            amount=Decimal("-0.10"),
            said=bool(number % 2),
            day=date(1, 1, 1),
            at=datetime(2025, 3, 30, 1, 59, 59, 999_999, tzinfo=(UTC, timezone(timedelta(hours=-9)))[number % 2]),
            names=(text, "plain"),
            ids=(UUID(int=number), UUID(int=1)),
            words=(Word.SHOWN, Word.NULL),
            more={"said": text, "null": None},
        )
        for number, text in enumerate(ODD)
    ]
    plain = [Anything(1, text, Word.SHOWN, None, None, None, None, None, (text,), (), (), {}) for text in ("a", "null")]
    return [empty, *odd, empty, *plain]


@pytest.mark.parametrize("given", [rows(), rows()[-2:], rows()[:1]], ids=["odd and plain", "plain", "empty"])
def test_rows_come_back_as_they_were_copied(database: Database, given: list[Anything]) -> None:
    shape = shape_of(Anything)
    with psycopg.connect(database.owner_url) as connection:
        columns = ", ".join(f"{column.name} {column.type}" for column in shape.columns)
        connection.execute(f"CREATE TEMP TABLE anything (nr serial, {columns})")
        with connection.cursor().copy(f"COPY anything ({shape.names}) FROM STDIN") as copy:
            copy.write(shape.copied(given))
        stored = connection.execute(
            f"SELECT row_to_json(t)::text FROM (SELECT {shape.names} FROM anything ORDER BY nr) t"
        ).fetchall()
    assert [shape.decode(row) for (row,) in stored] == given


@dataclass(frozen=True, kw_only=True)
class Said:
    title: str
    text: str = ""
    note: str | None = None
    shown: bool | None = None
    names: tuple[str, ...] = ()
    others: tuple[str, ...] | None = None
    language: str = "en"
    openings: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    said: Sparse[Said]


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        (Said(title="null"), '{"title":"null","language":"en","openings":0}'),
        # What is empty, and not what the field is by default, is said.
        (
            Said(title="", note="", shown=False, others=(), language=""),
            '{"title":"","note":"","shown":false,"others":[],"language":"","openings":0}',
        ),
        (
            Said(title="\\n", text="a\nb", names=("a",), openings=1),
            '{"title":"\\\\n","text":"a\\nb","names":["a"],"language":"en","openings":1}',
        ),
    ],
)
def test_of_what_is_sparse_nothing_empty_is_stored_and_it_comes_back_whole(said: Said, stored: str) -> None:
    shape, row = shape_of(Row), Row(1, said)
    copied = shape.copied([row]).decode().removesuffix("\n").split("\t")[1]
    assert copied.replace("\\\\", "\\") == shape.columns[1].text(said) == stored
    assert shape.decode(f'{{"id":1,"said":{stored}}}') == row


@pytest.mark.parametrize("column", [field.name for field in fields(Anything) if field.name in {"text", "names"}])
def test_a_text_that_postgresql_cannot_keep_is_refused(database: Database, column: str) -> None:
    shape = shape_of(Anything)
    values: dict[str, Any] = {
        field.name: () if field.name in {"names", "ids", "words"} else None for field in fields(Anything)
    }
    values[column] = ("a\0b",) if column == "names" else "a\0b"
    with psycopg.connect(database.owner_url) as connection:
        columns = ", ".join(f"{column.name} {column.type}" for column in shape.columns)
        connection.execute(f"CREATE TEMP TABLE anything ({columns})")
        with (
            pytest.raises(psycopg.DataError),
            connection.cursor().copy(f"COPY anything ({shape.names}) FROM STDIN") as copy,
        ):
            copy.write(shape.copied([Anything(**values)]))
