"""Connections to the read side's database."""

from typing import Any, Final

import psycopg
from psycopg.conninfo import make_conninfo
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
# For readers, psycopg prepares what is asked often, and PostgreSQL would then plan it once for all values: a common
# word and a rare one, the first page and a deep one. Planning takes a millisecond; the wrong plan reads the table.
# A page out of order costs hardly more than the next one: tables are in memory, or on a disk without a head. Told the 4
# that PostgreSQL assumes, it walked through a million postings for a word that nobody wrote: 9 s.
READERS: Final = " -c plan_cache_mode=force_custom_plan -c random_page_cost=1.1"
Pool = AsyncConnectionPool[Connection]


def read_side_pool(url: str, *, most: int = 10, bounded: bool = False) -> AsyncConnectionPool[Any]:
    """A pool of at most `most` connections, not opened yet. Times are UTC, as everywhere in the house.

    bounded: an answer comes in time or counts as lost, for readers who must not hang; a rebuild takes what it takes.
    """
    return AsyncConnectionPool(
        make_conninfo(url, connect_timeout=CONNECT_WITHIN, **_GONE_AFTER),
        connection_class=BoundedAsyncConnection if bounded else psycopg.AsyncConnection,
        kwargs={"autocommit": True, "options": _OPTIONS + (READERS if bounded else "")},
        min_size=0,
        max_size=most,
        open=False,
        timeout=ANSWER_WITHIN,
        reconnect_timeout=1.0,  # the pool's pauses between attempts double: begin anew with each caller instead
    )
