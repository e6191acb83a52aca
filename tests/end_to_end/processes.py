"""Which processes belong to a running house, and whether they are still there."""

import time
from contextlib import suppress
from pathlib import Path

Process = tuple[int, int]  # a process id and its start, in clock ticks since boot: ids are used again


def family(pid: int) -> dict[Process, str]:
    """The process and all that descend from it, with their names."""
    parents: dict[int, int] = {}
    known: dict[int, tuple[Process, str]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # gone meanwhile
            number, _, rest = stat.read_text().partition(" (")
            name, _, after_name = rest.rpartition(") ")
            fields = after_name.split()
            parents[int(number)] = int(fields[1])
            known[int(number)] = (int(number), int(fields[19])), name
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return dict(known[one] for one in found if one in known)


def survivors(processes: dict[Process, str], within: float) -> dict[Process, str]:
    """Those that are still there after so many seconds; empty as soon as none is."""
    deadline = time.monotonic() + within
    while left := {process: name for process, name in processes.items() if _alive(process)}:
        if time.monotonic() > deadline:
            return left
        time.sleep(0.05)
    return {}


def _alive(process: Process) -> bool:
    pid, started = process
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
        return fields[0] != "Z" and int(fields[19]) == started
    return False
