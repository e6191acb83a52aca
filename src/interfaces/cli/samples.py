"""What a first start finds in the house: the shipped samples, imported, and one posting carried to publication."""

from decimal import Decimal
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import structlog

from application.authentication import Identity
from application.commands import Authority, command_type
from application.handle import Envelope, command_id, handle
from domain.errors import DomainError
from domain.job_posting import (
    ApprovePosting,
    AssignRole,
    ChangeSalary,
    PostingChanges,
    PublishPosting,
    RevisePosting,
    SubmitPostingForApproval,
)
from domain.pay import PayRange, Period
from domain.places import Location
from domain.recorded import Actor
from domain.role import ApproveRole, SubmitRoleForApproval
from interfaces.cli.drafting import Kind, read_draft, send_draft
from interfaces.container import Container
from interfaces.services import Services

AUTHOR: Final = "sample-author"
APPROVER: Final = "sample-approver"

# What the posting's text does not say, as such texts do not: where it is, and what it pays.
PLACE: Final = PostingChanges(
    locations=(Location(country="DE", region="DE-MV", locality="Rostock"),), time_zone="Europe/Berlin"
)
PAY: Final = ChangeSalary(
    pay=(PayRange(currency="EUR", period=Period.YEAR, minimum=Decimal(70000), maximum=Decimal(85000)),),
    reason="Half of the role's band, as agreed with its team.",
)
_log = structlog.get_logger(__name__)


async def ensure_samples(house: Container, services: Services) -> None:
    """Load the samples, or what is missing of them after a start that was broken off; nothing once they are there.

    What the rules refuse, since somebody went on with a sample, is logged: it must not keep the house from starting.
    """
    last = Actor(house.development_issuer().issuer.name, APPROVER)
    if await services.store.outcome(*_named(last, PublishPosting)):
        return
    try:
        await load_samples(house, services)
    except DomainError as refusal:
        _log.warning("samples.incomplete", error=str(refusal))


async def load_samples(house: Container, services: Services) -> None:
    """Import every sample; approve the first role and publish the posting under it. The other role stays a draft.

    Each step takes effect once, however often it is sent. Raises DomainError, Unavailable.
    """
    issuer = house.development_issuer().issuer.name
    author = Actor(issuer, AUTHOR)
    who = Identity(actor=author, roles=frozenset({Authority.AUTHOR}))
    drafted: dict[Kind, UUID] = {}
    for sample in house.samples():
        kind = Kind(sample.drafts)
        found = await send_draft(read_draft(house, kind, sample.read()), who, services)
        drafted.setdefault(kind, found.id)
    role, posting = drafted[Kind.ROLE], drafted[Kind.POSTING]
    steps: tuple[tuple[UUID, str, Any], ...] = (
        (role, AUTHOR, SubmitRoleForApproval()),
        (role, APPROVER, ApproveRole("As the team describes its work.")),
        (posting, AUTHOR, AssignRole(role)),
        (posting, AUTHOR, RevisePosting(changes=PLACE, reason="Its text does not say where.")),
        (posting, AUTHOR, PAY),
        (posting, AUTHOR, SubmitPostingForApproval()),
        (posting, APPROVER, ApprovePosting()),
        (posting, APPROVER, PublishPosting()),
    )
    for stream, subject, command in steps:
        await _send(stream, Actor(issuer, subject), command, services)


async def _send(stream: UUID, actor: Actor, command: Any, services: Services) -> None:
    name, fingerprint = _named(actor, type(command))
    envelope = Envelope(
        type=command_type(type(command)),
        command=command,
        stream=stream,
        command_id=name,
        fingerprint=fingerprint,
        actor=actor,
        correlation_id=name,
    )
    await handle(envelope, services)


def _named(actor: Actor, command: type) -> tuple[UUID, bytes]:
    """A step's command id and fingerprint: the same at every start, so that the log itself tells what was done."""
    key = f"sample:{command.__name__}"
    return command_id(actor, key), sha256(key.encode()).digest()
