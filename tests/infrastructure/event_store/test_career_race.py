"""Two revisions at once, each lawful alone, that together would close a circle: on a real server, one of them wins."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest

from application.commands import command_type
from application.handle import Envelope, handle, stream_of_new
from domain.law import RuleBook
from domain.recorded import Actor
from domain.role import (
    ROLE,
    CareerLink,
    Direction,
    DraftRole,
    MergeRole,
    ReviseRole,
    Role,
    RoleChanges,
    RoleContent,
)
from domain.role.career_paths import circle
from domain.role.errors import CareerPathHasACycle
from infrastructure.event_store.store import PostgresEventStore
from infrastructure.law import load_rules
from tests.application.commanding import StoppedClock
from tests.conftest import Database

ALICE = Actor("https://issuer.example", "alice")
TRIES = 40
RULES = load_rules()


@dataclass(frozen=True)
class Desk:
    """What commands are decided with: a real log."""

    store: PostgresEventStore
    clock: StoppedClock
    rules: RuleBook = RULES

    async def send(self, command: Any, stream: UUID | None = None) -> UUID:
        identity = uuid4()
        envelope = Envelope(
            type=command_type(type(command)),
            command=command,
            stream=stream or stream_of_new(identity),
            command_id=identity,
            fingerprint=sha256(identity.bytes).digest(),
            actor=ALICE,
            correlation_id=identity,
        )
        return (await handle(envelope, self)).stream

    async def role(self, role_id: UUID) -> Role:
        return ROLE.fold(one.event for one in await self.store.load(role_id))


def draft() -> DraftRole:
    return DraftRole(code=str(uuid4()), content=RoleContent(title="Baker"))


def revise(**path: UUID) -> ReviseRole:
    """up: advances to it. entry: entered from it."""
    directions = {"up": Direction.ADVANCES_TO, "entry": Direction.ENTRY_FROM}
    links = tuple(CareerLink(direction=directions[way], role_id=role_id) for way, role_id in path.items())
    return ReviseRole(changes=RoleChanges(career_path=links))


def merge(into: UUID) -> MergeRole:
    return MergeRole(into=into, reason="The same work")


Act = Callable[[Sequence[UUID]], tuple[ReviseRole | MergeRole, UUID]]
# Of three roles, the second leads to the third. Each act below leads from the first to the second, or from the third to
# the first (a merge makes one of these two); whoever says so.
ACTS: dict[str, tuple[Act, Act]] = {
    "both advance": (lambda r: (revise(up=r[1]), r[0]), lambda r: (revise(up=r[0]), r[2])),
    "both are entered from": (lambda r: (revise(up=r[2], entry=r[0]), r[1]), lambda r: (revise(entry=r[2]), r[0])),
    "one each way": (lambda r: (revise(up=r[2], entry=r[0]), r[1]), lambda r: (revise(up=r[0]), r[2])),
    "a step and a merge": (lambda r: (revise(up=r[1]), r[0]), lambda r: (merge(r[0]), r[2])),
}


@pytest.mark.parametrize(("one", "other"), ACTS.values(), ids=ACTS)
def test_of_two_that_would_close_a_circle_together_one_wins(database: Database, one: Act, other: Act) -> None:
    async def race() -> list[int]:
        async with PostgresEventStore(database.app_url) as first, PostgresEventStore(database.app_url) as second:
            desks = [Desk(first, StoppedClock()), Desk(second, StoppedClock())]
            won = []
            for _ in range(TRIES):
                ids = [await desks[0].send(draft()) for _ in range(3)]
                await desks[0].send(revise(up=ids[2]), ids[1])
                answers = await asyncio.gather(
                    desks[0].send(*one(ids)), desks[1].send(*other(ids)), return_exceptions=True
                )
                refused = [answer for answer in answers if not isinstance(answer, UUID)]
                assert all(isinstance(answer, CareerPathHasACycle) for answer in refused)
                won.append(2 - len(refused))
                roles = {role_id: await desks[0].role(role_id) for role_id in ids}
                assert [circle(role_id, roles) for role_id in roles] == [(), (), ()]
            return won

    assert asyncio.run(race()) == [1] * TRIES
