"""An event that a table cannot take parks its key; everything else goes on, and a retry folds in order."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from application.ports import Unavailable
from domain.recorded import Recorded
from infrastructure.read_side.checkpoints import park
from infrastructure.read_side.folding import Fault
from infrastructure.read_side.parking import parked_events, retry_parked
from infrastructure.read_side.pool import Pool
from infrastructure.read_side.queries import ReadSide
from infrastructure.read_side.rebuild import rebuild
from infrastructure.read_side.tables import Target
from infrastructure.read_side.verify import verify
from projections import audit_trail
from projections.declaration import SCHEMA, Journal, Projection, Query
from tests.conftest import Database
from tests.infrastructure.read_side.samples import TOO_LONG, A, B, C, Noted, notes, shared, tags
from tests.projections.histories import MemoryLog, history_of_one_posting
from tests.projections.tables import engine_for, parked_of, rows_of, run

batch_sizes = pytest.mark.parametrize("size", [1, 3, 100])


def noted(*given: tuple[UUID, str]) -> MemoryLog:
    """A log of notes."""
    log = MemoryLog()
    for stream, text in given:
        log.record(stream, Noted(text))
    return log


async def fed(pool: Pool, log: MemoryLog, projection: Projection[Any] | Journal[Any], size: int) -> None:
    """The whole log, in batches."""
    engine = await engine_for(pool, log, projection)
    for start in range(0, len(log.events), size):
        await engine.apply(log.events[start : start + size])
    assert (await engine.position()).position == len(log.events)


async def seen(pool: Pool) -> dict[UUID, list[str]]:
    """What each note's row has been given."""
    async with pool.connection() as connection:
        rows = await connection.execute(f"SELECT note_id, seen FROM {SCHEMA}.notes_v1")
        return {note: texts async for note, texts in rows}


@batch_sizes
@pytest.mark.parametrize(
    ("bad", "error"),
    [
        ("poison", "ValueError"),
        (TOO_LONG, "ProgramLimitExceeded"),
        ("half a pair \ud800", "UnicodeEncodeError"),
        ("a NUL \0", "CharacterNotInRepertoire"),
    ],
    ids=["fold", "too-long", "surrogate", "nul"],
)
def test_a_bad_event_parks_its_key_and_the_rest_go_on(database: Database, size: int, bad: str, error: str) -> None:
    log = noted((A, "a1"), (B, "b1"), (A, bad), (B, "b2"), (A, "a3"), (C, "c1"))

    async def test(pool: Pool) -> None:
        await fed(pool, log, notes(), size)
        assert await seen(pool) == {A: ["a1"], B: ["b1", "b2"], C: ["c1"]}
        first, second = await parked_events(pool, ["notes_v1"])
        assert (first.position, first.stream, first.key) == (3, A, (str(A),))
        assert (second.position, second.error) == (5, "waits for an earlier event of its key")
        assert first.error.split(":")[0] == error

    run(database, test)


@batch_sizes
def test_a_retry_folds_what_was_parked_in_order(database: Database, size: int) -> None:
    log = noted((A, "a1"), (A, "poison"), (B, "b1"), (A, "a3"))

    async def test(pool: Pool) -> None:
        await fed(pool, log, notes(), size)
        assert await retry_parked(pool, log, [Target(notes())]) == 2
        assert await seen(pool) == {A: ["a1"], B: ["b1"]}
        assert await retry_parked(pool, log, [Target(notes(poison=None))]) == 0
        assert await seen(pool) == {A: ["a1", "poison", "a3"], B: ["b1"]}
        engine = await engine_for(pool, log, notes())
        await engine.apply([log.record(A, Noted("a4"))])
        assert (await seen(pool))[A] == ["a1", "poison", "a3", "a4"]

    run(database, test)


def test_a_retry_of_an_unwritable_row_goes_as_far_as_it_can(database: Database) -> None:
    log = noted((A, "poison"), (A, "a2"), (A, TOO_LONG), (A, "a4"))

    async def test(pool: Pool) -> None:
        await fed(pool, log, notes(), 10)
        assert await retry_parked(pool, log, [Target(notes(poison=None))]) == 2
        assert await seen(pool) == {A: ["poison", "a2"]}
        assert [position for position, _ in await parked_of(pool, "notes_v1")] == [3, 4]

    run(database, test)


@batch_sizes
def test_of_an_event_with_several_keys_only_the_bad_one_is_parked(database: Database, size: int) -> None:
    log = MemoryLog()
    log.record(A, Noted("", ("good", "poison")))
    log.record(A, Noted("", ("good", "poison")))

    async def test(pool: Pool) -> None:
        await fed(pool, log, tags(), size)
        assert await rows_of(pool, "tags_v1") == [f"({A},good,2)"]
        assert await parked_of(pool, "tags_v1") == [(1, [str(A), "poison"]), (2, [str(A), "poison"])]
        assert await retry_parked(pool, log, [Target(tags(poison=None))]) == 0
        assert await rows_of(pool, "tags_v1") == [f"({A},good,2)", f"({A},poison,2)"]

    run(database, test)


@batch_sizes
def test_an_event_that_cannot_be_decoded_parks_its_stream(database: Database, size: int) -> None:
    log = MemoryLog()
    for stream in (A, B, A, B):
        log.record(stream, Noted("", ("one", "two")))
    log.unreadable = {1}

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, tags())
        for one in log.events[1:]:
            await engine.apply([one])  # the broker's consumer could not decode it either, and left it out
        assert await rows_of(pool, "tags_v1") == [f"({B},one,2)", f"({B},two,2)"]
        assert await parked_of(pool, "tags_v1") == [(1, []), (3, [])]
        log.unreadable = set()
        assert await retry_parked(pool, log, [Target(tags())]) == 0
        assert len(await rows_of(pool, "tags_v1")) == 4

    run(database, test)


def test_a_row_of_another_stream_is_refused(database: Database) -> None:
    log = noted((A, "a1"), (B, "b1"), (A, "a2"))

    async def test(pool: Pool) -> None:
        await fed(pool, log, shared(), 10)
        assert await rows_of(pool, "shared_v1") == [f"({A},all,2)"]
        [parked] = await parked_events(pool, ["shared_v1"])
        assert (parked.position, "another stream" in parked.error) == (2, True)

    run(database, test)


def unwritable_trail(at: int) -> Journal[Any]:
    """The audit trail, as if PostgreSQL could not take what it says of the event at this position."""
    journal = Journal("trail", version=1, row=audit_trail.AuditEntry, key="position", stream="stream")

    @journal.records
    def entry(before: Any, after: Any, r: Recorded[Any]) -> tuple[audit_trail.AuditEntry, ...]:
        [row] = audit_trail.entry(before, after, r)
        return (replace(row, version=2**63 if r.position == at else row.version),)

    return journal


@batch_sizes
def test_a_journal_that_cannot_write_parks_the_stream(database: Database, size: int) -> None:
    log = history_of_one_posting(A)
    log.events += [
        replace(one, stream=B, position=one.position + 3, event_id=UUID(int=one.position + 900))
        for one in history_of_one_posting(A).events
    ]

    async def test(pool: Pool) -> None:
        await fed(pool, log, unwritable_trail(2), size)
        async with pool.connection() as connection:
            rows = await connection.execute(f"SELECT position FROM {SCHEMA}.trail_v1 ORDER BY 1")
            assert [position async for (position,) in rows] == [1, 4, 5, 6]
        assert await parked_of(pool, "trail_v1") == [(2, []), (3, [])]
        assert await retry_parked(pool, log, [Target(unwritable_trail(0))]) == 0
        assert len(await rows_of(pool, "trail_v1")) == 6

    run(database, test)


def test_an_entry_of_the_audit_trail_says_since_when_its_stream_is_behind(database: Database) -> None:
    log = history_of_one_posting(A)
    trail = audit_trail.projection

    async def test(pool: Pool) -> None:
        await fed(pool, log, trail, 10)
        search = audit_trail.search(audit_trail.AuditFilter(stream=A), limit=1)
        [row] = await ReadSide(pool, log, [trail]).rows(search)
        assert row["behind_since"] is None
        async with pool.connection() as connection:
            await park(connection, trail.table, [Fault(log.events[1], (), "cannot be written")])
        [row] = await ReadSide(pool, log, [trail]).rows(search)
        assert row["behind_since"] == 2

    run(database, test)


def test_a_log_that_is_away_parks_nothing(database: Database) -> None:
    class Away(MemoryLog):
        async def load(self, *_: Any, **__: Any) -> Sequence[Recorded[Any]]:
            raise Unavailable("the log")

    log = Away(history_of_one_posting(A).events)

    async def test(pool: Pool) -> None:
        engine = await engine_for(pool, log, audit_trail.projection)
        await engine.apply(log.events[:1])
        engine.states.forget()
        with pytest.raises(Unavailable):
            await engine.apply(log.events[1:])
        assert (await engine.position()).position == 1
        assert await parked_of(pool, audit_trail.projection.table) == []

    run(database, test)


def test_a_rebuild_has_its_own_list(database: Database) -> None:
    log = noted((A, "a1"), (A, "poison"), (B, TOO_LONG))

    async def test(pool: Pool) -> None:
        await fed(pool, log, notes(), 1)
        await rebuild(pool, log, notes())
        assert [position for position, _ in await parked_of(pool, "notes_v1")] == [2, 3]
        await rebuild(pool, log, notes(poison=None))
        assert [position for position, _ in await parked_of(pool, "notes_v1")] == [3]
        assert await seen(pool) == {A: ["a1", "poison"]}

    run(database, test)


def test_parked_keys_show_in_status_in_verification_and_in_the_row(database: Database) -> None:
    log = noted((A, "a1"), (B, "b1"), (A, "poison"), (A, "a3"))

    async def test(pool: Pool) -> None:
        await fed(pool, log, notes(), 10)
        read_side = ReadSide(pool, log, [notes()])
        [status] = await read_side.status()
        assert (status.parked, status.lag) == (2, 0)
        verification = await verify(pool, log, notes(poison=None))
        assert (verification.difference, verification.parked) == (None, ((str(A),),))
        behind = notes().behind_since("t")
        rows = await read_side.rows(Query(f"SELECT note_id, {behind} AS behind FROM {notes().source} t ORDER BY 1"))
        assert [(row["note_id"], row["behind"]) for row in rows] == [(A, 3), (B, None)]

    run(database, test)
