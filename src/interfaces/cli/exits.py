"""What an exit code means, and which error becomes which."""

from enum import IntEnum

import psycopg

from application.audit import NotFound
from application.authentication import NotAuthenticated
from application.handle import StaleVersion
from application.ports import CommandIdReused, Unavailable, VersionConflict
from domain.errors import DomainError, InvalidValue
from interfaces.container import CANNOT_NOW, NOT_RUNNING, WRONG_SETTINGS


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


_REFUSALS = (
    Refused,
    DomainError,
    InvalidValue,
    NotAuthenticated,
    NotFound,
    StaleVersion,
    VersionConflict,
    CommandIdReused,
    *CANNOT_NOW,
)
_AWAY = (Away, Unavailable, *NOT_RUNNING)


def explain(error: Exception) -> tuple[ExitCode, str]:
    """The exit code for an error that a command ended with, and one sentence about it."""
    if isinstance(error, _REFUSALS):
        return ExitCode.REFUSED, str(error)
    if isinstance(error, WRONG_SETTINGS):
        return ExitCode.USAGE, str(error)
    if isinstance(error, _AWAY):
        return ExitCode.UNAVAILABLE, str(error)
    if isinstance(error, psycopg.OperationalError):
        return ExitCode.UNAVAILABLE, f"PostgreSQL cannot be reached: {error}"
    if isinstance(error, PermissionError):
        return ExitCode.UNAVAILABLE, f"{error}: set ROLECALL_HOME to a folder of yours"
    return ExitCode.FAULT, f"this is a fault of rolecall itself: {type(error).__name__}: {error}"
