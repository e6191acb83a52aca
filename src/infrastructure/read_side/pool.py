"""Connections to the read side's database."""

from typing import Any, Final

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool

from infrastructure.event_store.connections import CONNECT_WITHIN, BoundedAsyncConnection
from infrastructure.read_side.tables import Connection

ANSWER_WITHIN: Final = 5.0  # seconds that a caller waits for a connection
Pool = AsyncConnectionPool[Connection]


def read_side_pool(url: str, *, most: int = 10, bounded: bool = False) -> AsyncConnectionPool[Any]:
    """A pool of at most `most` connections, not opened yet. Times are UTC, as everywhere in the house.

    bounded: an answer comes in time or counts as lost, for readers who must not hang; a rebuild takes what it takes.
    """
    return AsyncConnectionPool(
        make_conninfo(url, connect_timeout=CONNECT_WITHIN),
        connection_class=BoundedAsyncConnection if bounded else psycopg.AsyncConnection,
        kwargs={"autocommit": True, "options": "-c timezone=UTC"},
        min_size=0,
        max_size=most,
        open=False,
        timeout=ANSWER_WITHIN,
        reconnect_timeout=1.0,  # the pool's pauses between attempts double: begin anew with each caller instead
    )
