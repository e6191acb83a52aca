"""What every event store promises, as scenarios over an empty store; test_contract.py runs them."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest

from application.ports import CommandIdReused, EventStore, Head, Outcome, VersionConflict
from domain.errors import InvalidValue
from domain.recorded import Actor
from infrastructure.event_store.prepared import MOST_BYTES, event_id
from tests.infrastructure.event_store.appends import ALICE, ANOTHER_FINGERPRINT, FINGERPRINT, an_append, an_event

Scenario = Callable[[EventStore], Coroutine[Any, Any, None]]
CONTRACT: list[Scenario] = []


def promise(scenario: Scenario) -> Scenario:
    CONTRACT.append(scenario)
    return scenario


@promise
async def an_event_comes_back_in_its_envelope(store: EventStore) -> None:
    said = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    append = replace(
        an_append(reason="because", effective_at=said), on_behalf_of=Actor("i", "bob"), causation_id=UUID(int=7)
    )
    before = (await store.head()).epoch
    await store.append(append)
    [recorded] = await store.load(append.primary)
    assert recorded.event == an_event()
    assert recorded.event_id == event_id(append.command_id, 0)
    assert (recorded.stream, recorded.version, recorded.position) == (append.primary, 1, 1)
    assert recorded.epoch == before
    assert abs(recorded.recorded_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert recorded.effective_at == said
    assert (recorded.actor, recorded.on_behalf_of, recorded.reason) == (ALICE, Actor("i", "bob"), "because")
    assert (recorded.command_id, recorded.correlation_id) == (append.command_id, append.correlation_id)
    assert recorded.causation_id == UUID(int=7)
    assert await store.read(0, 10) == [recorded]


@promise
async def an_event_takes_effect_when_it_is_recorded_unless_said_otherwise(store: EventStore) -> None:
    append = an_append()
    await store.append(append)
    [recorded] = await store.load(append.primary)
    assert recorded.effective_at == recorded.recorded_at


@promise
async def the_answer_names_the_primary_stream_and_the_last_position(store: EventStore) -> None:
    first = an_append(None, "a", "b")
    assert await store.append(first) == Outcome(first.primary, 2, 2)
    other = uuid4()
    second = an_append(first.primary, "c", at=2, also={other: 0})
    assert await store.append(second) == Outcome(first.primary, 3, 4)
    assert [r.version for r in await store.load(first.primary)] == [1, 2, 3]
    assert [(r.version, r.position) for r in await store.load(other)] == [(1, 4)]


@promise
async def positions_are_dense_and_read_in_order(store: EventStore) -> None:
    for number in range(5):
        await store.append(an_append(None, *"ab"[: 1 + number % 2]))
    assert [r.position for r in await store.read(0, 100)] == [1, 2, 3, 4, 5, 6, 7]
    assert [r.position for r in await store.read(3, 2)] == [4, 5]
    assert await store.read(7, 10) == []


@promise
async def a_conflict_leaves_no_trace(store: EventStore) -> None:
    append = an_append(documents=[b"first"])
    await store.append(append)
    before = await store.head()
    for conflicting in (
        an_append(append.primary, at=0, documents=[b"second"]),
        an_append(append.primary, at=2),
        an_append(reads={append.primary: 0}),
        an_append(reads={append.primary: 2}),
        an_append(also={append.primary: 0}),
        an_append(reads={uuid4(): 1}),
    ):
        with pytest.raises(VersionConflict):
            await store.append(conflicting)
        assert await store.outcome(conflicting.command_id, FINGERPRINT) is None
    assert await store.head() == before
    assert await store.document(sha256(b"second").hexdigest()) is None
    assert (await store.append(an_append())).position == 2


@promise
async def a_condition_on_a_stream_that_was_read_holds_or_nothing_is_written(store: EventStore) -> None:
    role = an_append()
    await store.append(role)
    assert (await store.append(an_append(reads={role.primary: 1, uuid4(): 0}))).position == 2


@promise
async def a_repeated_command_gets_its_first_answer_whatever_happened_since(store: EventStore) -> None:
    other = uuid4()
    append = an_append(None, "a", "b", also={other: 0})
    first = await store.append(append)
    await store.append(an_append(append.primary, at=2))
    assert await store.append(append) == first
    # Decided anew on the state of today, as the command path would after a restart.
    assert await store.append(an_append(append.primary, "x", at=3, command=append.command_id)) == first
    assert await store.outcome(append.command_id, FINGERPRINT) == first
    assert (await store.head()).position == 4


@promise
async def another_body_under_the_same_command_id_is_refused(store: EventStore) -> None:
    append = an_append()
    await store.append(append)
    with pytest.raises(CommandIdReused):
        await store.append(replace(append, fingerprint=ANOTHER_FINGERPRINT))
    with pytest.raises(CommandIdReused):
        await store.append(an_append(command=append.command_id, fingerprint=ANOTHER_FINGERPRINT))
    with pytest.raises(CommandIdReused):
        await store.outcome(append.command_id, ANOTHER_FINGERPRINT)
    assert (await store.head()).position == 1


@promise
async def a_command_that_never_took_effect_has_no_outcome(store: EventStore) -> None:
    assert await store.outcome(uuid4(), FINGERPRINT) is None


@promise
async def a_stream_is_loaded_as_of_a_version_and_as_of_a_time(store: EventStore) -> None:
    append = an_append(None, "a")
    await store.append(append)
    await store.append(an_append(append.primary, "b", "c", at=1))
    await store.append(an_append())
    events = await store.load(append.primary)
    assert [r.event.value for r in events] == ["a", "b", "c"]
    assert await store.load(append.primary, up_to_version=2) == events[:2]
    assert (await store.load(append.primary, as_of=events[0].recorded_at))[:1] == events[:1]
    assert await store.load(append.primary, as_of=events[0].recorded_at - timedelta(microseconds=1)) == []
    assert await store.load(append.primary, as_of=events[2].recorded_at) == events
    assert await store.load(append.primary, up_to_version=1, as_of=events[2].recorded_at) == events[:1]
    assert await store.load(uuid4()) == []


@promise
async def the_head_names_epoch_position_and_event(store: EventStore) -> None:
    empty = await store.head()
    assert (empty.position, empty.event_id) == (0, None)
    append = an_append(None, "a", "b")
    await store.append(append)
    assert await store.head() == Head(empty.epoch, 2, event_id(append.command_id, 1))


@promise
async def an_event_is_named_by_its_position_and_nothing_is_beyond_the_head(store: EventStore) -> None:
    append = an_append(None, "a", "b")
    await store.append(append)
    ids = {1: event_id(append.command_id, 0), 2: event_id(append.command_id, 1)}
    assert await store.event_ids([2, 3, 0, -1, 1, 2]) == ids
    assert await store.event_ids([]) == {}


@promise
async def documents_are_named_by_their_hash_and_kept_once(store: EventStore) -> None:
    exact = b"\x00 exact bytes \xff"
    await store.append(an_append(documents=[exact, b"", exact]))
    await store.append(an_append(documents=[exact]))
    assert await store.document(sha256(exact).hexdigest()) == exact
    assert await store.document(sha256(b"").hexdigest()) == b""
    assert await store.document(sha256(b"never").hexdigest()) is None


@promise
async def what_cannot_be_stored_is_refused_by_its_name(store: EventStore) -> None:
    for value, code in (
        ("nul \0", "text-not-storable"),
        ("half a pair \ud800", "text-not-storable"),
        ("x" * MOST_BYTES, "append-too-large"),
    ):
        with pytest.raises(InvalidValue) as refused:
            await store.append(an_append(None, value))
        assert refused.value.code == code
    with pytest.raises(InvalidValue):
        await store.append(an_append(reason="nul \0"))
    assert (await store.head()).position == 0


@promise
async def a_text_that_only_looks_like_an_escape_is_stored(store: EventStore) -> None:
    for value in (r"\u0000", "\\\\u0000", "\\", "\u2028", "\U0001f600", "\x01\x1f"):
        append = an_append(None, value)
        await store.append(append)
        assert (await store.load(append.primary))[0].event == an_event(value)


@promise
async def an_append_that_contradicts_itself_is_refused(store: EventStore) -> None:
    append = an_append()
    for wrong in (
        replace(append, events={}),
        replace(append, events={append.primary: []}),
        replace(append, conditions={}),
        replace(append, primary=uuid4()),
        replace(append, fingerprint=b"short"),
    ):
        with pytest.raises(ValueError, match=r"append|fingerprint"):
            await store.append(wrong)
