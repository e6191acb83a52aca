"""The one command path: load what the command reads, decide, append under the versions that were read."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from application.commands import CommandType
from application.ports import Append, Desk, Outcome, VersionConflict
from application.reading import Reading
from application.remembered import Standing
from domain.decider import Context
from domain.errors import DomainError, InvalidValue
from domain.recorded import Actor
from domain.reservation import RESERVATION

PATIENCE: Final = 5.0  # seconds for which a command that keeps losing races is decided anew
_COMMANDS: Final = UUID("1c2d6d8e-0a35-4a0c-8f6f-5a0f6a7d3b52")


class StaleVersion(Exception):
    """If-Match named another version than the one that stands; nothing was written."""

    def __init__(self, expected: int, found: int) -> None:
        super().__init__(f"it stands at version {found}, not {expected}: read it again, then decide")


@dataclass(slots=True, kw_only=True)  # not frozen: it is made for each command, and would take three times as long
class Envelope:
    """A command and everything around it.

    stream: what it is for. command_id, fingerprint: see `Append`. expected_version: If-Match, None where not given.
    effective_at: when it takes effect in the domain, None for the time it is recorded.
    """

    type: CommandType
    command: Any
    stream: UUID
    command_id: UUID
    fingerprint: bytes
    actor: Actor
    correlation_id: UUID
    causation_id: UUID | None = None
    on_behalf_of: Actor | None = None
    expected_version: int | None = None
    effective_at: datetime | None = None


def command_id(actor: Actor, key: str) -> UUID:
    """The id of the command that this actor calls `key`: the same for every retry."""
    return uuid5(_COMMANDS, f"{actor.issuer}\0{actor.subject}\0{key}")


def stream_of_new(command: UUID) -> UUID:
    """The id of the aggregate that a command creates, a bit away from its own: a retry creates the same one."""
    return UUID(int=command.int ^ 1)  # each command is told its id, used or not; a hash would take four times as long


async def handle(envelope: Envelope, desk: Desk) -> Outcome:
    """Decide and write durably; answer what it came to. A retry is answered as the first time.

    Raises DomainError, InvalidValue, StaleVersion, VersionConflict (lost too many races), CommandIdReused, Unavailable.
    """
    try:
        async with desk.store.remembered.turns.turn(envelope.stream):
            return await _decide_until_written(envelope, desk)
    except (DomainError, InvalidValue, StaleVersion, VersionConflict):
        # The rule may be broken by this very command's first success, whose answer got lost.
        if first := await desk.store.outcome(envelope.command_id, envelope.fingerprint):
            return first
        raise


async def _decide_until_written(envelope: Envelope, desk: Desk) -> Outcome:
    deadline = asyncio.get_running_loop().time() + PATIENCE
    assuming = True
    while True:
        reading = Reading(desk.store, desk.rules, desk.store.remembered, assuming=assuming)
        try:
            return await _decide_once(envelope, desk, reading)
        except (DomainError, InvalidValue, StaleVersion, VersionConflict) as refusal:
            overtaken, late = reading.forget(), asyncio.get_running_loop().time() >= deadline
            lost_a_race = isinstance(refusal, VersionConflict)
            # Nobody is told what rests on memory alone. A race lost to this very process is in its memory already.
            assuming = lost_a_race and overtaken and not late
            if reading.assumed:
                continue
            if not lost_a_race or late:
                raise
            await asyncio.sleep(random.uniform(0, 0.005))  # noqa: S311  racers must part, not be unguessable


async def _decide_once(envelope: Envelope, desk: Desk, reading: Reading) -> Outcome:
    store = desk.store
    aggregate = envelope.type.aggregate
    standing = await reading.standing(envelope.stream, likely_new=envelope.type.creates)
    version = standing.version
    if envelope.expected_version is not None and envelope.expected_version != version:
        raise StaleVersion(envelope.expected_version, version)
    state = standing.seen_as(aggregate)
    facts = await envelope.type.facts(reading, envelope.command, state)
    context = Context(
        stream=envelope.stream,
        now=desk.clock.now(),
        actor=envelope.actor,
        fresh=stream_of_new(envelope.command_id),
        facts=facts.value,
        on_behalf_of=envelope.on_behalf_of,
    )
    events = aggregate.decide(envelope.command, state, context)
    if not events:
        if reading.assumed:
            raise VersionConflict  # no append will tell whether it is true that nothing changes
        first = await store.outcome(envelope.command_id, envelope.fingerprint)
        return first or Outcome(envelope.stream, version, standing.position)
    after = aggregate.fold(events, state)
    reserved = await _reserve(envelope, reading, context)
    beside = envelope.type.beside(envelope.command, state, context)
    begun = {context.fresh: 0} if context.fresh in beside else {}
    outcome = await store.append(
        Append(
            command_id=envelope.command_id,
            fingerprint=envelope.fingerprint,
            primary=context.fresh if begun else envelope.stream,  # what a command begins is what it is answered with
            conditions={**facts.versions, envelope.stream: version, **dict.fromkeys(reserved, 0), **begun},
            events={envelope.stream: events, **beside, **reserved},
            actor=envelope.actor,
            on_behalf_of=envelope.on_behalf_of,
            reason=_reason(envelope.command),
            correlation_id=envelope.correlation_id,
            causation_id=envelope.causation_id,
            effective_at=envelope.effective_at,
            documents=aggregate.documents(envelope.command, after),
            generation=reading.generation,
        )
    )
    if not outcome.repeated:
        written = Standing(aggregate, after, version + len(events), outcome.position)
        reading.wrote(envelope.stream, written)
        for stream in beside:
            reading.wrote(stream, None)
    return outcome


async def _reserve(envelope: Envelope, reading: Reading, context: Context[Any]) -> Mapping[UUID, Sequence[Any]]:
    """What must be taken in the same append so that a value stays unique: stream -> events."""
    reserved = {}
    for wanted in envelope.type.reserves(envelope.command, envelope.stream):
        held = (await reading.standing(wanted.stream, likely_new=True)).seen_as(RESERVATION)
        reserved[wanted.stream] = RESERVATION.decide(wanted, held, context)
    return reserved


def _reason(command: Any) -> str | None:
    said = [str(getattr(command, name, None) or "") for name in ("reason", "explanation")]
    return ": ".join(part for part in said if part) or None
