"""A real `rolecall up` for a test: its own home, its own port, its own user where asked."""

import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import httpx

ROLECALL = Path(sys.executable).with_name("rolecall")
PATIENCE = 60.0  # seconds: a first start makes a database cluster, on two shared cores


def free_port() -> int:
    """A port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class House:
    """`with House(home) as house` runs it, ready, until the end of the block, whatever happens inside."""

    def __init__(
        self, home: Path, *, port: int | None = None, settings: Mapping[str, str] | None = None, user: int | None = None
    ) -> None:
        self.home = home
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.http = httpx.Client(base_url=self.url, timeout=10)  # one for all: each reads the machine's certificates
        self.ready_after = 0.0  # seconds that the start took
        self.output: list[str] = []
        self._user = user
        self._lines: queue.Queue[str] = queue.Queue()
        self._process: subprocess.Popen[str] | None = None
        self._collector: threading.Thread | None = None
        # What the tests were given must not lead this house to their servers, nor slow its Python down.
        ours = ("ROLECALL_", "PYTHON")
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        self.environment |= {"ROLECALL_HOME": str(home), "ROLECALL_PORT": str(self.port), **(settings or {})}

    def start(self) -> float:
        """Start `rolecall up`; the seconds until its API was ready."""
        began = time.monotonic()
        self._process = self._popen("up", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        assert self._process.stdout is not None
        self._collector = threading.Thread(target=self._collect, args=[self._process.stdout])
        self._collector.start()
        while time.monotonic() < began + PATIENCE:
            if self._process.poll() is not None:
                raise AssertionError(f"`rolecall up` ended with {self._process.returncode}:\n{self.said()}")
            with suppress(httpx.TransportError):
                if self.http.get("/health/ready").is_success:
                    return time.monotonic() - began
            time.sleep(0.1)
        raise AssertionError(f"`rolecall up` was not ready after {PATIENCE} s:\n{self.said()}")

    @property
    def pid(self) -> int:
        """Of `rolecall up` itself."""
        assert self._process is not None
        return self._process.pid

    def wait_until_said(self, words: str) -> str:
        """The first line of its output that holds these words."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for line in self.said().splitlines():
                if words in line:
                    return line
            time.sleep(0.02)
        raise AssertionError(f"it never said {words!r}:\n{self.said()}")

    def said(self) -> str:
        """Everything it printed so far."""
        with suppress(queue.Empty):
            while True:
                self.output.append(self._lines.get_nowait())
        return "".join(self.output)

    def end(self, how: signal.Signals = signal.SIGINT) -> int:
        """Send it a signal and wait; its exit code (minus the signal where that killed it)."""
        assert self._process is not None
        self._process.send_signal(how)
        return self._process.wait(PATIENCE)

    def run(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Another `rolecall` command beside the running one, with its settings or others."""
        environment = self.environment | settings
        with self._popen(*arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            stdout, stderr = process.communicate(timeout=PATIENCE)
        return subprocess.CompletedProcess(arguments, process.returncode, stdout, stderr)

    def part(self, name: str) -> "Part":
        """A long-running command beside the running one, or instead of it."""
        return Part(self._popen(name, stdout=subprocess.PIPE, stderr=subprocess.STDOUT))

    def json(self, *arguments: str) -> Any:
        """What a command prints with --json; it must succeed."""
        ran = self.run(*arguments, "--json")
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    def token(self, subject: str, *roles: str) -> str:
        """A token of the development issuer, minted as a user does."""
        options = [option for role in roles for option in ("--role", role)]
        ran = self.run("token", "--subject", subject, *options)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout.strip()

    def __enter__(self) -> Self:
        try:
            self.ready_after = self.start()
        except BaseException:
            self._clear_up()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clear_up()

    def _clear_up(self) -> None:
        """Whatever happened, nothing that was started stays."""
        self.http.close()
        if self._process is None or self._collector is None:
            return
        try:
            if self._process.poll() is None:
                self.end()
        finally:
            self._process.kill()
            self._process.wait()
            self._collector.join()

    def _popen(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        who: dict[str, Any] = {"env": self.environment}
        if self._user is not None:
            who |= {"user": self._user, "group": self._user, "extra_groups": []}
        return subprocess.Popen([ROLECALL, *arguments], cwd="/", text=True, start_new_session=True, **(who | options))

    def _collect(self, output: IO[str]) -> None:
        with output:
            for line in output:
                self._lines.put(line)


class Part:
    """One process of a house."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def told_to_stop(self, how: signal.Signals) -> tuple[int, str]:
        """Its exit code, and all that it said."""
        self._process.send_signal(how)
        said, _ = self._process.communicate(timeout=PATIENCE)
        return self._process.returncode, said

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._process:
            self._process.kill()
