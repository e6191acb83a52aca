"""The one event that everybody writes: a posting's new title, with the metadata of who did it and why."""

from collections.abc import Iterator
from uuid import UUID, uuid4

from application.ports import Append
from domain.job_posting import PostingChanges, PostingContentChanged
from domain.recorded import Actor
from infrastructure.event_store.prepared import prepare

EDITOR = Actor("https://issuer.example", "editor-0042")
EVENT = PostingContentChanged(
    fields=("title",),
    old=PostingChanges(title="Baker wanted for the night shift, full-time, Hamburg-Altona"),
    new=PostingChanges(title="Baker sought for the early shift, full-time, Hamburg-Altona"),
    by=(EDITOR,),
)


def an_append(stream: UUID | None = None, at: int = 0, fingerprint: bytes = b"\x01" * 32) -> Append:
    """One event to a stream (a fresh one by default) at that version, under a command id of its own."""
    stream, command = stream or uuid4(), uuid4()
    return Append(
        command_id=command,
        fingerprint=fingerprint,
        primary=stream,
        conditions={stream: at},
        events={stream: (EVENT,)},
        actor=EDITOR,
        correlation_id=command,
        reason="The shift has moved",
    )


def stored() -> tuple[str, bytes, bytes]:
    """Topic, state and metadata as the log keeps them: what the peers are given to write, byte for byte."""
    prepared = prepare(an_append())
    [(_, _, topic, state)] = prepared.events
    return topic, state, prepared.metadata


def fresh_appends() -> Iterator[Append]:
    """Appends to streams that nobody wrote before, without end."""
    while True:
        yield an_append()
