"""The note that `rolecall up` leaves in its home folder, by which other commands find it."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import msgspec

_NAME = "running.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A running instance. process: its id and its start, in clock ticks since boot: an id alone may be another's.

    url: of the API. amqp_url: of its broker, with the password; None where projections follow the log.
    """

    process: tuple[int, int]
    url: str
    amqp_url: str | None = None

    @classmethod
    def ourselves(cls, url: str, amqp_url: str | None) -> Self:
        """The note about this process."""
        pid = os.getpid()
        since = started(pid)
        return cls(process=(pid, since), url=url, amqp_url=amqp_url)

    @classmethod
    def found_in(cls, home: Path) -> Self | None:
        """The note in `home`; None where there is none, or where its writer is dead."""
        with suppress(OSError, msgspec.DecodeError, msgspec.ValidationError):
            note = msgspec.json.decode((home / _NAME).read_bytes(), type=cls)
            if 0 < note.process[1] == started(note.process[0]):
                return note
        return None

    def write(self, home: Path) -> None:
        """For our eyes alone: it holds a password."""
        fresh = home / f"{_NAME}.{self.process[0]}"
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(msgspec.json.encode(self))
        fresh.replace(home / _NAME)  # whole or not at all

    @classmethod
    def remove_ours(cls, home: Path) -> None:
        """Take the note of this process back, if there is one."""
        note = cls.found_in(home)
        if note is not None and note.process[0] == os.getpid():
            (home / _NAME).unlink(missing_ok=True)


def started(pid: int) -> int:
    """When a process started, in clock ticks since boot; 0 where there is none."""
    with suppress(OSError, ValueError, IndexError):
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return int(after_name[19])  # proc(5): starttime, the 22nd field of all
    return 0
