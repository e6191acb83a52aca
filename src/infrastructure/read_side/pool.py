"""Connections to the read side's database."""

from typing import Any, Final

from psycopg_pool import AsyncConnectionPool

from infrastructure.read_side.tables import Connection

ANSWER_WITHIN: Final = 5.0  # seconds that a caller waits for a connection
Pool = AsyncConnectionPool[Connection]


def read_side_pool(url: str, *, most: int = 10) -> AsyncConnectionPool[Any]:
    """A pool of at most `most` connections, not opened yet. Times are UTC, as everywhere in the house."""
    return AsyncConnectionPool(
        url,
        kwargs={"autocommit": True, "options": "-c timezone=UTC"},
        min_size=0,
        max_size=most,
        open=False,
        timeout=ANSWER_WITHIN,
        reconnect_timeout=1.0,  # the pool's pauses between attempts double: begin anew with each caller instead
    )
