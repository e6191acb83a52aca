"""The one event that everybody writes: a posting's new salary, with the metadata of who changed it and why."""

from decimal import Decimal
from random import getrandbits
from uuid import UUID

from application.ports import Append
from domain.job_posting import PostingSalaryChanged
from domain.pay import PayRange, Period
from domain.recorded import Actor
from infrastructure.event_store.codec import CODEC, encode_metadata

EDITOR = Actor("https://issuer.example", "editor-0042")
EVENT = PostingSalaryChanged(
    old=(PayRange(currency="EUR", period=Period.YEAR, minimum=Decimal(32_000), maximum=Decimal(38_000)),),
    new=(PayRange(currency="EUR", period=Period.YEAR, minimum=Decimal(33_500), maximum=Decimal(39_500)),),
    reason="The collective agreement of March raises every grade",
    by=(EDITOR,),
)


def an_append(stream: UUID | None = None, at: int = 0, fingerprint: bytes = b"\x01" * 32) -> Append:
    """One event to a stream (a fresh one by default) at that version, under a command id of its own."""
    # Dice, no secret: half as dear as uuid4(), and what the load costs is counted as ours.
    stream, command = stream or UUID(int=getrandbits(128)), UUID(int=getrandbits(128))
    return Append(
        command_id=command,
        fingerprint=fingerprint,
        primary=stream,
        conditions={stream: at},
        events={stream: (EVENT,)},
        actor=EDITOR,
        correlation_id=command,
    )


def stored() -> tuple[str, bytes, bytes]:
    """Topic, state and metadata as the log keeps them: what the peers are given to write, byte for byte."""
    return *CODEC.encode(EVENT), encode_metadata(an_append())
