"""What log.append itself refuses and guarantees, whoever calls it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.errors import (
    CardinalityViolation,
    IdleInTransactionSessionTimeout,
    InvalidTransactionState,
    UniqueViolation,
)

from infrastructure.migrations import migrate
from tests.conftest import Database
from tests.infrastructure.processes import eventually

A, B, C, D, E = (UUID(int=number) for number in range(1, 6))
Condition = tuple[int, UUID, int]  # append, stream, version
Event = tuple[int, UUID, int]  # append, stream, version


@pytest.fixture
def app(database: Database) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database.app_url, autocommit=True) as connection:
        yield connection


def call(
    connection: psycopg.Connection, conditions: Sequence[Condition], events: Sequence[Event], documents: Any = ()
) -> tuple[int, list[int]]:
    """What an append has events for, it writes."""
    commands = {append: uuid4() for append, _, _ in [*conditions, *events]}
    numbers = {command: append for append, command in commands.items()}
    writes = {(append, stream) for append, stream, _ in events}
    seen: Counter[int] = Counter()
    rows = []
    for append, stream, version in events:
        fingerprint = None if seen[append] else b"f"
        rows.append((stream, version, uuid4(), commands[append], seen[append], fingerprint, "t.v1", b"{}", b"{}"))
        seen[append] += 1
    row = connection.execute(
        "SELECT base, failed FROM log.append((SELECT epoch FROM log.epochs),"
        " %s::log.condition[], %s::log.new_event[], %s::log.new_document[])",
        [
            [(commands[append], stream, version, (append, stream) in writes) for append, stream, version in conditions],
            rows,
            [(commands[append], content) for append, content in documents],
        ],
    ).fetchone()
    assert row is not None
    base, failed = row
    return base, [numbers[command] for command in failed]


def written(connection: psycopg.Connection) -> list[tuple[int, UUID, int]]:
    return connection.execute(
        "SELECT notification_id, originator_id, originator_version FROM log.events ORDER BY 1"
    ).fetchall()


def test_appends_that_fail_leave_no_hole(app: psycopg.Connection) -> None:
    assert call(app, [(1, A, 0)], [(1, A, 1)]) == (0, [])
    conditions = [(1, B, 0), (2, A, 0), (3, C, 0), (3, D, 5)]
    events = [(1, B, 1), (1, B, 2), (2, A, 1), (3, C, 1)]
    assert call(app, [*conditions, (4, E, 0)], [*events, (4, E, 1)]) == (1, [2, 3])
    assert written(app) == [(1, A, 1), (2, B, 1), (3, B, 2), (4, E, 1)]


def test_a_condition_holds_at_its_very_version(app: psycopg.Connection) -> None:
    call(app, [(1, A, 0)], [(1, A, 1), (1, A, 2), (1, A, 3)])
    assert [version for version in range(6) if call(app, [(1, A, version)], [])[1] == []] == [3]
    assert [version for version in range(3) if call(app, [(1, B, version)], [])[1] == []] == [0]


@pytest.mark.parametrize(
    ("conditions", "events"),
    [
        ([(1, A, 0), (2, A, 0)], [(1, A, 1), (2, A, 1)]),  # both write
        ([(1, A, 0), (2, B, 0), (2, A, 0)], [(1, A, 1), (2, B, 1)]),  # the second reads what the first writes
        ([(1, B, 0), (1, A, 0), (2, A, 0)], [(1, B, 1), (2, A, 1)]),  # the first reads what the second writes
    ],
)
def test_one_call_cannot_hold_appends_that_depend_on_each_other(
    app: psycopg.Connection, conditions: list[Condition], events: list[Event]
) -> None:
    with pytest.raises(CardinalityViolation):
        call(app, conditions, events)
    assert written(app) == []


def test_two_appends_may_read_the_same_stream(app: psycopg.Connection) -> None:
    assert call(app, [(1, A, 0), (1, C, 0), (2, B, 0), (2, C, 0)], [(1, A, 1), (2, B, 1)]) == (0, [])


def test_a_command_that_took_effect_is_told_with_what_it_came_to(app: psycopg.Connection) -> None:
    call(app, [(1, A, 0), (1, B, 0), (2, C, 0)], [(1, A, 1), (1, A, 2), (1, B, 1), (2, C, 1)])
    [(first,)] = app.execute("SELECT DISTINCT command_id FROM log.events WHERE originator_id = %s", [A]).fetchall()
    again = "(%s, %s, 0, true)::log.condition"
    row = app.execute(
        "SELECT base, failed, outcomes FROM log.append((SELECT epoch FROM log.epochs),"
        f" ARRAY[{again}, {again}], '{{}}', '{{}}')",
        [first, A, uuid4(), C],
    ).fetchone()
    assert row is not None
    assert (row[0], len(row[1])) == (4, 2)
    assert row[2] == [[str(first), b"f".hex(), str(A), 2, 3]]


def test_a_log_with_former_functions_of_that_name_is_brought_up_to_date(database: Database) -> None:
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("DROP FUNCTION log.append")
        owner.execute("CREATE FUNCTION log.append(uuid[], bigint[]) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'")
        owner.execute(
            "CREATE FUNCTION log.append(assumed_epoch uuid, conditions log.condition[], events log.new_event[],"
            " documents log.new_document[], OUT base bigint, OUT failed uuid[]) LANGUAGE sql"
            " AS 'SELECT 1::bigint, NULL::uuid[]'"
        )
    migrate(database.owner_url)
    with psycopg.connect(database.app_url, autocommit=True) as app:
        assert call(app, [(1, A, 0)], [(1, A, 1)]) == (0, [])
        [(functions,)] = app.execute(
            "SELECT array_agg(oid) FROM pg_proc WHERE pronamespace = 'log'::regnamespace AND proname = 'append'"
        ).fetchall()
        migrate(database.owner_url)  # who has it already keeps it
        assert app.execute("SELECT ARRAY['log.append'::regproc::oid]").fetchone() == (functions,)


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE", "READ UNCOMMITTED"])
def test_any_other_isolation_is_refused(app: psycopg.Connection, level: str) -> None:
    app.execute(f"SET default_transaction_isolation = '{level}'")
    with pytest.raises(InvalidTransactionState):
        call(app, [(1, A, 0)], [(1, A, 1)])


def test_documents_of_a_failed_append_are_not_kept(app: psycopg.Connection) -> None:
    call(app, [(1, A, 0), (2, B, 7)], [(1, A, 1), (2, B, 8)], documents=[(1, b"kept"), (2, b"not")])
    assert app.execute("SELECT content, sha256(content) = sha256 FROM log.documents").fetchall() == [(b"kept", True)]


def test_recorded_at_never_runs_backwards_when_the_clock_does(app: psycopg.Connection, database: Database) -> None:
    future = datetime.now(UTC) + timedelta(days=1)
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute(
            "INSERT INTO log.events VALUES (1, 1, %s, %s, %s, %s, 0, 't.v1', '', '', '')", [future, A, uuid4(), uuid4()]
        )
    call(app, [(1, B, 0)], [(1, B, 1)])
    assert app.execute("SELECT recorded_at FROM log.events WHERE notification_id = 2").fetchone() == (future,)


def test_uniqueness_alone_guards_what_is_written_without_conditions(app: psycopg.Connection) -> None:
    call(app, [], [(1, A, 5)])
    with pytest.raises(UniqueViolation):
        call(app, [], [(1, A, 5)])
    assert len(written(app)) == 1


def test_who_thinks_in_a_transaction_after_writing_is_cut_off(app: psycopg.Connection, database: Database) -> None:
    with psycopg.connect(database.app_url) as thinker:
        call(thinker, [(1, A, 0)], [(1, A, 1)])
        app.execute("SET lock_timeout = '10s'")
        assert call(app, [(1, B, 0)], [(1, B, 1)]) == (0, [])
        assert thinker.info.transaction_status is not psycopg.pq.TransactionStatus.IDLE
        with pytest.raises(IdleInTransactionSessionTimeout):
            thinker.execute("SELECT 1")
        thinker.close()
    assert written(app) == [(1, B, 1)]


def test_a_session_killed_while_it_waits_or_writes_blocks_nobody(database: Database, app: psycopg.Connection) -> None:
    with psycopg.connect(database.owner_url) as holder, psycopg.connect(database.admin_url, autocommit=True) as admin:
        holder.execute("SELECT log.begin_epoch('holds the lock')")
        waiting = psycopg.connect(database.app_url, autocommit=True)
        pid = waiting.info.backend_pid
        waiting.pgconn.send_query(b"SELECT log.append(NULL, '{}', '{}', '{}')")
        assert eventually(
            lambda: (
                admin.execute("SELECT count(*) FROM pg_locks WHERE pid = %s AND NOT granted", [pid]).fetchone() == (1,)
            )
        )
        admin.execute("SELECT pg_terminate_backend(%s)", [pid])
        waiting.close()
        holder.rollback()
    assert call(app, [(1, A, 0)], [(1, A, 1)]) == (0, [])
