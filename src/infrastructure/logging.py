"""Logs: one JSON object a line for machines, readable on a terminal; no secrets, no forged lines."""

import logging
import re
import sys
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_SECRET_KEYS = re.compile(r"authori[sz]ation|token|password|secret|cookie", re.IGNORECASE)
_SECRET_VALUES = (
    (re.compile(r"eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)*"), "[token]"),  # a JWT begins with '{"' in base64
    (re.compile(r"(?i)\bbearer +\S+"), "Bearer [token]"),
    (re.compile(r"(\w+://[^:/@\s]*):[^@\s]*@"), r"\1:[password]@"),
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def configure_logging(level: str = "info", form: str = "auto", stream: TextIO | None = None) -> None:
    """Send our logs and the libraries' to `stream` (stderr). `form`: json, console, or auto (console on a terminal)."""
    target = stream or sys.stderr
    people = form == "console" or (form == "auto" and target.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        hide_secrets,
    ]
    rendering: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if people:
        # Tracebacks come as text that has been cleaned, so that they are not formatted a second time.
        rendering += [keep_to_one_line, structlog.dev.ConsoleRenderer(colors=target.isatty())]
    else:
        rendering += [structlog.processors.JSONRenderer()]  # escapes line ends itself
    handler = logging.StreamHandler(target)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=rendering))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def hide_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace tokens and passwords, by the name of their key or by their looks, however deep they are."""
    return {key: "[hidden]" if _SECRET_KEYS.search(key) else _hide(value) for key, value in event.items()}


def keep_to_one_line(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Escape control characters; a traceback keeps its lines, indented so that none can pass for a line of the log."""
    cleaned = {}
    for key, value in event.items():
        if key == "exception" and isinstance(value, str):
            lines = (_CONTROL.sub(_escape, line) for line in value.split("\n"))
            cleaned[key] = "\n    ".join(lines)
        else:
            cleaned[key] = _CONTROL.sub(_escape, value) if isinstance(value, str) else value
    return cleaned


def _hide(value: object) -> object:
    match value:
        case str():
            for pattern, replacement in _SECRET_VALUES:
                value = pattern.sub(replacement, value)
            return value
        case dict():
            return {key: "[hidden]" if _SECRET_KEYS.search(str(key)) else _hide(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_hide(inner) for inner in value]
        case None | bool() | int() | float():
            return value
        case _:
            return _hide(str(value))  # an exception, a URL object: what would be printed


def _escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()
