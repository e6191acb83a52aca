"""Connections to the read side's database."""

from typing import Any, Final

import msgspec
import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.types.json import set_json_loads
from psycopg_pool import AsyncConnectionPool

from infrastructure.event_store.connections import CONNECT_WITHIN, BoundedAsyncConnection
from infrastructure.read_side.tables import Connection

ANSWER_WITHIN: Final = 5.0  # seconds that a caller waits for a connection
# Either side notices within some twenty seconds that the other's machine is gone: a feeder must neither wait for an
# answer that cannot come, nor keep checkpoints locked from the grave.
_GONE_AFTER: Final = {"keepalives_idle": 5, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 20_000}
_OPTIONS: Final = (
    # What a crash of the server takes back of the read side, rows and checkpoint together, the log gives again.
    "-c timezone=UTC -c synchronous_commit=off -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=5"
    " -c tcp_keepalives_count=3 -c tcp_user_timeout=20000"
)
# A page out of order costs hardly more than the next one: tables are in memory, or on a disk without a head. Told the 4
# that PostgreSQL assumes, it walked through a million postings for a word that nobody wrote: 9 s.
READERS: Final = " -c random_page_cost=1.1"
Pool = AsyncConnectionPool[Connection]


def read_side_pool(url: str, *, most: int = 10, bounded: bool = False) -> AsyncConnectionPool[Any]:
    """A pool of at most `most` connections, not opened yet. Times are UTC, as everywhere in the house.

    bounded: an answer comes in time or counts as lost, for readers who must not hang; a rebuild takes what it takes.
    """
    return AsyncConnectionPool(
        make_conninfo(url, connect_timeout=CONNECT_WITHIN, **_GONE_AFTER),
        connection_class=BoundedAsyncConnection if bounded else psycopg.AsyncConnection,
        kwargs={"autocommit": True, "options": _OPTIONS + (READERS if bounded else "")},
        configure=_configured if bounded else None,
        min_size=0,
        max_size=most,
        open=False,
        timeout=ANSWER_WITHIN,
        reconnect_timeout=1.0,  # the pool's pauses between attempts double: begin anew with each caller instead
    )


async def _configured(connection: Connection) -> None:
    """With Python's own decoder, the small JSON on a page of postings took as long to read as all its other columns."""
    set_json_loads(msgspec.json.decode, connection)
