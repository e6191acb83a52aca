"""From a text to a draft, by the ordinary command path; the same text twice is one draft."""

from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from uuid import UUID, uuid4

from application.commands import command_type
from application.handle import Envelope, command_id, handle, stream_of_new
from application.ports import Clock, EventStore
from domain.job_posting import DraftPosting
from domain.recorded import Actor
from domain.reservation import AlreadyTaken
from domain.role import DraftRole

Draft = DraftRole | DraftPosting


class Kind(StrEnum):
    """What a document describes."""

    ROLE = "role"
    POSTING = "posting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """What became of a text. unchanged: it had been imported before, as `id`. version, position: None then.

    not_understood: lines that are kept with the draft, though the importer does not know what they mean.
    """

    id: UUID
    title: str
    unchanged: bool = False
    version: int | None = None
    position: int | None = None
    not_understood: tuple[str, ...] = ()


async def send_draft(draft: Draft, actor: Actor, store: EventStore, clock: Clock) -> Drafted:
    """Draft it, unless the same text has been. Raises what `handle` raises."""
    # A key of its own for each import: a second import shall be told so, not be answered as a retry of the first.
    command = command_id(actor, f"import:{uuid4()}")
    title = draft.content.title
    not_understood = draft.source.not_understood if draft.source else ()
    try:
        outcome = await handle(
            Envelope(
                type=command_type(type(draft)),
                command=draft,
                stream=stream_of_new(command),
                command_id=command,
                fingerprint=sha256(command.bytes).digest(),
                actor=actor,
                correlation_id=command,
            ),
            store,
            clock,
        )
    except AlreadyTaken as taken:
        if not taken.scope.endswith("-document"):
            raise
        return Drafted(id=taken.holder, title=title, unchanged=True, not_understood=not_understood)
    return Drafted(
        id=outcome.stream,
        title=title,
        version=outcome.version,
        position=outcome.position,
        not_understood=not_understood,
    )


def with_code(draft: Draft, code: str | None) -> Draft:
    """The draft under a role's code of the user's own choice."""
    return draft if code is None or not isinstance(draft, DraftRole) else replace(draft, code=code)
