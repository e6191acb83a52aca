"""What an exit code means, and which error becomes which."""

from enum import IntEnum

import psycopg

from application.audit import NotFound
from application.handle import StaleVersion
from application.ports import CommandIdReused, Unavailable, VersionConflict
from domain.errors import DomainError, InvalidValue


class ExitCode(IntEnum):
    """Stable: scripts rely on it."""

    OK = 0
    REFUSED = 1
    USAGE = 2
    UNAVAILABLE = 3
    FAULT = 70
    INTERRUPTED = 130


EXIT_CODES_IN_WORDS = (
    "Exit codes: 0 done; 1 refused, or a check failed; 2 wrong usage; 3 a part of the house cannot be reached; "
    "70 a fault of rolecall itself; 130 interrupted."
)


class Refused(Exception):
    """A check failed or nothing could be done; the message says why, in one sentence."""


class Away(Exception):
    """Something that the command needs is not running; the message says what to start."""


_REFUSALS = (Refused, DomainError, InvalidValue, NotFound, StaleVersion, VersionConflict, CommandIdReused)


def explain(error: Exception) -> tuple[ExitCode, str]:
    """The exit code for an error that a command ended with, and one sentence about it."""
    match error:
        case Away() | Unavailable():
            return ExitCode.UNAVAILABLE, str(error)
        case psycopg.OperationalError():
            return ExitCode.UNAVAILABLE, f"PostgreSQL cannot be reached: {error}"
        case PermissionError() if error.filename:
            return (
                ExitCode.UNAVAILABLE,
                f"{error.filename} belongs to another user: set ROLECALL_HOME to a folder of yours.",
            )
        case _ if isinstance(error, _REFUSALS):
            return ExitCode.REFUSED, str(error)
        case _:
            return ExitCode.FAULT, f"this is a fault of rolecall itself: {type(error).__name__}: {error}"
