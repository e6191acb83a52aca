"""Appends for tests that care about the log and not about what it holds: reservations of made-up values."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from application.ports import Append
from domain.recorded import Actor
from domain.reservation import Reserved

ALICE = Actor("https://issuer.example", "alice")
FINGERPRINT = b"\x01" * 32
ANOTHER_FINGERPRINT = b"\x02" * 32


def an_event(value: str = "value") -> Reserved:
    return Reserved(scope="test", value=value, holder=UUID(int=1))


def an_append(
    stream: UUID | None = None,
    *values: str,
    at: int = 0,
    reads: Mapping[UUID, int] | None = None,
    also: Mapping[UUID, int] | None = None,
    command: UUID | None = None,
    fingerprint: bytes = FINGERPRINT,
    documents: Sequence[bytes] = (),
    reason: str | None = None,
    effective_at: datetime | None = None,
) -> Append:
    """An append of an event for each of `values` (one by default) to `stream` (a new one by default).

    at: the stream's version. reads: other streams and the versions they were read at. also: other streams that are
    written, one event each, and the versions they stand at.
    """
    primary = stream or uuid4()
    events: dict[UUID, list[Any]] = {primary: [an_event(value) for value in values or ("value",)]}
    events |= {other: [an_event("other")] for other in also or {}}
    command = command or uuid4()
    return Append(
        command_id=command,
        fingerprint=fingerprint,
        primary=primary,
        conditions={primary: at, **(reads or {}), **(also or {})},
        events=events,
        actor=ALICE,
        correlation_id=command,
        documents=documents,
        reason=reason,
        effective_at=effective_at,
    )
