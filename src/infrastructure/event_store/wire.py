"""One call at a time of a prepared statement, over libpq itself: asked without waiting, answered when it is there.

psycopg's own execute() took 40% of the time of a lone append: a cursor, adapters, and two tasks of the event loop.
"""

from collections.abc import Sequence

from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, Format
from psycopg.pq.abc import PGconn, PGresult


class Wire:
    """After ask(): flush() until it is true, and answer() whenever the socket can be read, until there is one.

    Each raises psycopg.Error: an OperationalError without an sqlstate where the connection is lost.
    """

    def __init__(self, pgconn: PGconn) -> None:
        self.socket = pgconn.socket
        self._pgconn = pgconn
        self._pgconn.nonblocking = 1
        self._results: list[PGresult] = []

    def ask(self, statement: bytes, parameters: Sequence[bytes]) -> None:
        """Begin a call; parameters in binary, the answer in text."""
        self._results = []
        self._pgconn.send_query_prepared(statement, parameters, [Format.BINARY] * len(parameters), Format.TEXT)

    def flush(self) -> bool:
        """Send what the socket takes. False where it would not take all of it now."""
        return not self._pgconn.flush()

    def answer(self) -> PGresult | None:
        """None where it is not there yet, or nothing was asked. Raises what the server refused with."""
        self._pgconn.consume_input()
        while not self._pgconn.is_busy():
            result = self._pgconn.get_result()
            if result is not None:
                self._results.append(result)
            elif self._results:
                answer = self._results.pop()
                if answer.status != ExecStatus.TUPLES_OK:
                    raise error_from_result(answer)
                return answer
            else:
                return None
        return None
