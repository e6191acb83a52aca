"""A long log, made quickly, by COPY: postings from draft to close, and the roles and organisations beside them.

Each lives through ten events, as many as a posting takes that is edited, approved, published on one channel, amended
and closed or still shown. A thousand live side by side, so that an event stands a thousand positions from the next of
its stream, as it does where many people work. One in fifty is a role, one in five hundred an organisation.

The bytes are those that the codec makes; only title, town, role and editor differ from posting to posting.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from struct import Struct
from typing import Any, Final
from uuid import UUID

import psycopg

from benchmarks.server import Database, Server
from benchmarks.synthetic_lives import LIFE, LIFE_OF_A_ROLE, LIFE_OF_AN_ORGANISATION, ROLE, STILL_SHOWN
from infrastructure.event_store.codec import CODEC
from infrastructure.event_store.prepared import event_id
from infrastructure.migrations import migrate

__all__ = ["BEGUN", "LIFE", "TOWNS", "TRADES", "extend", "log_of", "postings", "stream"]
TRADES: Final = ("Baker", "Miller", "Confectioner", "Driver", "Accountant", "Engineer", "Nurse", "Teacher")
TOWNS: Final = ("Hamburg", "Berlin", "Leipzig", "Bremen", "Kiel", "Jena", "Ulm", "Trier")
BEGUN: Final = datetime(2025, 1, 1, tzinfo=UTC)
SIDE_BY_SIDE: Final = 1_000
_ROLE_EVERY, _ORGANISATION_EVERY = 50, 500
_COLUMNS: Final = (
    "notification_id, originator_version, recorded_at, originator_id, event_id, command_id, command_index, topic,"
    " state, metadata, fingerprint"
)
_TYPES: Final = ("int8", "int8", "timestamptz", "uuid", "uuid", "uuid", "int4", "text", "bytea", "bytea", "bytea")
_PAIR: Final = Struct("!QQ")


def stream(number: int) -> UUID:
    """The posting of that number, from 0."""
    return _stream(number + number // (_ROLE_EVERY - 1) + 1)


def postings(length: int) -> int:
    """How many postings a log of that length holds whole."""
    cohorts, rest = divmod(length // len(LIFE), SIDE_BY_SIDE)
    lives = cohorts * SIDE_BY_SIDE if cohorts else rest  # of a last cohort that is cut off, none has ended
    return lives - lives // _ROLE_EVERY


def _stream(life: int) -> UUID:
    """Scattered over the index as ids made by hashing are."""
    return UUID(int=ROLE.int | (life * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFF) | (life & 0xFFFF) << 96)


def rows(first: int, last: int) -> Iterator[tuple[Any, ...]]:
    """The log's rows at the positions from first to last."""
    lives = [
        [CODEC.encode(event) for event in each] for each in (LIFE, STILL_SHOWN, LIFE_OF_A_ROLE, LIFE_OF_AN_ORGANISATION)
    ]
    metadata = b'{"actor":{"issuer":"https://issuer.example","subject":"editor-%04d"},"correlation_id":"%s"}'
    for position in range(first, last + 1):
        cohort, place = divmod(position - 1, SIDE_BY_SIDE * len(LIFE))
        step, place = divmod(place, SIDE_BY_SIDE)
        number = cohort * SIDE_BY_SIDE + place
        kind = 3 if number % _ORGANISATION_EVERY == 0 else 2 if number % _ROLE_EVERY == 0 else number % 2
        topic, state = lives[kind][step]
        title = b"%b %d wanted" % (TRADES[number % 8].encode(), number)
        state = state.replace(b"@TITLE@", title).replace(b"@TOWN@", TOWNS[number // 8 % 8].encode())
        if step == 1 and kind < 2:
            role = number // _ORGANISATION_EVERY * _ORGANISATION_EVERY + _ROLE_EVERY  # one that was drafted before
            state = state.replace(str(ROLE).encode(), str(_stream(role)).encode())
        command = UUID(bytes=_PAIR.pack(position * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF, position))
        yield (
            *(position, step + 1, BEGUN + timedelta(seconds=position), _stream(number), event_id(command, 0), command),
            *(0, topic, state, metadata % (number % 500, str(command).encode()), b"\x01" * 32),
        )


def extend(database: Database, to: int) -> None:
    """Write the log on to that position."""
    last = database.value("SELECT coalesce(max(notification_id), 0) FROM log.events")
    into = f"COPY log.events ({_COLUMNS}) FROM STDIN (FORMAT binary)"
    with psycopg.connect(database.admin) as connection, connection.cursor().copy(into) as copy:
        copy.set_types(_TYPES)
        for row in rows(last + 1, to):
            copy.write_row(row)
    database.run("VACUUM (ANALYZE) log.events")


def log_of(server: Server, events: int) -> str:
    """A template with a log so long, made once a run."""

    def fill(database: Database) -> None:
        migrate(database.owner)
        extend(database, events)

    return server.template(f"log_of_{events}", fill)
