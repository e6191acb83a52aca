"""What is remembered never shows: every answer is what it would be if each decision read the log."""

import asyncio
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from application.commands import COMMANDS, CommandType
from application.handle import handle
from application.ports import Append, Outcome
from application.reading import Reading
from application.remembered import LEAST_WEIGHT, Remembered, Standing
from domain.role import ROLE, ApproveRole, DraftRole, ReviseRole, RoleChanges, SubmitRoleForApproval
from infrastructure.event_store.codec import weigh
from infrastructure.event_store.memory import MemoryEventStore
from tests.application.commanding import ALICE, BOB, Office

CREATING = [kind for kind in COMMANDS if kind.creates]
CHANGING = [kind for kind in COMMANDS if not kind.creates]


class Process(MemoryEventStore):
    """One of several that share a log, with a memory of its own."""

    def __init__(self, log: MemoryEventStore) -> None:
        vars(self).update(vars(log))
        self.remembered = Remembered(weigh)


class FromTheLog(Reading):
    """Believes no memory."""

    def __init__(self, *args: Any, **_: Any) -> None:
        super().__init__(*args[:2])


def told(office: Office, envelope: Any) -> Any:
    """What the sender is told: the outcome, or which error in which words."""
    try:
        return asyncio.run(handle(envelope, office))
    except Exception as error:
        return type(error), str(error)


def stored(store: MemoryEventStore) -> list[tuple[UUID, int, str, bytes]]:
    return [(raw.stream, raw.version, raw.topic, raw.state) for raw in store._log]


@st.composite
def letters(draw: st.DrawFn) -> tuple[CommandType, int, int, str, int | None]:
    """A command of the table, the process it goes to, the number of its aggregate, its key and what was seen."""
    creating = draw(st.integers(0, 4)) == 0
    kind = draw(st.sampled_from(CREATING if creating else CHANGING))
    seen = draw(st.none() | st.integers(1, 4))
    key = draw(st.sampled_from(["", "", "", "again"]))
    return kind, draw(st.integers(0, 1)), draw(st.integers(0, 5)), key, None if creating else seen


@settings(max_examples=150)
@given(st.lists(letters(), min_size=5, max_size=40))
def test_two_processes_that_remember_answer_as_one_that_reads_the_log_each_time(
    sent: list[tuple[CommandType, int, int, str, int | None]],
) -> None:
    log, plain = MemoryEventStore(), Office(MemoryEventStore())
    offices = [Office(Process(log)), Office(Process(log))]
    streams: list[UUID] = []
    for number, (kind, process, aggregate, key, seen) in enumerate(sent):
        by = (ALICE, BOB)[number % 2]
        stream = None if kind.creates else (streams[aggregate % len(streams)] if streams else uuid4())
        name = f"{key} {kind.command.__name__}" if key else f"letter {number}"
        envelope = offices[process].envelope(kind.example, stream, by=by, key=name, seen=seen)
        answer = told(offices[process], envelope)
        with patch("application.handle.Reading", FromTheLog):
            assert answer == told(plain, envelope)
        if isinstance(answer, Outcome) and answer.stream not in streams:
            streams.append(answer.stream)
    assert isinstance(plain.store, MemoryEventStore)
    assert stored(log) == stored(plain.store)


def two_offices() -> tuple[Office, Office]:
    log = MemoryEventStore()
    return Office(Process(log)), Office(Process(log))


DRAFT_ROLE: DraftRole = next(kind.example for kind in COMMANDS if kind.command is DraftRole)


def test_what_memory_refuses_and_the_log_allows_is_done() -> None:
    here, there = two_offices()
    role = here.send(DRAFT_ROLE).stream
    submitted = there.send(SubmitRoleForApproval(), role, key="there")
    assert here.send(ApproveRole(), role, by=BOB, seen=submitted.version, key="approve").version == 3


def test_what_would_change_nothing_that_is_remembered_changes_what_stands() -> None:
    here, there = two_offices()
    role = here.send(DRAFT_ROLE).stream
    here.send(ReviseRole(changes=RoleChanges(level="L1")), role)
    there.send(ReviseRole(changes=RoleChanges(level="L2")), role, key="elsewhere")
    assert here.send(ReviseRole(changes=RoleChanges(level="L1")), role, key="back").version == 4


def test_who_knows_everything_asks_the_log_nothing() -> None:
    class Counted(MemoryEventStore):
        loads = 0

        async def load(self, stream: UUID, **upto: Any) -> Any:
            self.loads += 1
            return await super().load(stream, **upto)

    store = Counted()
    office = Office(store)
    role = office.send(DRAFT_ROLE).stream
    for level in ("L1", "L2", "L3"):
        office.send(ReviseRole(changes=RoleChanges(level=level)), role)
    assert store.loads == 0


class Slow(MemoryEventStore):
    """Neighbours have the time to decide meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.appended: list[Append] = []

    async def append(self, append: Append) -> Outcome:
        self.appended.append(append)
        await asyncio.sleep(0.01)
        return await super().append(append)


def at_once(store: MemoryEventStore, levels: int) -> list[int]:
    """The versions that so many revisions of one role, sent at once, come to."""
    office = Office(store)
    role = office.send(DRAFT_ROLE).stream
    sent = [office.envelope(ReviseRole(changes=RoleChanges(level=f"L{n}")), role) for n in range(levels)]

    async def send() -> list[Outcome]:
        return await asyncio.gather(*(handle(envelope, office) for envelope in sent))

    return [outcome.version for outcome in asyncio.run(send())]


def test_neighbours_take_turns_and_none_is_decided_twice() -> None:
    store = Slow()
    assert at_once(store, 5) == [2, 3, 4, 5, 6]
    assert len(store.appended) == 1 + 5


def test_who_waits_too_long_for_a_turn_goes_ahead_and_a_lost_race_is_decided_anew_on_what_the_winner_wrote(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("application.turns.LONGEST_WAIT", 0)
    store = Slow()
    assert sorted(at_once(store, 5)) == [2, 3, 4, 5, 6]
    assert len(store.appended) > 1 + 5
    assert all(append.generation is not None for append in store.appended)


def role_standing(version: int, title: str = "Baker") -> Standing:
    return Standing(ROLE, title, version, version)


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5), st.integers(0, 3_000)), max_size=60),
    st.integers(0, 10_000),
)
def test_memory_is_bounded_and_its_newest_version_wins(sent: list[tuple[int, int, int]], room: int) -> None:
    remembered = Remembered(len, room)
    newest: dict[UUID, int] = {}
    for number, version, size in sent:
        stream = UUID(int=number)
        if remembered.get(stream) is None:
            newest.pop(stream, None)
        remembered.keep(stream, role_standing(version, "x" * size), generation=0)
        newest[stream] = max(version, newest.get(stream, 0))
        assert remembered.bytes <= room
        assert len(remembered) * LEAST_WEIGHT <= remembered.bytes
        known = remembered.get(stream)
        assert known is None or known.version == newest[stream]


def test_who_was_asked_for_longest_ago_is_forgotten_first() -> None:
    remembered = Remembered(lambda _state: 0, 2 * LEAST_WEIGHT)
    first, second, third = (UUID(int=number) for number in range(3))
    for stream in (first, second):
        remembered.keep(stream, role_standing(1), generation=0)
    remembered.get(first)
    remembered.keep(third, role_standing(1), generation=0)
    assert [remembered.get(stream) is not None for stream in (first, second, third)] == [True, False, True]


def test_what_was_read_in_another_generation_is_neither_kept_nor_found() -> None:
    remembered = Remembered(lambda _state: 0)
    remembered.keep(UUID(int=1), role_standing(1), generation=0)
    assert remembered.of(0).get(UUID(int=1)) is not None
    assert remembered.of(1).get(UUID(int=1)) is None
    remembered.keep(UUID(int=1), role_standing(2), generation=0)  # whoever read it began before the generation ended
    assert (remembered.get(UUID(int=1)), len(remembered), remembered.bytes) == (None, 0, 0)


@pytest.mark.parametrize("kind", COMMANDS, ids=lambda kind: kind.command.__name__)
def test_every_aggregates_first_state_can_be_weighed(kind: CommandType) -> None:
    assert weigh(kind.aggregate.initial) > 0
