"""A long log, made quickly: postings that are drafted, edited, submitted, approved and published, by COPY.

The bytes are those that the codec makes; only the title and the town differ from posting to posting.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from struct import Struct
from typing import Any, Final
from uuid import UUID

import psycopg

from benchmarks.sample import EDITOR, EVENT
from benchmarks.server import Database, Server
from domain.job_posting import PostingApproved, PostingContent, PostingDrafted, PostingSubmittedForApproval
from domain.job_posting.events import PostingPublished
from domain.law.judgement import Judgement
from domain.pay import PayRange, Period
from domain.places import EmploymentType, Location, WorkMode
from infrastructure.event_store.codec import CODEC
from infrastructure.event_store.prepared import event_id
from infrastructure.migrations import migrate

TRADES: Final = ("Baker", "Miller", "Confectioner", "Driver", "Accountant", "Engineer", "Nurse", "Teacher")
TOWNS: Final = ("Hamburg", "Berlin", "Leipzig", "Bremen", "Kiel", "Jena", "Ulm", "Trier")
BEGUN: Final = datetime(2025, 1, 1, tzinfo=UTC)
_STREAMS: Final = UUID("00000000-0000-8000-8000-000000000000").int
_CONTENT: Final = PostingContent(
    title="@TITLE@",
    description="Bread, rolls and cakes for @TOWN@, made by hand before the town wakes up. " * 4,
    locations=(Location(country="DE", locality="@TOWN@"),),
    work_mode=WorkMode.ON_SITE,
    employment_type=EmploymentType.FULL_TIME,
    time_zone="Europe/Berlin",
    deadline=date(2027, 12, 31),
)
_PAY: Final = (PayRange(currency="EUR", period=Period.YEAR, minimum=Decimal(32_000), maximum=Decimal(38_000)),)
LIFE: Final[tuple[Any, ...]] = (
    PostingDrafted(content=_CONTENT, by=(EDITOR,), pay=_PAY),
    EVENT,
    PostingSubmittedForApproval(by=(EDITOR,)),
    PostingApproved(role_approval=None),
    PostingPublished(
        period=1,
        published_on=date(2025, 3, 1),
        document_sha256="0" * 64,
        renderer=1,
        role_approval=1,
        judgement=Judgement(day=date(2025, 3, 1), rules_sha256="0" * 64),
    ),
)
_COLUMNS: Final = (
    "notification_id, originator_version, recorded_at, originator_id, event_id, command_id, command_index, topic,"
    " state, metadata, fingerprint"
)
_TYPES: Final = ("int8", "int8", "timestamptz", "uuid", "uuid", "uuid", "int4", "text", "bytea", "bytea", "bytea")
_PAIR: Final = Struct("!QQ")


def stream(number: int) -> UUID:
    """The posting of that number, from 0; scattered over the index as ids made by hashing are."""
    return UUID(int=_STREAMS | (number * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFF) | (number & 0xFFFF) << 96)


def rows(first: int, last: int) -> Iterator[tuple[Any, ...]]:
    """The log's rows at the positions from first to last."""
    written = [CODEC.encode(event) for event in LIFE]
    metadata = b'{"actor":{"issuer":"https://issuer.example","subject":"editor-%04d"},"correlation_id":"%s"}'
    for position in range(first, last + 1):
        number, step = divmod(position - 1, len(LIFE))
        topic, state = written[step]
        if step == 0:
            title = b"%b %d wanted" % (TRADES[number % 8].encode(), number)
            state = state.replace(b"@TITLE@", title).replace(b"@TOWN@", TOWNS[number // 8 % 8].encode())
        command = UUID(bytes=_PAIR.pack(position * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF, position))
        yield (
            *(position, step + 1, BEGUN + timedelta(seconds=position), stream(number), event_id(command, 0), command),
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
