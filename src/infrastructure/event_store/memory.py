"""The log in memory, for tests that need no database: the same promises, encoded and decoded by the same codec."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from application.ports import Append, CommandIdReused, Head, Outcome, Share, VersionConflict
from application.remembered import Remembered
from domain.recorded import Recorded
from infrastructure.event_store.codec import CODEC, Codec, encode_metadata, weigh
from infrastructure.event_store.prepared import event_id, in_order, prepare
from infrastructure.event_store.raw import RawEvent


class MemoryEventStore:
    """Keeps application.ports.EventStore; see there for what each method means."""

    def __init__(self, codec: Codec = CODEC) -> None:
        self._codec = codec
        self._epoch = uuid4()
        self._log: list[RawEvent] = []
        self._versions: dict[UUID, int] = {}
        self._outcomes: dict[UUID, tuple[bytes, Outcome]] = {}
        self._documents: dict[str, bytes] = {}
        self.remembered = Remembered(weigh)

    async def append(self, append: Append) -> Outcome:
        prepared = prepare(append, self._codec)  # whose checks are wanted
        if first := await self.outcome(append.command_id, append.fingerprint):
            return replace(first, repeated=True)
        if any(self._versions.get(stream, 0) != version for stream, version in append.conditions.items()):
            raise VersionConflict
        recorded_at = max([datetime.now(UTC), *(raw.recorded_at for raw in self._log[-1:])])
        written = [
            (stream, version, *self._codec.encode(event))
            for stream, read_at, events in in_order(append)
            for version, event in enumerate(events, read_at + 1)
        ]
        for index, (stream, version, topic, state) in enumerate(written):
            self._log.append(
                RawEvent(
                    position=len(self._log) + 1,
                    version=version,
                    recorded_at=recorded_at,
                    stream=stream,
                    event_id=event_id(append.command_id, index),
                    command_id=append.command_id,
                    topic=topic,
                    state=state,
                    metadata=encode_metadata(append),
                    epoch=self._epoch,
                )
            )
            self._versions[stream] = version
        self._documents |= {sha256(document).hexdigest(): document for document in append.documents}
        outcome = Outcome(append.primary, prepared.version, len(self._log))
        self._outcomes[append.command_id] = append.fingerprint, outcome
        return outcome

    async def outcome(self, command_id: UUID, fingerprint: bytes) -> Outcome | None:
        stored, outcome = self._outcomes.get(command_id, (fingerprint, None))
        if stored != fingerprint:
            raise CommandIdReused
        return outcome

    async def load(
        self, stream: UUID, *, up_to_version: int | None = None, as_of: datetime | None = None
    ) -> Sequence[Recorded[Any]]:
        return [
            self._codec.recorded(raw)
            for raw in self._log
            if raw.stream == stream
            and (up_to_version is None or raw.version <= up_to_version)
            and (as_of is None or raw.recorded_at <= as_of)
        ]

    async def read(
        self, after: int, limit: int, only: Set[type] | None = None, share: Share | None = None
    ) -> Sequence[Recorded[Any]]:
        given = [self._codec.recorded(raw) for raw in self._log[after : after + limit]]
        return [
            one
            for one in given
            if one.position == after + limit
            or ((only is None or type(one.event) in only) and (share is None or share.has(one.stream)))
        ]

    async def head(self) -> Head:
        return Head(self._epoch, len(self._log), self._log[-1].event_id if self._log else None)

    async def event_ids(self, positions: Sequence[int]) -> Mapping[int, UUID]:
        return {position: self._log[position - 1].event_id for position in positions if 0 < position <= len(self._log)}

    async def document(self, sha256: str) -> bytes | None:
        return self._documents.get(sha256)
