"""Whatever is appended in whatever order, the store of production and the one in memory answer the same."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from application.ports import Append, CommandIdReused, Share, VersionConflict
from infrastructure.event_store.memory import MemoryEventStore
from infrastructure.event_store.store import PostgresEventStore
from tests.conftest import Database
from tests.infrastructure.event_store.appends import ANOTHER_FINGERPRINT, FINGERPRINT, an_append

_SMALL = st.integers(0, 3)


def machine(url: str) -> type[RuleBasedStateMachine]:
    class BothStores(RuleBasedStateMachine):
        """Streams and commands are few, so that they collide; each example has a set of its own."""

        examples = 0

        def __init__(self) -> None:
            super().__init__()
            BothStores.examples += 1
            self.base = BothStores.examples << 32
            self.runner = asyncio.Runner()
            self.memory = MemoryEventStore()
            self.postgres = PostgresEventStore(url)
            self.runner.run(self.postgres.__aenter__())
            self.start = self.runner.run(self.postgres.head()).position

        def teardown(self) -> None:
            self.runner.run(self.postgres.__aexit__())
            self.runner.close()

        def both(self, memory: Awaitable[Any], postgres: Awaitable[Any]) -> None:
            assert self.runner.run(_told(memory)) == self.runner.run(_told(postgres, self.start))

        def id(self, kind: int, number: int) -> UUID:
            return UUID(int=self.base + (kind << 16) + number)

        @rule(
            command=st.integers(0, 12),
            writes=st.dictionaries(_SMALL, _SMALL, min_size=1, max_size=2),
            reads=st.dictionaries(_SMALL, _SMALL, max_size=2),
            events=st.integers(1, 2),
            fingerprint=st.sampled_from([FINGERPRINT] * 9 + [ANOTHER_FINGERPRINT]),
        )
        def append(
            self, command: int, writes: dict[int, int], reads: dict[int, int], events: int, fingerprint: bytes
        ) -> None:
            (primary, at), *others = writes.items()
            append = an_append(
                self.id(1, primary),
                *["value"] * events,
                at=at,
                also={self.id(1, other): version for other, version in others},
                reads={self.id(1, other): version for other, version in reads.items() if other not in writes},
                command=self.id(2, command),
                fingerprint=fingerprint,
            )
            self.write(append)

        @rule(primary=_SMALL, events=st.integers(1, 2), command=st.integers(0, 12))
        def append_at_the_version_that_stands(self, primary: int, events: int, command: int) -> None:
            at = len(self.runner.run(self.memory.load(self.id(1, primary))))
            self.write(an_append(self.id(1, primary), *["value"] * events, at=at, command=self.id(2, command)))

        def write(self, append: Append) -> None:
            self.both(self.memory.append(append), self.postgres.append(append))

        @rule(stream=_SMALL, version=st.none() | st.integers(0, 4))
        def load(self, stream: int, version: int | None) -> None:
            which = self.id(1, stream)
            self.both(self.memory.load(which, up_to_version=version), self.postgres.load(which, up_to_version=version))

        @rule(command=st.integers(0, 12))
        def outcome(self, command: int) -> None:
            which = self.id(2, command)
            self.both(self.memory.outcome(which, FINGERPRINT), self.postgres.outcome(which, FINGERPRINT))

        @rule(
            after=st.integers(0, 20),
            limit=st.integers(1, 5),
            only=st.none() | st.just(frozenset[type]()),
            share=st.none() | st.builds(Share, st.integers(0, 2), st.just(3)),
        )
        def read(self, after: int, limit: int, only: frozenset[type] | None, share: Share | None) -> None:
            asked = self.postgres.read(self.start + after, limit, only, share)
            self.both(self.memory.read(after, limit, only, share), asked)

    return BothStores


async def _told(answer: Awaitable[Any], start: int = 0) -> object:
    """An answer without what differs by nature: the clock, the epoch, and where the log of this example begins."""
    try:
        found = await answer
    except (VersionConflict, CommandIdReused) as error:
        return type(error)
    if isinstance(found, Sequence):
        return [(r.event_id, r.stream, r.version, r.position - start, r.event, r.actor, r.command_id) for r in found]
    return found and (found.stream, found.version, found.position - start)


def test_both_stores_answer_the_same(database: Database) -> None:
    chosen = settings(max_examples=30, stateful_step_count=30, suppress_health_check=[HealthCheck.too_slow])
    run_state_machine_as_test(machine(database.app_url), settings=chosen)
