"""A log in memory, a clock that stands still, and commands sent by people with names."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from application.commands import command_type
from application.handle import Envelope, command_id, handle, stream_of_new
from application.ports import EventStore, Outcome
from domain.law import RuleBook
from domain.recorded import Actor
from infrastructure.event_store.memory import MemoryEventStore
from infrastructure.law import load_rules

ALICE: Final = Actor("https://issuer.example", "alice")
BOB: Final = Actor("https://issuer.example", "bob")


@dataclass
class StoppedClock:
    """Stands until it is moved."""

    time: datetime = datetime(2026, 3, 10, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def forward(self, by: timedelta) -> None:
        self.time += by


@dataclass
class Office:
    """Where commands are sent from; each under a key of its own unless one is named."""

    store: EventStore = field(default_factory=MemoryEventStore)
    clock: StoppedClock = field(default_factory=StoppedClock)
    rules: RuleBook = field(default_factory=load_rules)
    sent: int = 0

    def envelope(
        self, command: Any, stream: UUID | None = None, *, by: Actor = ALICE, key: str = "", seen: int | None = None
    ) -> Envelope:
        self.sent += 1
        identity = command_id(by, key or f"key {self.sent}")
        return Envelope(
            type=command_type(type(command)),
            command=command,
            stream=stream or stream_of_new(identity),
            command_id=identity,
            fingerprint=sha256(repr((stream, command)).encode()).digest(),
            actor=by,
            correlation_id=identity,
            expected_version=seen,
        )

    def send(
        self, command: Any, stream: UUID | None = None, *, by: Actor = ALICE, key: str = "", seen: int | None = None
    ) -> Outcome:
        return asyncio.run(handle(self.envelope(command, stream, by=by, key=key, seen=seen), self))
