"""A wire between the API and its database that can be cut and frozen."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

from psycopg.conninfo import conninfo_to_dict


class Wire:
    """Passes bytes from a TCP port to the server's socket. url: the database through it."""

    def __init__(self, url: str) -> None:
        known = conninfo_to_dict(url)
        self._server = str(Path(str(known["host"])) / f".s.PGSQL.{known.get('port', 5432)}")
        self._listening = socket.create_server(("127.0.0.1", 0))
        port = self._listening.getsockname()[1]
        credentials = {name: known[name] for name in ("user", "password", "dbname") if known.get(name)}
        self.url = "postgresql://{user}:{password}@127.0.0.1:{port}/{dbname}".format(port=port, **credentials)
        self._ends: list[socket.socket] = []
        self._connects = True
        self._flows = Event()
        self._flows.set()
        Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Break every connection, and let none come about."""
        self._connects = False
        self._break()

    def freeze(self) -> None:
        """Connections stay, and nothing passes."""
        self._flows.clear()

    def mend(self) -> None:
        """As new."""
        self._connects = True
        self._flows.set()

    def close(self) -> None:
        """Remove it."""
        self._listening.close()
        self._flows.set()
        self._break()

    def _break(self) -> None:
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._ends.clear()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                if not self._connects:
                    client.close()
                    continue
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._server)
                self._ends += [client, server]
                for source, target in ((client, server), (server, client)):
                    Thread(target=self._pass, args=(source, target), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError), source:
            while received := source.recv(65536):
                self._flows.wait()
                target.sendall(received)
        with suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)


@contextmanager
def wire_to(url: str) -> Iterator[Wire]:
    """A wire to the database at `url`, removed at the end."""
    wire = Wire(url)
    try:
        yield wire
    finally:
        wire.close()
