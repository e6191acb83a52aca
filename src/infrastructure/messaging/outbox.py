"""The log as the relay's outbox: the election, the rows to publish and the checkpoint, all over one connection.

One connection, because the advisory lock that elects the relay is gone with it: whoever has lost the lock can neither
read on nor move the checkpoint.
"""

from collections.abc import AsyncIterator, Sequence, Set
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

import psycopg
from psycopg.rows import args_row, class_row

from infrastructure.event_store.connections import BoundedAsyncConnection, primary
from infrastructure.event_store.hint import CHANNEL
from infrastructure.event_store.raw import SELECT_RAW, RawEvent

# A relay whose machine has vanished must lose its lock in seconds; by default the server would believe in it for hours.
_SETTINGS = {"tcp_keepalives_idle": "5", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3"}
# A checkpoint that a crash of the server takes back only has some messages published twice.
_SETTINGS |= {"synchronous_commit": "off"}
_ALL = SELECT_RAW + "WHERE notification_id > %(after)s AND notification_id <= %(to)s"
_SOME = f"""{_ALL} AND (
        topic = ANY (%(wanted)s::text[])
        OR notification_id = (SELECT max(notification_id) FROM log.events WHERE notification_id <= %(to)s)
        OR notification_id = ANY (ARRAY(
            SELECT min(notification_id) FROM log.events
            WHERE notification_id > %(after)s AND notification_id <= %(to)s GROUP BY topic
        ))
    )
"""  # noqa: S608  made of constants
_MOVE = """
UPDATE log.relay_checkpoints SET epoch = %s, position = %s, event_id = %s
WHERE name = %s AND position = %s AND event_id IS NOT DISTINCT FROM %s
"""


class Superseded(Exception):
    """Another relay has moved the checkpoint: this one is not, or no longer, the elected one."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The last event that was published and confirmed; position 0 and no event: none yet."""

    epoch: UUID
    position: int
    event_id: UUID | None


class Outbox:
    """One relay's view of the log. Everything raises psycopg.Error when the connection is gone."""

    def __init__(self, connection: psycopg.AsyncConnection[Any], name: str) -> None:
        self._connection = connection
        self._name = name

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str, name: str) -> AsyncIterator[Self]:
        """Connected to the primary; no answer is waited for more than some seconds."""
        async with await BoundedAsyncConnection.connect(primary(url), autocommit=True) as connection:
            for setting, value in _SETTINGS.items():
                await connection.execute("SELECT set_config(%s, %s, false)", [setting, value])
            yield cls(connection, name)

    async def elect(self) -> bool:
        """Whether this is the one relay from now on, for as long as the connection lives."""
        lock = await self._connection.execute(
            "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [f"rolecall.relay.{self._name}"]
        )
        elected = (await lock.fetchone()) == (True,)
        if elected:  # whoever stands by would only pile hints up
            await self._connection.execute(f"LISTEN {CHANNEL}")
        return elected

    async def checkpoint(self) -> Checkpoint:
        """How far was published."""
        await self._connection.execute(
            "INSERT INTO log.relay_checkpoints (name, epoch, position)"
            " SELECT %s, epoch, 0 FROM log.epochs ORDER BY number DESC LIMIT 1 ON CONFLICT DO NOTHING",
            [self._name],
        )
        async with self._connection.cursor(row_factory=class_row(Checkpoint)) as cursor:
            await cursor.execute(
                "SELECT epoch, position, event_id FROM log.relay_checkpoints WHERE name = %s", [self._name]
            )
            found = await cursor.fetchone()
        if found is None:
            raise Superseded(f"the checkpoint of relay {self._name} has vanished")
        return found

    async def holds(self, checkpoint: Checkpoint) -> bool:
        """Whether the log has that event at that position; if not, it was set back to an older state, or replaced."""
        if checkpoint.position == 0:
            return True
        there = await self.rows(checkpoint.position - 1, 1)
        return [(row.epoch, row.event_id) for row in there] == [(checkpoint.epoch, checkpoint.event_id)]

    async def rows(self, after: int, limit: int, wanted: Set[str] | None = None) -> Sequence[RawEvent]:
        """The log in order: positions after+1, …, up to after+limit.

        wanted: leave out the events of other types, but for the first of each, and the last of all.
        """
        async with self._connection.cursor(binary=True, row_factory=args_row(RawEvent)) as cursor:
            given = {"after": after, "to": after + limit, "wanted": None if wanted is None else list(wanted)}
            await cursor.execute((_ALL if wanted is None else _SOME) + " ORDER BY notification_id", given)
            return await cursor.fetchall()

    async def news(self, within: float) -> None:
        """Return when the log says that it has grown, or after so many seconds: the hint may be lost."""
        async for _ in self._connection.notifies(timeout=within, stop_after=1):
            pass

    async def move(self, before: Checkpoint, after: Checkpoint) -> None:
        """Move the checkpoint from `before`, and from nowhere else. Raises Superseded."""
        values = [after.epoch, after.position, after.event_id, self._name, before.position, before.event_id]
        moved = await self._connection.execute(_MOVE, values)
        if moved.rowcount != 1:
            raise Superseded(f"another relay has moved the checkpoint on from {before.position}")
