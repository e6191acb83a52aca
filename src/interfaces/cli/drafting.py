"""From the bytes of a document to a draft, by the ordinary command path; the same document twice is one draft."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from uuid import UUID, uuid4

from application.authentication import Identity
from application.commands import command_type
from application.handle import Envelope, command_id, handle, stream_of_new
from domain.job_posting import DraftPosting
from domain.reservation import AlreadyTaken
from domain.role import DraftRole
from interfaces.container import Container
from interfaces.services import Services

Draft = DraftRole | DraftPosting


class Kind(StrEnum):
    """What a document describes."""

    ROLE = "role"
    POSTING = "posting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """What became of a document. unchanged: it had been imported before, as `id`; version and position are None then.

    not_understood: lines that are kept with the draft, though the importer does not know what they mean.
    """

    id: UUID
    title: str
    unchanged: bool = False
    version: int | None = None
    position: int | None = None
    not_understood: tuple[str, ...] = ()


def read_draft(
    container: Container, kind: Kind, document: bytes, *, form: str = "text", code: str | None = None
) -> Draft:
    """The command that a document stands for. code: the role's, None to make it from its title. Raises InvalidValue."""
    importer, text = container.importer(form), container.decode(document)
    draft: Draft = importer.read_role(text, code) if kind is Kind.ROLE else importer.read_posting(text)
    return draft


async def send_draft(draft: Draft, who: Identity, services: Services) -> Drafted:
    """Draft it, unless the same text has been. Raises what `handle` raises."""
    # A key of its own for each import: a second import shall be told so, not be answered as a retry of the first.
    command = command_id(who.actor, f"import:{uuid4()}")
    envelope = Envelope(
        type=command_type(type(draft)),
        command=draft,
        stream=stream_of_new(command),
        command_id=command,
        fingerprint=sha256(command.bytes).digest(),
        actor=who.actor,
        on_behalf_of=who.on_behalf_of,
        correlation_id=command,
    )
    title = draft.content.title
    not_understood = draft.source.not_understood if draft.source else ()
    try:
        outcome = await handle(envelope, services)
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
