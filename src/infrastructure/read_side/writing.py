"""Writes a batch's rows: one DELETE and one COPY; a row that PostgreSQL refuses is found by halving, and parked."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, Final

import psycopg

from infrastructure.read_side.folding import WAITS, WHOLE_STREAM, Change, Fault, Unreadable, describe, key_text
from infrastructure.read_side.tables import Connection, Target
from projections.declaration import Key, Ledger, Projection

# What a row can be refused for: class 22 (data), 23 (integrity), 54000 (too long for tsvector or a B-tree, which
# psycopg counts among OperationalErrors), and what makes no row, or one that the shape cannot turn into text.
ROW_FAULTS: Final = (
    psycopg.DataError,
    psycopg.IntegrityError,
    psycopg.errors.ProgramLimitExceeded,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
)


async def load_rows(connection: Connection, target: Target, keys: Sequence[Key]) -> Mapping[Key, Any]:
    """What is folded on for these keys, of those that have rows; of a ledger, the rows of each of these streams."""
    if not keys:
        return {}
    projection = target.projection
    columns = ", ".join(f"t.{column}" for column in projection.replaced_by)
    rows = await connection.execute(
        f"SELECT row_to_json(t)::text, {columns} FROM (SELECT {target.shape.names} FROM {target.name}) t"
        f" JOIN {target.keys} ON {target.same_key}",
        _arrays(keys),
    )
    found: dict[Key, Any] = {}
    async for stored, *values in rows:
        try:
            row = target.shape.decode(stored)
        except ValueError as error:  # the domain's values became stricter than what an older fold wrote
            found[tuple(values)] = Unreadable(describe(error))
            continue
        key = tuple(getattr(row, column) for column in projection.replaced_by)
        if isinstance(projection, Projection):
            found[key] = projection.restored(row)
        elif not isinstance(others := found.get(key, ()), Unreadable):
            found[key] = (*others, row)
    if isinstance(projection, Ledger):
        return {key: told if isinstance(told, Unreadable) else projection.ordered(told) for key, told in found.items()}
    return found


async def write(connection: Connection, target: Target, changes: Sequence[Change], *, careful: bool) -> list[Fault]:
    """Put every changed row in place of its old one.

    careful: within savepoints, answering what had to be parked. Else raises one of ROW_FAULTS for the batch, which
    is then to be rolled back and done again carefully: savepoints cost the usual case two round trips a table.
    """
    if not changes:
        return []
    if not careful:
        await _replace(connection, target, changes, [row for change in changes for row in change.rows])
        return []
    try:
        async with connection.transaction():
            await _replace(connection, target, changes, [row for change in changes for row in change.rows])
    except ROW_FAULTS as error:
        if len(changes) == 1:
            return await _write_steps(connection, target, changes[0], error)
        half = len(changes) // 2
        return [
            *await write(connection, target, changes[:half], careful=True),
            *await write(connection, target, changes[half:], careful=True),
        ]
    return []


async def _write_steps(connection: Connection, target: Target, change: Change, error: Exception) -> list[Fault]:
    """Write a key's row as far as it can be written; the first event that makes it unwritable is the one to blame.

    Only where the row is unwritable at the batch's end: one that a later event of the batch has mended is whole, and so
    is one mended by a retry. The search is linear, since writable and unwritable rows may alternate.
    """
    written = 0
    for _, state in change.steps[:-1]:
        try:
            async with connection.transaction():
                await _replace(connection, target, [change], change.make(change.key, state))
        except ROW_FAULTS as earlier:
            error = earlier
            break
        written += 1
    blamed, *waiting = change.steps[written:]
    parks = key_text(change.key) if isinstance(target.projection, Projection) else WHOLE_STREAM
    return [
        Fault(blamed[0], parks, describe(error)),
        *(Fault(recorded, parks, WAITS) for recorded, _ in waiting),
    ]


async def _replace(connection: Connection, target: Target, changes: Sequence[Change], rows: Sequence[Any]) -> None:
    """Delete the rows of the changed keys that have any, and copy the new ones."""
    copied = target.shape.copied(rows) if rows else b""
    if replaced := [change.key for change in changes if change.in_table]:
        await connection.execute(
            f"DELETE FROM {target.name} t USING {target.keys} WHERE {target.same_key}", _arrays(replaced)
        )
    if copied:
        async with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {target.name} ({target.shape.names}) FROM STDIN") as copy,
        ):
            await copy.write(copied)


def _arrays(keys: Sequence[Key]) -> list[list[Any]]:
    """Keys by column, as `Target.keys` takes them."""
    return [
        [value.value if isinstance(value, Enum) else value for value in column] for column in zip(*keys, strict=True)
    ]
