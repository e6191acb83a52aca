"""How a broken rule is said: a stable code, a title, and a sentence that tells the user what to do."""

import re
from typing import ClassVar


def _kebab(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


class DomainError(Exception):
    """A rule of the domain refused a command. One subclass per rule; `code` is its name in kebab-case.

    title: the rule in a few words. detail (str of the error): what is wrong here and what to do about it.
    """

    code: ClassVar[str] = "domain-error"
    title: ClassVar[str] = "A rule of the domain refused this"

    def __init_subclass__(cls) -> None:
        cls.code = _kebab(cls.__name__)

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class AlreadyDrafted(DomainError):
    """A stream begins once."""

    title = "It has been drafted already"


class InvalidValue(ValueError):
    """A value that cannot exist in the domain, whatever the state; it never gets past the edge.

    code: stable, kebab-case ("salary-range-inverted").
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


def require(holds: bool, error: type[DomainError], detail: str) -> None:
    """Refuse with `error` unless the rule holds."""
    if not holds:
        raise error(detail)
