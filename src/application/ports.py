"""What the application needs of the world outside, as protocols; infrastructure keeps them."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from application.remembered import Remembered
from domain.law.rule import RuleBook
from domain.recorded import Actor, Recorded


class VersionConflict(Exception):
    """A stream that was read or is written has moved on; nothing was written. Load and decide anew."""


class CommandIdReused(Exception):
    """The command id stands in the log with another fingerprint: another command under the same key."""


class Unavailable(Exception):
    """A part of the house is away; nothing is known to have happened. Ask again after `retry_after` seconds."""

    def __init__(self, what: str, retry_after: int = 1) -> None:
        super().__init__(f"{what} cannot be reached right now")
        self.retry_after = retry_after


@dataclass(slots=True, kw_only=True)  # not frozen: it is made for each command, and would take three times as long
class Append:
    """What one command writes, all or nothing.

    command_id: takes effect at most once. fingerprint: SHA-256 of what was asked under that id, 32 bytes.
    conditions: stream -> the version it must stand at (0: must not exist), for each stream written or read.
    events: stream -> its new events in order; their versions follow on from the condition of that stream.
    primary: the stream the command was for; its last version is the answer.
    documents: exact bytes, stored by their SHA-256.
    generation: of the log, where the decision rests on what was remembered from it; None: all of it was read just now.
    """

    command_id: UUID
    fingerprint: bytes
    primary: UUID
    conditions: Mapping[UUID, int]
    events: Mapping[UUID, Sequence[Any]]
    actor: Actor
    correlation_id: UUID
    causation_id: UUID | None = None
    on_behalf_of: Actor | None = None
    reason: str | None = None
    effective_at: datetime | None = None
    documents: Sequence[bytes] = ()
    generation: int | None = None


@dataclass(slots=True)  # not frozen: that would make it four times as dear
class Outcome:
    """What a command's append came to: its primary stream, that stream's version, the append's last position.

    repeated: it had come to that before.
    """

    stream: UUID
    version: int
    position: int
    repeated: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the log: its epoch and last position, 0 where it is empty; event_id of the last event."""

    epoch: UUID
    position: int
    event_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """One of `of` (at most 256) equal shares of all streams; number: 0, 1, …."""

    number: int
    of: int

    def has(self, stream: UUID) -> bool:
        """Whether the stream belongs to it: by its id's last byte, which is as good as random."""
        return (stream.int & 0xFF) % self.of == self.number


class EventStore(Protocol):
    """The log. Every method raises Unavailable within a bound when the database is away."""

    @property
    def remembered(self) -> Remembered:
        """States folded from this log, with nothing of another generation: one ends where the log may be another

        (a new epoch, a new connection), and with it all that was remembered.
        """
        ...

    async def load(
        self, stream: UUID, *, up_to_version: int | None = None, as_of: datetime | None = None
    ) -> Sequence[Recorded[Any]]:
        """A stream's events in order, upcast; empty where there is none. as_of: recorded time, inclusive."""
        ...

    async def append(self, append: Append) -> Outcome:
        """Write durably. A command id found in the log answers its first outcome.

        Raises VersionConflict (also where its generation has ended), CommandIdReused, Unavailable.
        """
        ...

    async def outcome(self, command_id: UUID, fingerprint: bytes) -> Outcome | None:
        """What that command came to, None if it never took effect. Raises CommandIdReused."""
        ...

    async def read(
        self, after: int, limit: int, only: Set[type] | None = None, share: Share | None = None
    ) -> Sequence[Recorded[Any]]:
        """The log in order: events at positions after+1, …, at most `limit`.

        only: events of other types may be left out, and those of streams outside the share, but for the one at
        after + limit: it says how far was read.
        """
        ...

    async def head(self) -> Head:
        """Where the log ends now."""
        ...

    async def event_ids(self, positions: Sequence[int]) -> Mapping[int, UUID]:
        """The id of the event at each of these positions; those beyond the head are left out."""
        ...

    async def document(self, sha256: str) -> bytes | None:
        """The bytes with that hex SHA-256."""
        ...


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Aware, UTC."""
        ...


class Query(Protocol):
    """Plain SQL over read tables, and its parameters (psycopg's %(name)s)."""

    @property
    def sql(self) -> str: ...

    @property
    def parameters(self) -> Mapping[str, Any]: ...

    @property
    def one_plan(self) -> bool:
        """Whether one way to answer it is the best whatever the values are."""
        ...


class ReadSide(Protocol):
    """The read models."""

    async def rows(self, query: Query) -> Sequence[Mapping[str, Any]]:
        """Run a query. Raises Unavailable."""
        ...

    async def wait_for(self, position: int, within: float) -> bool:
        """Whether every projection has seen `position` within so many seconds."""
        ...


class Desk(Protocol):
    """What a command is decided with."""

    @property
    def store(self) -> EventStore: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def rules(self) -> RuleBook: ...
