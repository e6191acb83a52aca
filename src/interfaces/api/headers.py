"""A request's headers by name, found in one pass: starlette's own go through all of them for each name asked for."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from starlette.types import Scope

Headers: TypeAlias = Mapping[str, Sequence[str]]  # name in lower case -> its values, as they came


def by_name(scope: Scope) -> Headers:
    """The headers of an ASGI request."""
    found: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        found.setdefault(name.decode("latin-1"), []).append(value.decode("latin-1"))
    return found


def headers_of(scope: Scope) -> Headers:
    """The same, as the middleware around every request found them."""
    found: Headers = scope["state"]["headers"]
    return found
