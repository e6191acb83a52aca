"""What an aggregate is: a pure decision over a folded state."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from typing import Any, Generic, TypeVar
from uuid import UUID

from domain.recorded import Actor

C = TypeVar("C")
S = TypeVar("S")
E = TypeVar("E")
F_co = TypeVar("F_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context(Generic[F_co]):
    """Everything a decision may know beside its state; the domain reads no clock, no random, no I/O.

    stream: the aggregate's own id. now: aware, UTC. actor: who acts.
    on_behalf_of: whose authority is used, if not the actor's own.
    fresh: the id of what this command begins elsewhere, the same for every retry (the new posting of a relisting).
    facts: what was read from other streams (their versions are conditions of the append).
    """

    stream: UUID
    now: datetime
    actor: Actor
    fresh: UUID
    facts: F_co
    on_behalf_of: Actor | None = None

    @property
    def people(self) -> tuple[Actor, ...]:
        """Everyone who stands behind this act: four eyes counts both hands of a delegation."""
        return (self.actor,) if self.on_behalf_of is None else (self.actor, self.on_behalf_of)


@dataclass(frozen=True, slots=True)
class Decider(Generic[C, S, E]):
    """One aggregate.

    kind: its stored name, the prefix of its events' names.
    decide: (command, state, context) -> events, or raises the DomainError of the rule it breaks.
    evolve: (state, event) -> state; total, it never refuses.
    events: stored name ("job_posting.published.v1": topic, routing key and public event type) -> class.
    documents: (command, state after) -> exact bytes that the new events name by their SHA-256; they are
    stored, content-addressed and append-only, in the same append.
    """

    kind: str
    # Not shown: a hundred lines of it buried the one line that told why a test had failed.
    initial: S = field(repr=False)
    decide: Callable[[C, S, Context[Any]], tuple[E, ...]] = field(repr=False)
    evolve: Callable[[S, E], S] = field(repr=False)
    events: Mapping[str, type[E]] = field(repr=False)
    documents: Callable[[C, S], tuple[bytes, ...]] = field(repr=False, default=lambda _command, _state: ())

    def fold(self, events: Iterable[E], state: S | None = None) -> S:
        """The state after these events, from `state` or from the initial one."""
        return reduce(self.evolve, events, self.initial if state is None else state)
