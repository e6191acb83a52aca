"""What the API's handlers work with, built by the container."""

from dataclasses import dataclass

from application.authentication import Verifier
from application.ports import Clock, EventStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The open parts of the house. cursor_key: what page cursors are authenticated with, 32 bytes."""

    store: EventStore
    clock: Clock
    verifier: Verifier
    cursor_key: bytes
