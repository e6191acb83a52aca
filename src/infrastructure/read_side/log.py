"""The log as the read side reads it: an event that cannot be decoded takes its place like any other, and says why."""

from collections.abc import Mapping, Sequence, Set
from datetime import UTC, datetime
from typing import Any, Final, Protocol
from uuid import UUID

from application.ports import Head, Share
from domain.recorded import Actor, Recorded
from infrastructure.event_store.codec import Undecodable

_NOBODY: Final = Actor("", "")
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


class Log(Protocol):
    """What the read side asks of the event store (application.ports.EventStore has it).

    read and load raise infrastructure.event_store.codec.Undecodable, which names the event's place.
    """

    async def read(
        self, after: int, limit: int, only: Set[type] | None = None, share: Share | None = None
    ) -> Sequence[Recorded[Any]]:
        """Events at positions after+1, …, at most `limit`. only, share: others may be left out, but for the last."""
        ...

    async def load(
        self, stream: UUID, *, up_to_version: int | None = None, as_of: datetime | None = None
    ) -> Sequence[Recorded[Any]]:
        """A stream's events in order."""
        ...

    async def head(self) -> Head:
        """Where the log ends."""
        ...

    async def event_ids(self, positions: Sequence[int]) -> Mapping[int, UUID]:
        """The id of the event at each of these positions; those beyond the head are left out."""
        ...


async def read_on(
    log: Log, after: int, limit: int, only: Set[type] | None = None, share: Share | None = None
) -> Sequence[Recorded[Any]]:
    """Events from after+1 on, at most `limit`; those of these types `only` and of the share, and the last.

    One that cannot be decoded comes alone, its `event` an Undecodable.
    """
    try:
        return await log.read(after, limit, only, share)
    except Undecodable as error:
        if error.position is None or error.stream is None or error.version is None or error.event_id is None:
            raise  # not from the log, so not to be parked in its place
        if error.position > after + 1:
            return await log.read(after, error.position - after - 1, only, share)
        epoch = (await log.head()).epoch
        return [
            Recorded(
                event=error,
                event_id=error.event_id,
                stream=error.stream,
                version=error.version,
                position=error.position,
                epoch=epoch,
                recorded_at=_NEVER,
                effective_at=_NEVER,
                actor=_NOBODY,
                command_id=error.event_id,
                correlation_id=error.event_id,
            )
        ]
