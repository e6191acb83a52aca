"""What an operator may set, read from the environment once: the only reader of it."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

LOG_LEVELS = ("debug", "info", "warning", "error")
LOG_FORMATS = ("auto", "json", "console")


class SettingsError(ValueError):
    """One or more variables have values that cannot be used; the message names each and says what is expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings; with an empty environment, everything runs embedded. URLs hold passwords and stay out of repr.

    cursor_key authenticates page cursors: `serve` processes with homes of their own must be given the same one.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    home: Path  # embedded servers' data, keys
    cache: Path  # what can be downloaded again
    database_url: str | None = field(default=None, repr=False)  # as the application
    admin_database_url: str | None = field(default=None, repr=False)  # as owner or administrator, for migrations
    amqp_url: str | None = field(default=None, repr=False)
    token_issuer: str | None = None  # issuer, audience and keys of a real issuer: all three, or none
    token_audience: str | None = None
    token_jwks: Path | None = None  # a file of its public keys
    cursor_key: bytes | None = field(default=None, repr=False)  # 32 bytes, as 64 hex digits; None: a file in home
    log_level: str = "info"
    log_format: str = "auto"  # auto: for people on a terminal, JSON elsewhere

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read ROLECALL_* from `environment` (os.environ). Raises SettingsError that names every bad value at once."""
        reader = _Reader(os.environ if environment is None else environment)
        settings = cls(
            host=reader.text("HOST") or "127.0.0.1",
            port=reader.port("PORT", 8000),
            home=reader.folder("HOME", "XDG_DATA_HOME", ".local/share"),
            cache=reader.folder("CACHE", "XDG_CACHE_HOME", ".cache"),
            database_url=reader.url("DATABASE_URL", "postgresql", "postgres"),
            admin_database_url=reader.url("ADMIN_DATABASE_URL", "postgresql", "postgres"),
            amqp_url=reader.url("AMQP_URL", "amqp", "amqps"),
            token_issuer=reader.text("TOKEN_ISSUER"),
            token_audience=reader.text("TOKEN_AUDIENCE"),
            token_jwks=reader.file("TOKEN_JWKS"),
            cursor_key=reader.key("CURSOR_KEY"),
            log_level=reader.choice("LOG_LEVEL", "info", LOG_LEVELS),
            log_format=reader.choice("LOG_FORMAT", "auto", LOG_FORMATS),
        )
        issuer = (settings.token_issuer, settings.token_audience, settings.token_jwks)
        if any(issuer) and not all(issuer):
            names = "ROLECALL_TOKEN_ISSUER, ROLECALL_TOKEN_AUDIENCE and ROLECALL_TOKEN_JWKS"
            reader.problems.append(f"{names} belong together: set all or none")
        if reader.problems:
            raise SettingsError("; ".join(reader.problems))
        return settings


class _Reader:
    """Reads single variables; what is wrong is collected, and never quoted where it may be a password."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.problems: list[str] = []

    def text(self, name: str) -> str | None:
        return self._environment.get(f"ROLECALL_{name}", "").strip() or None

    def port(self, name: str, default: int) -> int:
        text = self.text(name)
        if text is None:
            return default
        if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
            return int(text)
        self.problems.append(f"ROLECALL_{name} is {text!r}: expected a port from 1 to 65535")
        return default

    def folder(self, name: str, base_variable: str, base_default: str) -> Path:
        text = self.text(name)
        if text is not None:
            return Path(text).expanduser().absolute()
        base = Path(self._environment.get(base_variable, ""))
        # The XDG specification: a base folder that is not absolute is ignored.
        return (base if base.is_absolute() else Path.home() / base_default) / "rolecall"

    def file(self, name: str) -> Path | None:
        text = self.text(name)
        if text is None:
            return None
        path = Path(text).expanduser().absolute()
        if not path.is_file():
            self.problems.append(f"ROLECALL_{name} is {text!r}: there is no such file")
        return path

    def url(self, name: str, *schemes: str) -> str | None:
        text = self.text(name)
        if text is not None and urlsplit(text).scheme not in schemes:
            self.problems.append(f"ROLECALL_{name} must be a URL that starts with {schemes[0]}://")
        return text

    def key(self, name: str) -> bytes | None:
        text = self.text(name)
        if text is None:
            return None
        if not re.fullmatch("[0-9a-fA-F]{64}", text):
            self.problems.append(f"ROLECALL_{name} must be 64 hex digits, as `openssl rand -hex 32` makes them")
            return None
        return bytes.fromhex(text)

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        text = (self.text(name) or default).lower()
        if text not in choices:
            self.problems.append(f"ROLECALL_{name} is {text!r}: expected one of {', '.join(choices)}")
        return text
