"""A live batch: folded from what this process knows, and written in one message that takes effect only if that holds.

Asking and writing a table at a time, a batch of ten events took some fifty round trips, and two thirds of its time.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from operator import itemgetter
from typing import Any, Final

from domain.recorded import Recorded
from infrastructure.event_store.codec import Undecodable
from infrastructure.read_side.applying import fold
from infrastructure.read_side.checkpoints import Checkpoint
from infrastructure.read_side.folding import Folding, Parked
from infrastructure.read_side.known import Known, keep, remember
from infrastructure.read_side.packing import Fields, Packed, Packer, line, line_of_key, packed, packers
from infrastructure.read_side.pipelined import Statement, send
from infrastructure.read_side.states import States
from infrastructure.read_side.tables import Connection, Target
from infrastructure.read_side.telling import followed
from infrastructure.read_side.writing import ROW_FAULTS
from projections.declaration import SCHEMA, Key, Projection

# What was assumed is made sure of first, and what follows is not done where it does not hold: the division fails. The
# checkpoints are locked in the order of everybody. A swap and a retry of what is parked move them, too (moved_at).
_MOVE: Final = f"""(text[], int8, timestamptz, uuid[], int8, uuid, uuid) AS
WITH held AS MATERIALIZED (
    SELECT projection FROM {SCHEMA}.checkpoints WHERE projection = ANY ($1) AND position = $2 AND moved_at = $3
    ORDER BY projection FOR UPDATE
), moved AS (
    UPDATE {SCHEMA}.checkpoints c SET position = $5, epoch = $6, event_id = $7, moved_at = now() FROM held
    WHERE c.projection = held.projection RETURNING 1
)
SELECT now(), 1 / (count(*) = cardinality($1) AND NOT EXISTS (
    SELECT FROM {SCHEMA}.parked WHERE projection = ANY ($1) AND stream = ANY ($4)
))::int FROM moved"""

Load = Callable[[Target, Sequence[Key]], Awaitable[Mapping[Key, Any]]]


@dataclass(slots=True)
class Ahead:
    """A batch that is folded and not written. generation: of what was known, which later batches build on, too."""

    targets: Sequence[Target]
    events: Sequence[Recorded[Any]]
    statements: list[Statement]
    generation: int


async def fold_ahead(
    targets: Sequence[Target], events: Sequence[Recorded[Any]], states: States, known: Known, load: Load
) -> Ahead | None:
    """Fold dense events as if they came next for every target; None where one of them must be looked at with care.

    A table that handles none of them is not touched. What was known counts for nothing unless the answer is written.
    """
    generation, statements = known.generation, []
    kinds = {type(one.event) for one in events}
    if Undecodable in kinds:
        return None
    for target in targets:
        if kinds.isdisjoint(followed(target.projection)):
            continue
        of_table = known.states(target.table)
        folding = Folding(Parked(frozenset()), partial(load, target), known=of_table)
        await fold(target.projection, events, folding, states)
        writing = _writing(target, folding, known.rows(target.table))
        # The generation is another where what was being written took another turn meanwhile.
        if writing is None or known.generation != generation:
            known.forget()
            return None
        remember(of_table, folding)
        statements += writing
    return Ahead(targets, events, statements, generation)


async def write_ahead(connection: Connection, ahead: Ahead, at: Checkpoint) -> dict[str, Checkpoint]:
    """Write it, if every target's checkpoint is still there; answer where they are now.

    Raises psycopg.Error: DivisionByZero where a checkpoint was moved or a stream is parked.
    """
    tables, last = [target.table for target in ahead.targets], ahead.events[-1]
    given = (
        _array(tables),
        b"%d" % at.position,
        str(at.moved_at).encode(),
        _array({one.stream.int: one.stream.hex for one in ahead.events}.values()),
        b"%d" % last.position,
        last.epoch.hex.encode(),
        last.event_id.hex.encode(),
    )
    answer = await send(connection, [Statement(_MOVE, given), *ahead.statements])
    moved_at = datetime.fromisoformat((answer.get_value(0, 0) or b"").decode())
    now = Checkpoint(last.epoch, last.position, last.event_id, at.met_head, moved_at)
    return dict.fromkeys(tables, now)


def _writing(target: Target, folding: Folding, written: dict[Key, Packed]) -> list[Statement] | None:
    """Update the rows of which nothing dear has changed, replace or end the others; None where something is at fault.

    written: rows that are their key's only one, as the table has them; afterwards with these.
    """
    if folding.faults:
        return None
    by, values = _packers(target), target.shape.values
    alone, dear, cheap = isinstance(target.projection, Projection), _dear(target), _cheap(target)
    replaced: list[bytes] = []
    fresh: list[bytes] = []
    kept: list[bytes] = []
    now: list[tuple[Key, Packed | None]] = []
    try:
        for change in folding.changes:
            before = written.get(change.key) if alone else None
            rows = [packed(by, values(row), before) for row in change.rows]
            if alone:
                now.append((change.key, rows[0] if rows else None))
            if rows and before is not None and dear and dear(before.fields) == dear(rows[0].fields):
                kept.append(line(cheap(rows[0].fields)))
                continue
            fresh += [line(row.fields) for row in rows]
            if change.in_table:
                replaced.append(line_of_key(change.key))
    except ROW_FAULTS:
        return None
    keep(written, now)
    lines = ((_delete, replaced), (_insert, fresh), (_update, kept))
    return [Statement(sql(target), [given]) for sql, given in lines if given]


@cache
def _packers(target: Target) -> Sequence[Packer]:
    return packers(target.shape)


@cache
def _dear(target: Target) -> Callable[[Fields], Any] | None:
    """Picks what is dear of a row's fields; None where nothing is."""
    dear = target.projection.dear
    return itemgetter(*(n for n, column in enumerate(target.shape.columns) if column.name in dear)) if dear else None


@cache
def _cheap(target: Target) -> Callable[[Fields], Fields]:
    """Picks the rest."""
    dear = target.projection.dear
    return itemgetter(*(n for n, column in enumerate(target.shape.columns) if column.name not in dear))


@cache
def _update(target: Target) -> str:
    cheap = [column for column in target.shape.columns if column.name not in target.projection.dear]
    given = {column.name: f"v[{number}]::{column.type}" for number, column in enumerate(cheap, 1)}
    keys = target.projection.key_columns
    changed = ", ".join(f"{name} = {value}" for name, value in given.items() if name not in keys)
    same = " AND ".join(f"t.{name} = {given[name]}" for name in keys)
    return f"({SCHEMA}.line[]) AS UPDATE {target.name} t SET {changed} FROM unnest($1) AS l(v) WHERE {same}"


@cache
def _delete(target: Target) -> str:
    keys = zip(target.projection.replaced_by, target.key_types, strict=True)
    same = " AND ".join(f"t.{column} = v[{number}]::{kind}" for number, (column, kind) in enumerate(keys, 1))
    return f"({SCHEMA}.line[]) AS DELETE FROM {target.name} t USING unnest($1) AS k(v) WHERE {same}"


@cache
def _insert(target: Target) -> str:
    values = ", ".join(f"v[{number}]::{column.type}" for number, column in enumerate(target.shape.columns, 1))
    return (
        f"({SCHEMA}.line[]) AS INSERT INTO {target.name} ({target.shape.names}) SELECT {values} FROM unnest($1) AS l(v)"
    )


def _array(values: Iterable[str]) -> bytes:
    """An array of plain words, as PostgreSQL writes it."""
    return f"{{{','.join(values)}}}".encode()
