"""A network that fails on purpose: stands before PostgreSQL and cuts or freezes connections at a chosen answer."""

import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Any

from psycopg.conninfo import conninfo_to_dict, make_conninfo

# How the answer to log.append ends: one row was selected, and the server is idle again. It has committed.
COMMITTED = b"SELECT 1\x00Z\x00\x00\x00\x05I"


class Proxy:
    """cut: how many of the next answers to `call` (log.append by default) are to be lost, each with its connection; it
    counts down.

    freeze(): no answer comes through on any connection, new ones included, until thaw(), which breaks those that hang.
    """

    call, answer = b"log.append", COMMITTED

    def __init__(self, server: str, listener: socket.socket) -> None:
        self._server = server
        self._listener = listener
        self._flowing = Event()
        self._flowing.set()
        self._sockets: list[socket.socket] = []
        self._threads: list[Thread] = []
        self.cut = 0
        self._start(self._accept)

    def freeze(self) -> None:
        self._flowing.clear()

    def thaw(self) -> None:
        for each in self._sockets:
            _shut(each)
        self._flowing.set()

    def end(self) -> None:
        _shut(self._listener)
        self.thaw()
        for thread in self._threads:
            thread.join()
        for each in self._sockets:
            each.close()

    def _start(self, work: Callable[..., None], *arguments: Any) -> None:
        thread = Thread(target=work, args=arguments)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                self._sockets += [client, server]
                server.connect(self._server)
                writes = Event()
                self._start(self._forward_questions, client, server, writes)
                self._start(self._forward_answers, server, client, writes)

    def _forward_questions(self, client: socket.socket, server: socket.socket, writes: Event) -> None:
        with suppress(OSError):
            while data := client.recv(1 << 20):
                if self.call in data:  # prepared here, and from now on called by its name
                    writes.set()
                server.sendall(data)
        _shut(server)

    def _forward_answers(self, server: socket.socket, client: socket.socket, writes: Event) -> None:
        with suppress(OSError):
            while data := server.recv(1 << 20):
                self._flowing.wait()
                if self.cut > 0 and writes.is_set() and data.endswith(self.answer):
                    self.cut -= 1
                    break
                client.sendall(data)
        _shut(client)
        _shut(server)


def _shut(each: socket.socket) -> None:
    with suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)


@contextmanager
def proxied(url: str) -> Iterator[tuple[Proxy, str]]:
    """A proxy before the server at `url`, and the url that leads through it."""
    with (
        tempfile.TemporaryDirectory(prefix="rolecall-proxy-", dir="/tmp") as folder,  # sun_path is short
        socket.socket(socket.AF_UNIX) as listener,
    ):
        listener.bind(f"{folder}/.s.PGSQL.5432")
        listener.listen()
        proxy = Proxy(f"{conninfo_to_dict(url)['host']}/.s.PGSQL.5432", listener)
        try:
            yield proxy, make_conninfo(url, host=folder)
        finally:
            proxy.end()
