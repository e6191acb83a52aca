"""An event as the log holds it: what happened, where it stands, who did it and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

E_co = TypeVar("E_co", covariant=True)


@dataclass(frozen=True, slots=True, order=True)
class Actor:
    """A person or process, opaque: `subject` as `issuer` knows it (the token's `iss` and `sub`)."""

    issuer: str
    subject: str

    def __str__(self) -> str:
        return f"{self.subject} ({self.issuer})"


@dataclass(frozen=True, kw_only=True)  # no slots: whoever reads a long log fills it as one dict, in a third of the time
class Recorded(Generic[E_co]):
    """One event in its envelope.

    version: 1, 2, 3, … within `stream`. position: 1, 2, 3, … without a gap over the whole log of `epoch`.
    recorded_at: the database's clock, never running backwards with position. effective_at: a value of the
    domain, equal to recorded_at unless the command said otherwise. Times are aware, UTC.
    command_id: the command that led to it; causation_id: the event or command that led to that command.
    """

    event: E_co
    event_id: UUID
    stream: UUID
    version: int
    position: int
    epoch: UUID
    recorded_at: datetime
    effective_at: datetime
    actor: Actor
    command_id: UUID
    correlation_id: UUID
    on_behalf_of: Actor | None = None
    reason: str | None = None
    causation_id: UUID | None = None
