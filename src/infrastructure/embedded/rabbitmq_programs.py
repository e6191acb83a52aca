"""Where RabbitMQ's programs are: installed on the machine, or the distribution's packages unpacked in a folder."""

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from infrastructure.embedded.errors import EmbeddedServerError

# Debian's and Red Hat's /usr/sbin/rabbitmq-server insists on the user `rabbitmq`; the script that it calls does not.
_PACKAGED = "usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server"
_SEARCH_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/rabbitmq/sbin:/opt/homebrew/sbin"
_WANTED = re.compile(r"^Inst ((?:erlang-|lib)\S+|rabbitmq-server) ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class RabbitMQPrograms:
    """The server's script, the folder of `erl` and `epmd`, and the folders of libraries that the system lacks."""

    server: Path
    erlang: Path
    libraries: tuple[Path, ...] = ()


def find_rabbitmq() -> RabbitMQPrograms | None:
    """The RabbitMQ that is installed on this machine, or None."""
    server = next(Path("/").glob(_PACKAGED), None) or _which("rabbitmq-server")
    erl = _which("erl")
    if server is None or erl is None:
        return None
    return RabbitMQPrograms(server.resolve(), erl.parent)


def download_rabbitmq(folder: Path) -> RabbitMQPrograms:
    """The distribution's RabbitMQ and Erlang, unpacked below `folder` without root; the second call finds the first's.

    Raises EmbeddedServerError where that cannot be: no apt, no network, no such package.
    """
    target = folder / "rabbitmq"
    if not target.exists():
        if not (_which("apt-get") and _which("dpkg-deb")):
            raise EmbeddedServerError(
                "There is no RabbitMQ here, and only on Debian and Ubuntu can it be downloaded for the tests: "
                "install rabbitmq-server, or set ROLECALL_AMQP_URL."
            )
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            unpacked = _download(Path(scratch))
            _prune(unpacked)
            # `erl` knows only the place that it was packaged for.
            erl = unpacked / "usr/lib/erlang/bin/erl"
            erl.write_text(erl.read_text().replace("ROOTDIR=/usr/lib/erlang", f'ROOTDIR="{target}/usr/lib/erlang"'))
            try:
                unpacked.rename(target)
            except OSError:
                if not target.exists():  # another process was quicker, with the same packages
                    raise
    server = next(target.glob(_PACKAGED), None)
    if server is None:
        raise EmbeddedServerError(f"The RabbitMQ in {target} is incomplete: delete that folder and try again.")
    libraries = tuple(sorted({library.parent for library in target.glob("usr/lib/*/lib*.so.*")}))
    return RabbitMQPrograms(server, target / "usr/lib/erlang/bin", libraries)


def _download(scratch: Path) -> Path:
    """Fetch and unpack rabbitmq-server with what it needs and the machine lacks; the folder that holds `usr`."""
    options: list[str] = []
    listed = _run(["apt-get", "--simulate", "--no-install-recommends", "install", "rabbitmq-server"])
    if listed.returncode != 0 or not _fetch(_WANTED.findall(listed.stdout), scratch, options):
        # No package lists, or old ones, and an ordinary user cannot renew them: lists of our own.
        for name in ("lists/partial", "cache/archives/partial"):
            (scratch / "apt" / name).mkdir(parents=True)
        options = ["-o", f"Dir::State::Lists={scratch}/apt/lists", "-o", f"Dir::Cache={scratch}/apt/cache"]
        options += ["-o", "APT::Sandbox::User="]
        _run(["apt-get", *options, "update"])
        listed = _run(["apt-get", *options, "--simulate", "--no-install-recommends", "install", "rabbitmq-server"])
        if not _fetch(_WANTED.findall(listed.stdout), scratch, options):
            raise EmbeddedServerError(
                "RabbitMQ's packages could not be downloaded with apt-get: install rabbitmq-server, "
                f"or set ROLECALL_AMQP_URL. It said: {(listed.stderr or listed.stdout).strip()[-300:]}"
            )
    root = scratch / "root"
    root.mkdir()
    for package in sorted(scratch.glob("*.deb")):
        unpacked = _run(["dpkg-deb", "-x", str(package), str(root)])
        if unpacked.returncode != 0:
            raise EmbeddedServerError(f"{package.name} could not be unpacked: {unpacked.stderr.strip()}")
    return root


def _prune(unpacked: Path) -> None:
    # Our nodes enable no plugins, and each plugin's folder is searched for each of the 600 modules that a start loads:
    # without them a node is up in 3 s instead of 4.
    for plugin in unpacked.glob("usr/lib/rabbitmq/lib/*/plugins/rabbitmq_*"):
        if not plugin.name.startswith("rabbitmq_prelaunch"):
            shutil.rmtree(plugin)


def _fetch(packages: list[str], scratch: Path, options: list[str]) -> bool:
    if "rabbitmq-server" not in packages:
        return False
    return _run(["apt-get", *options, "download", *packages], cwd=scratch).returncode == 0


def _run(command: list[str], cwd: Path = Path("/")) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": _SEARCH_PATH, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def _which(program: str) -> Path | None:
    found = shutil.which(program) or shutil.which(program, path=_SEARCH_PATH)
    return Path(found) if found else None
