"""An event as its row has it, before anyone decoded it."""

from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID


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
