"""Takes a compact JWT apart without believing any of it: strict base64url, strict JSON, no name twice."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from application.authentication import NotAuthenticated

LONGEST_TOKEN: Final = 8 * 1024  # characters; ours have 500


@dataclass(frozen=True, slots=True)
class Compact:
    """The parts of a token. signed: the bytes that the signature was made over."""

    header: dict[str, Any]
    claims: dict[str, Any]
    signed: bytes
    signature: bytes


def take_apart(token: str) -> Compact:
    """Raises NotAuthenticated unless it has the outer form of a signed JWT."""
    if len(token) > LONGEST_TOKEN or not token.isascii():
        raise NotAuthenticated(f"a token has at most {LONGEST_TOKEN} ASCII characters")
    parts = token.split(".")
    if len(parts) != 3:
        raise NotAuthenticated("a signed token has three parts")
    header, claims, signature = (_decoded(part) for part in parts)
    signed = f"{parts[0]}.{parts[1]}".encode("ascii")
    return Compact(_object(header), _object(claims), signed, signature)


def _decoded(part: str) -> bytes:
    try:
        raw = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise NotAuthenticated("a part of the token is not base64url") from None
    # Loose bits at the end would let one token be written in several ways.
    if base64.urlsafe_b64encode(raw).rstrip(b"=") != part.encode("ascii"):
        raise NotAuthenticated("a part of the token is not canonical base64url")
    return raw


def _object(raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=_each_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise NotAuthenticated("a part of the token is not strict JSON, or says something twice") from None
    if not isinstance(value, dict):
        raise NotAuthenticated("a part of the token is not a JSON object")
    return value


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a name stands there twice")
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
