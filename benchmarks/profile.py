"""Draws flame graphs of our own processes while they are measured: `make profiles`, with py-spy on the path.

It attaches to a process that runs: as root, or where kernel.yama.ptrace_scope is 0.
"""

import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any, Final

from benchmarks import child
from benchmarks.__main__ import FAMILIES
from benchmarks.contenders import Run
from benchmarks.report import PROFILES
from benchmarks.server import Server, scratch_folder

SECONDS: Final = 12.0
LATER: Final = 5.0  # seconds: imports, connections and the warm-up are not what is asked for
# What is drawn -> family, contender, and of the processes that it starts the module and its part, where it has several.
DRAWN: Final = {
    "appends": ("appends", "appends/rolecall/256", "load", None),
    "http": ("http", "http/rolecall/64", "http_server", None),
    "replay": ("replay", "replay/job_postings/1", "rebuilding", None),
    "following": ("relay", "visible/embedded", "feeder", None),
    "feeding": ("relay", "relay/rolecall", "feeding", "consumer"),
}


def main() -> None:
    if shutil.which("py-spy") is None:
        sys.exit(
            "py-spy is not on the path: `pipx install py-spy`, or `pip install py-spy` into an environment of its own"
        )
    with scratch_folder(None) as folder, Server(folder) as server:
        for name in sys.argv[1:] or DRAWN:
            draw(name, Run(server, SECONDS, quick=False))


def draw(name: str, run: Run) -> None:
    """One flame graph, of all functions that take processor time; by function, not by line."""
    family, contender, module, part = DRAWN[name]
    [chosen] = [each for each in FAMILIES[family](run.quick) if each.name == contender]
    drawing = PROFILES.relative_to(child.ROOT) / f"{name}.svg"  # the command becomes the title: no path of this machine
    command = ["py-spy", "record", "--function", "--rate", "200", "--output", str(drawing), "--pid"]
    attached: list[threading.Timer] = []

    def attach(started: str, job: Mapping[str, Any], pid: int) -> None:
        if (started, job.get("part")) == (module, part):
            timer = threading.Timer(LATER, lambda: subprocess.run([*command, str(pid)], cwd=child.ROOT, check=True))
            attached.append(timer)
            timer.start()

    child.watchers.append(attach)
    try:
        chosen.measure(run)
    finally:
        child.watchers.remove(attach)
    for timer in attached:
        timer.join()


if __name__ == "__main__":
    main()
