"""A RabbitMQ node of our own: free ports, its own data, cookie and epmd, tied to our life like PostgreSQL."""

import secrets
import socket
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from infrastructure.embedded.errors import EmbeddedServerError, NotRunning
from infrastructure.embedded.folder import FolderLock, end_programs_working_in, private_folder
from infrastructure.embedded.identity import Identity
from infrastructure.embedded.rabbitmq_programs import RabbitMQPrograms
from infrastructure.embedded.tethered import Tethered

_START_SECONDS = 120.0
_STOP_SECONDS = 30.0
_USER = "rolecall"


class PrivateRabbitMQ:
    """One node whose data lives in `folder`. It keeps its ports from its first start until the object is gone."""

    def __init__(self, folder: Path, programs: RabbitMQPrograms) -> None:
        self._folder = folder.absolute()
        self._programs = programs
        self._lock = FolderLock(self._folder)
        self._log = self._folder / "rabbitmq.log"
        self._ports: tuple[int, int, int] | None = None
        self._epmd: Tethered | None = None
        self._node: Tethered | None = None

    def start(self) -> None:
        """Start, or start again after kill() or a crash (or while it runs), and return when it speaks AMQP.

        Raises FolderInUse where another process runs it, EmbeddedServerError where it does not come up.
        """
        private_folder(self._folder)
        self._lock.acquire()
        try:
            self._end()
            self._start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop in good order, leaving no process behind; does nothing when it is not running."""
        if self._lock.held:
            self._end()
            self._lock.release()

    def kill(self) -> None:
        """End the node at once, as a power cut would; start() brings it back with its data."""
        if self._node is not None:
            self._node.kill()

    @property
    def url(self) -> str:
        """amqp://user:password@127.0.0.1:port/ of the running node. Raises NotRunning."""
        if self._node is None or self._ports is None:
            raise NotRunning(f"No RabbitMQ runs in {self._folder}.")
        return f"amqp://{_USER}:{self._secret()}@127.0.0.1:{self._ports[0]}/"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _start(self) -> None:
        if self._ports is None:
            self._ports = _free_ports()
        amqp, distribution, epmd = self._ports
        environment = self._environment(amqp, distribution, epmd)
        self._log.unlink(missing_ok=True)
        # Not left to `erl`: the epmd that it starts is a daemon and would outlive us all.
        self._epmd = self._tethered([self._programs.erlang / "epmd"], environment)
        self._node = self._tethered([self._programs.server], environment)
        deadline = time.monotonic() + _START_SECONDS
        while not _speaks_amqp(amqp):
            if self._node.exit_code is not None or time.monotonic() > deadline:
                words = self._log.read_text(errors="replace").strip().splitlines()
                raise EmbeddedServerError(f"RabbitMQ did not start; its last words, from {self._log}: {words[-3:]}")
            time.sleep(0.05)

    def _tethered(self, command: list[Path], environment: dict[str, str]) -> Tethered:
        return Tethered(
            command, stop_signal="TERM", log=self._log, env=environment, cwd=self._folder, identity=Identity()
        )

    def _environment(self, amqp: int, distribution: int, epmd: int) -> dict[str, str]:
        secret = self._secret()
        config = [f"default_user = {_USER}", f"default_pass = {secret}", "log.console.level = warning"]
        (self._folder / "rabbitmq.conf").write_text("\n".join(config) + "\n")
        (self._folder / "enabled_plugins").write_text("[].\n")
        environment = {
            "HOME": str(self._folder),  # the Erlang cookie
            "PATH": f"{self._programs.erlang}:/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(epmd),
            "ERL_CRASH_DUMP_SECONDS": "0",
            "RABBITMQ_NODENAME": "rolecall@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(amqp),
            "RABBITMQ_DIST_PORT": str(distribution),
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",  # not the machine's own
            "RABBITMQ_CONFIG_FILE": str(self._folder / "rabbitmq"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(self._folder / "advanced"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self._folder / "enabled_plugins"),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(self._folder / "generated"),
            "RABBITMQ_MNESIA_BASE": str(self._folder / "data"),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_LOG_BASE": str(self._folder),
            "RABBITMQ_PID_FILE": str(self._folder / "pid"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-start_epmd false -kernel inet_dist_use_interface {127,0,0,1}",
            "RUNNING_UNDER_SYSTEMD": "true",  # its script then becomes the node instead of waiting beside it
        }
        if " " in str(self._programs.server):
            # Its script does not quote its own place, but takes another, and relative: a link in our working folder.
            link = self._folder / "server"
            link.unlink(missing_ok=True)
            link.symlink_to(self._programs.server.parent.parent)
            environment["RABBITMQ_SCRIPTS_DIR"] = "server/sbin"
        if self._programs.libraries:
            environment["LD_LIBRARY_PATH"] = ":".join(map(str, self._programs.libraries))
        return environment

    def _end(self) -> None:
        """End the node and epmd, ours or a killed predecessor's (whose guards are ending them already)."""
        if self._node is not None:
            self._node.stop(_STOP_SECONDS)
        end_programs_working_in(self._folder, "beam.smp", _STOP_SECONDS)
        if self._epmd is not None:
            self._epmd.stop(_STOP_SECONDS)
        end_programs_working_in(self._folder, "epmd", 1.0)
        self._node = self._epmd = None

    def _secret(self) -> str:
        path = self._folder / "password"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(16))
        return path.read_text()


def _free_ports() -> tuple[int, int, int]:
    with socket.socket() as first, socket.socket() as second, socket.socket() as third:
        for each in (first, second, third):
            each.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1], third.getsockname()[1]


def _speaks_amqp(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
        connection.sendall(b"AMQP\x00\x00\x09\x01")
        return connection.recv(1) == b"\x01"  # a method frame: connection.start
    return False
