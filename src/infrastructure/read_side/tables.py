"""The tables that projections declare, and the two of the read side itself: checkpoints and parked events."""

from typing import Any

from psycopg import AsyncConnection

from application.ports import Share
from infrastructure.read_side.columns import Shape, shape_of
from projections.catalogue import AnyProjection
from projections.declaration import SCHEMA

Connection = AsyncConnection[tuple[Any, ...]]

# position 0: nothing applied yet. met_head: it has once seen all that the log held.
# line: a row as it travels, its columns as texts.
# parked.key: the row's key as text; empty: every row of the stream.
BOOKKEEPING = f"""
CREATE TABLE IF NOT EXISTS {SCHEMA}.checkpoints (
    projection text PRIMARY KEY,
    epoch uuid NOT NULL,
    position int8 NOT NULL CHECK (position >= 0),
    event_id uuid,
    moved_at timestamptz NOT NULL DEFAULT now(),
    met_head bool NOT NULL DEFAULT false
);
DO $$ BEGIN  -- for a table older than the column; looked up first, for ALTER locks out every reader
    IF NOT EXISTS (SELECT FROM pg_attribute
                   WHERE attrelid = '{SCHEMA}.checkpoints'::regclass AND attname = 'met_head') THEN
        ALTER TABLE {SCHEMA}.checkpoints ADD COLUMN met_head bool NOT NULL DEFAULT false;
    END IF;
END $$;
CREATE TABLE IF NOT EXISTS {SCHEMA}.parked (
    projection text NOT NULL,
    stream uuid NOT NULL,
    key text[] NOT NULL,
    position int8 NOT NULL,
    event_id uuid NOT NULL,
    error text NOT NULL,
    parked_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (projection, stream, key, position)
);
DO $$ BEGIN
    IF to_regtype('{SCHEMA}.line') IS NULL THEN
        CREATE TYPE {SCHEMA}.line AS (v text[]);
    END IF;
END $$;
"""
INDEX_MEMORY = "256MB"  # PostgreSQL's 64 MB make it sort on disk from some 100,000 texts on
SAMPLE = 300  # three times PostgreSQL's own: 3,000 words are known by how often they are used, and not 1,000
_MAKE_TABLES = 0x52656164  # "Read" in ASCII: IF NOT EXISTS alone lets two processes collide


class ShapeChanged(Exception):
    """A projection's columns are not those of its table: its version should have been raised."""


class Target:
    """A projection and the table that it is folded into: its own, or one at its side."""

    def __init__(self, projection: AnyProjection, suffix: str = "") -> None:
        self.projection = projection
        self.suffix = suffix
        self.table = projection.table + suffix
        self.checkpoint = self.table
        self.share: Share | None = None
        self.name = f"{SCHEMA}.{self.table}"
        self.shape: Shape = shape_of(projection.row)
        self.key_types = tuple(c.type for k in projection.replaced_by for c in self.shape.columns if c.name == k)

    def beside(self, suffix: str) -> "Target":
        """The same projection folded into a side table."""
        return Target(self.projection, suffix)

    def of_share(self, share: Share) -> "Target":
        """The same table, as one of several workers sees it."""
        target = Target(self.projection, self.suffix)
        target.share, target.checkpoint = share, f"{self.table}/{share.number}-of-{share.of}"
        return target

    @property
    def keys(self) -> str:
        """SQL: what rows are replaced by, given as one array a column, as `k`."""
        arrays = ", ".join(f"%s::{kind}[]" for kind in self.key_types)
        return f"unnest({arrays}) AS k({', '.join(self.projection.replaced_by)})"

    @property
    def same_key(self) -> str:
        """SQL: a row of the table `t` is among those that `k` stands for."""
        return " AND ".join(f"t.{column} = k.{column}" for column in self.projection.replaced_by)


async def make_bookkeeping(connection: Connection) -> None:
    """Make the checkpoints and the list of parked events where they are missing."""
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", [_MAKE_TABLES])
        await connection.execute(BOOKKEEPING)


async def make_table(connection: Connection, target: Target, *, indexed: bool = True) -> None:
    """Make the target's table where it is missing, with its indexes. Raises ShapeChanged."""
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", [_MAKE_TABLES])
        found = await _columns(connection, target.table)
        declared = [(c.name, c.type, c.nullable) for c in target.shape.columns]
        if found and found != declared:
            raise ShapeChanged(
                f"{target.name} has other columns than projection {target.projection.name} declares: "
                f"raise its version, the new table is then built beside the old one"
            )
        if not found:
            await connection.execute(create_table(target))
            await _sample(connection, target, SAMPLE)
            for index in target.projection.indexes if indexed else ():
                await connection.execute(f"CREATE INDEX ON {target.name} {index}")
            # A checkpoint from before belongs to a table that somebody dropped. Updated, never replaced: whoever waits
            # for its lock finds that very row again.
            await connection.execute(
                f"UPDATE {SCHEMA}.checkpoints SET position = 0, event_id = NULL, met_head = false"
                " WHERE projection = %s",
                [target.table],
            )
            await connection.execute(f"DELETE FROM {SCHEMA}.parked WHERE projection = %s", [target.table])


async def make_indexes(connection: Connection, target: Target) -> None:
    """Make the indexes of a table that has none yet but its key's, and learn what is in it, for good plans at once."""
    async with connection.transaction():
        counted = await connection.execute("SELECT count(*) FROM pg_index WHERE indrelid = %s::regclass", [target.name])
        [(standing,)] = await counted.fetchall()
        if standing == 1:
            await connection.execute(f"SET LOCAL maintenance_work_mem = '{INDEX_MEMORY}'")
            for index in target.projection.indexes:
                await connection.execute(f"CREATE INDEX ON {target.name} {index}")
            # What is sampled comes last: looked at in as many rows, all other columns took three times as long.
            sampled = target.projection.sampled
            await _sample(connection, target, 0)
            await connection.execute(f"ANALYZE {target.name}")
            if sampled:
                await _sample(connection, target, SAMPLE)
                await connection.execute(f"ANALYZE {target.name} ({', '.join(sampled)})")


def create_table(target: Target) -> str:
    """The DDL of a target's table."""
    columns = [f"{c.name} {c.type}" + ("" if c.nullable else " NOT NULL") for c in target.shape.columns]
    key = f"PRIMARY KEY ({', '.join(target.projection.key_columns)})"
    return f"CREATE TABLE {target.name} ({', '.join((*columns, *target.projection.computed, key))})"


async def drop_table(connection: Connection, target: Target) -> None:
    """Drop the table with its checkpoint and its parked events; nothing happens where there is none."""
    async with connection.transaction():
        await connection.execute(f"DROP TABLE IF EXISTS {target.name}")
        await connection.execute(
            f"DELETE FROM {SCHEMA}.checkpoints WHERE split_part(projection, '/', 1) = %s", [target.table]
        )
        await connection.execute(f"DELETE FROM {SCHEMA}.parked WHERE projection = %s", [target.table])


async def _sample(connection: Connection, target: Target, of: int) -> None:
    for column in target.projection.sampled:
        await connection.execute(f"ALTER TABLE {target.name} ALTER {column} SET STATISTICS {of}")


async def _columns(connection: Connection, table: str) -> list[tuple[str, str, bool]]:
    """A table's own columns as (name, type, nullable), in order; empty where there is no such table."""
    rows = await connection.execute(
        "SELECT a.attname, format_type(a.atttypid, NULL), NOT a.attnotnull FROM pg_attribute a"
        " JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = %s AND c.relname = %s AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped"
        " AND a.attgenerated = ''"
        " ORDER BY a.attnum",
        [SCHEMA, table],
    )
    names: dict[str, str] = {"bigint": "int8", "boolean": "bool", "timestamp with time zone": "timestamptz"}
    return [(str(name), names.get(str(kind), str(kind)), bool(nullable)) async for name, kind, nullable in rows]
