"""Connections to the log's database that never wait for ever: to the primary only, and an answer in time or none."""

from select import POLLIN, poll
from typing import Final

import psycopg
from psycopg.abc import RV, PQGen
from psycopg.conninfo import make_conninfo
from psycopg.pq import TransactionStatus
from psycopg.rows import DictRow, TupleRow
from psycopg.waiting import READY_R, WAIT_R

ANSWER_WITHIN: Final = 5.0  # seconds; a server that takes longer is treated as away
CONNECT_WITHIN: Final = 2  # seconds
GULP: Final = 16  # pieces: some hundred kB, less than a millisecond


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
            within = ANSWER_WITHIN if timeout is None else timeout
            return await super().wait(_in_gulps(gen, self.fileno()), interval, within)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()
            raise


def _in_gulps(gen: PQGen[RV], socket: int) -> PQGen[RV]:
    """libpq takes 16 to 32 kB at a time: what has come meanwhile is taken, too, before the event loop is waited for.

    A chunk of the log took 200 turns of the loop, a third of what it costs to fetch it; and while others are busy
    between the turns, it came no faster than they let it.
    """
    look = poll()
    look.register(socket, POLLIN)
    try:
        waits_for = next(gen)
        while True:
            waits_for = gen.send((yield waits_for))
            for _ in range(GULP):
                if waits_for != WAIT_R or not look.poll(0):
                    break
                waits_for = gen.send(READY_R)
    except StopIteration as end:
        answer: RV = end.value
        return answer
