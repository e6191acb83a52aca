"""What an exit code means, and the errors of the command line itself."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Stable: scripts rely on it."""

    OK = 0
    REFUSED = 1
    USAGE = 2
    UNAVAILABLE = 3
    FAULT = 70
    INTERRUPTED = 130


EXIT_CODES_IN_WORDS = (
    "Exit codes: 0 done; 1 refused, or a check failed; 2 wrong usage or settings; 3 something that is needed is not "
    "running; 70 a fault of rolecall itself; 130 interrupted."
)


class Refused(Exception):
    """A check failed or nothing could be done; the message says why, in one sentence."""


class Away(Exception):
    """Something that is needed is not running; the message says what to do about it."""
