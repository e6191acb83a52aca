"""Connections to the log's database that never wait for ever: to the primary only, and an answer in time or none."""

from typing import Final

import psycopg
from psycopg.abc import RV, PQGen
from psycopg.conninfo import make_conninfo
from psycopg.pq import TransactionStatus
from psycopg.rows import DictRow, TupleRow

ANSWER_WITHIN: Final = 5.0  # seconds; a server that takes longer is treated as away
CONNECT_WITHIN: Final = 2  # seconds


def primary(url: str) -> str:
    """`url` with our bounds; only a server that takes writes will do, so that a hole in the log is a hole."""
    return make_conninfo(
        url, target_session_attrs="read-write", connect_timeout=CONNECT_WITHIN, application_name="rolecall log"
    )


class BoundedConnection(psycopg.Connection[DictRow]):
    """An answer that is late breaks the connection, lest it comes after all and is taken for the next one's."""

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        try:
            return super().wait(gen, interval, ANSWER_WITHIN if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()
            raise


class BoundedAsyncConnection(psycopg.AsyncConnection[TupleRow]):
    """The same for the event loop."""

    async def wait(
        self,
        gen: PQGen[RV],
        interval: float = 0.1,
        timeout: float | None = None,  # noqa: ASYNC109  # psycopg's signature
    ) -> RV:
        try:
            return await super().wait(gen, interval, ANSWER_WITHIN if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()
            raise
