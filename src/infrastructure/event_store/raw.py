"""An event as its row has it, before anyone decoded it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg import adapters
from psycopg.adapt import Transformer
from psycopg.pq import Format


class RawEvent(NamedTuple):
    """A row of log.events and the epoch it was written in; the fields stand in the order of SELECT_RAW."""

    position: int
    version: int
    recorded_at: datetime
    stream: UUID
    event_id: UUID
    command_id: UUID
    topic: str
    state: bytes
    metadata: bytes
    epoch: UUID


SELECT_RAW: Final = """
    SELECT notification_id, originator_version, recorded_at, originator_id, event_id, command_id, topic, state,
           metadata, (SELECT epoch FROM log.epochs WHERE begun_after < notification_id ORDER BY number DESC LIMIT 1)
    FROM log.events
"""
# A row for readers of the whole log, who seldom ask for more than its first columns: the rest comes in one piece.
SLIM_COLUMNS: Final = (
    "notification_id, originator_version, recorded_at, originator_id, topic, state,"
    " uuid_send(event_id) || uuid_send(command_id) || metadata"
)
SlimRow = Sequence[Any]
# psycopg's own: UUID(bytes=data) takes ten times as long, and a table of who did it asks for two an event.
_uuid: Final[Callable[[bytes], UUID]] = Transformer().get_loader(adapters.types["uuid"].oid, Format.BINARY).load


def fat(row: SlimRow, epoch: UUID) -> RawEvent:
    """The row with its rest taken apart."""
    position, version, recorded_at, stream, topic, state, rest = row
    event_id, command_id = _uuid(rest[:16]), _uuid(rest[16:32])
    return RawEvent(position, version, recorded_at, stream, event_id, command_id, topic, state, rest[32:], epoch)
