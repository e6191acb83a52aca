"""What the API's handlers work with, built by the container."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from application.authentication import Verifier
from application.ports import Clock, EventStore, ReadSide
from domain.law.rule import RuleBook


class Standing(Protocol):
    """How one projection stands: the position it has seen, how many events it lacks, how many it could not take.

    problem: why it must not be relied on, None where it may.
    """

    @property
    def name(self) -> str: ...

    @property
    def position(self) -> int: ...

    @property
    def lag(self) -> int: ...

    @property
    def parked(self) -> int: ...

    @property
    def problem(self) -> str | None: ...


class WatchedReadSide(ReadSide, Protocol):
    """A read side that says how it stands."""

    async def status(self) -> Sequence[Standing]:
        """Each projection, by name. Raises Unavailable."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The open parts of the house.

    rules: the law, as loaded at start. cursor_key: what page cursors are authenticated with, 32 bytes.
    """

    store: EventStore
    read_side: WatchedReadSide
    clock: Clock
    rules: RuleBook
    verifier: Verifier
    cursor_key: bytes
