"""How long `make up` takes the second time, from its start until /health/ready answers 200."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks import child
from benchmarks.contenders import Contender, Run

PATIENCE = 180.0  # seconds: the first start makes a data folder


def contenders(quick: bool) -> Sequence[Contender]:
    """The second start is the median of several; of one when quick."""
    return [Contender("startup", partial(measure, later_starts=1 if quick else 3))]


def measure(run: Run, later_starts: int) -> child.Figures:
    """Seconds until ready, the first time and later, in a home of its own."""
    del run
    with tempfile.TemporaryDirectory(prefix="rolecall-up-") as home:
        first, *later = (_until_ready(Path(home)) for _ in range(1 + later_starts))
        return {"first/seconds": first, "second/seconds": median(later)}


def _until_ready(home: Path) -> float:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("rolecall")), "up"]
    environment = os.environ | {"ROLECALL_HOME": str(home), "ROLECALL_PORT": str(port)}
    begun = time.monotonic()
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as house:
        try:
            while not _ready(port):
                if house.poll() is not None or time.monotonic() > begun + PATIENCE:
                    raise RuntimeError(f"`rolecall up` was not ready in {PATIENCE:.0f} s")
                time.sleep(0.02)
            return time.monotonic() - begun
        finally:
            house.send_signal(signal.SIGINT)
            house.wait()


def _ready(port: int) -> bool:
    with suppress(OSError):  # a 503 is one too
        urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2).close()
        return True
    return False
