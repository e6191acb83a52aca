"""Commands over HTTP, 64 connections, token checked, one process: ours, CRUD's, and FastAPI doing nothing."""

import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import socket
from typing import Any, Final

from application.commands import Authority
from benchmarks import child
from benchmarks.contenders import Contender, Run
from benchmarks.peers import crud_sql
from benchmarks.server import Server
from infrastructure.tokens import DevelopmentIssuer

CONNECTIONS: Final = 64
# Postings that a connection of ours goes round: 32,768 in all are more than an API remembers, so each is read anew.
FORGOTTEN: Final = 512
PATIENCE: Final = 60.0  # seconds until a server answers
ROLES: Final = (Authority.AUTHOR,)


def contenders(quick: bool) -> Sequence[Contender]:
    """CRUD counts with the best size of its pool."""
    pools = (8,) if quick else (4, 8, 16)
    return [
        Contender("http/rolecall/64", _serving("rolecall", lambda server: server.log())),
        Contender(
            "http/rolecall-forgotten/64",
            _serving("rolecall", lambda server: server.log(), each=8 if quick else FORGOTTEN),
        ),
        *(
            Contender(f"http/crud/64-pool-{size}", _serving("crud", _crud, pool=size), series="http/crud")
            for size in pools
        ),
        Contender("http/nothing/64", _serving("nothing", lambda server: server.log())),
    ]


def _crud(server: Server) -> str:
    return server.template("crud", crud_sql.fill)


def _serving(
    who: str, template: Callable[[Server], str], *, each: int = 1, **settings: Any
) -> Callable[[Run], child.Figures]:
    def measure(run: Run) -> child.Figures:
        with (
            run.server.database(template(run.server)) as database,
            tempfile.TemporaryDirectory(prefix="rolecall-http-") as home,
        ):
            url = database.admin if who == "crud" else database.app
            token = DevelopmentIssuer(Path(home)).mint("editor-0042", ROLES)
            with serving(who, url, Path(home), **settings) as (port, process):
                job = {"who": who, "port": port, "token": token, "connections": CONNECTIONS, "each": each}
                figures = child.run("http_load", {**job, "seconds": run.seconds})
                figures["server_mib"] = _peak_mib(process)
                return figures

    return measure


@contextmanager
def serving(who: str, url: str, home: Path, **settings: Any) -> Iterator[tuple[int, int]]:
    """A server of that kind in a process of its own, once it answers: its port and its process id."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = child.start("http_server", {"who": who, "url": url, "home": str(home), "port": port, **settings})
    try:
        _wait(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def _peak_mib(pid: int) -> float:
    """The most memory that a process has held."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _wait(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=2).close()
            return
        time.sleep(0.05)
    raise RuntimeError("the server did not answer")
