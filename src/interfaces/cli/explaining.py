"""Which error becomes which exit code, and the sentence that says it."""

import psycopg

from application.audit import NotFound
from application.authentication import NotAuthenticated
from application.handle import StaleVersion
from application.ports import CommandIdReused, Unavailable, VersionConflict
from domain.errors import DomainError, InvalidValue
from interfaces.cli.exits import Away, ExitCode, Refused
from interfaces.cli.output import complain
from interfaces.container import CANNOT_NOW, NOT_RUNNING, WRONG_SETTINGS

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


def tell(error: BaseException) -> ExitCode:
    """Say on stderr what a command ended with; the exit code for it."""
    if isinstance(error, Exception):
        code, sentence = explain(error)
    else:
        code, sentence = ExitCode.INTERRUPTED, "interrupted."
    complain(sentence)
    return code
