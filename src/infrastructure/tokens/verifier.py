"""Believes access tokens of known issuers; checks what JWT libraries leave to callers (typ, doubles, times)."""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from application.authentication import Identity, NotAuthenticated
from application.commands import Authority
from domain.recorded import Actor
from infrastructure.tokens.compact import Compact, take_apart
from infrastructure.tokens.keys import Issuer

AUDIENCE: Final = "rolecall"
LONGEST_LIFE: Final = 24 * 3600  # seconds from `iat` to `exp`
LEEWAY: Final = 30  # seconds by which two clocks may differ
LONGEST_SUBJECT: Final = 200  # characters
MOST_REMEMBERED: Final = 4096  # tokens; some 4 MB
# Each lets a token say how it wants to be believed.
_UNWANTED_HEADERS: Final = frozenset({"crit", "jwk", "jku", "x5u", "x5c", "b64", "zip"})


@dataclass(frozen=True, slots=True)
class Believed:
    """A token that was found to be good, and when it may be used: from `begins` until before `ends`, Unix time."""

    identity: Identity
    begins: int
    ends: int


class TokenVerifier:
    """Believes tokens of these issuers for one audience. It never fetches a key: an unknown `kid` costs a look-up.

    The last tokens that were good are remembered by their SHA-256: keys never change while we run, so of what makes a
    token good only the time can pass.
    """

    def __init__(
        self, issuers: Iterable[Issuer], audience: str = AUDIENCE, now: Callable[[], float] = time.time
    ) -> None:
        self._issuers = {issuer.name: issuer for issuer in issuers}
        self._audience = audience
        self._now = now
        self._believed: OrderedDict[bytes, Believed] = OrderedDict()  # the last used at the end

    def verify(self, token: str) -> Identity:
        """Whose token it is and what it allows. Raises NotAuthenticated."""
        digest = sha256(token.encode("utf-8", "surrogatepass")).digest()
        known = self._believed.get(digest)
        if known is not None and known.begins <= self._now() < known.ends:
            self._believed.move_to_end(digest)
            return known.identity
        found = self._verify(token)
        self._believed[digest] = found
        if len(self._believed) > MOST_REMEMBERED:
            self._believed.popitem(last=False)
        return found.identity

    def _verify(self, token: str) -> Believed:
        compact = take_apart(token)
        self._check_signature(compact)
        claims = compact.claims
        if claims.get("aud") not in (self._audience, [self._audience]):
            raise NotAuthenticated("the token is for another audience")
        begins, ends = self._check_times(claims)
        return Believed(_identity(claims), begins, ends)

    def _check_signature(self, compact: Compact) -> None:
        header = compact.header
        if unwanted := _UNWANTED_HEADERS & header.keys():
            raise NotAuthenticated(f"a token must not bring {sorted(unwanted)[0]} in its header")
        kind = header.get("typ")
        if not isinstance(kind, str) or kind.lower().removeprefix("application/") != "at+jwt":
            raise NotAuthenticated("it is not an access token (typ at+jwt)")
        name, kid, algorithm = compact.claims.get("iss"), header.get("kid"), header.get("alg")
        issuer = self._issuers.get(name) if isinstance(name, str) else None
        known = issuer.keys.get(kid) if issuer and isinstance(kid, str) else None
        if known is None:
            raise NotAuthenticated("the token's issuer or key is not known here")
        model = known.algorithms.get(algorithm) if isinstance(algorithm, str) else None
        if model is None:
            raise NotAuthenticated("the token names an algorithm that its key is not for")
        if not model.verify(compact.signed, compact.signature, known.key):
            raise NotAuthenticated("the token's signature is wrong")

    def _check_times(self, claims: dict[str, Any]) -> tuple[int, int]:
        """From when until before when it may be used."""
        now = self._now()
        issued, expires = _seconds(claims, "iat"), _seconds(claims, "exp")
        valid_from = _seconds(claims, "nbf") if "nbf" in claims else issued
        if not issued < expires <= issued + LONGEST_LIFE:
            raise NotAuthenticated(f"a token lives at most {LONGEST_LIFE} seconds, and not backwards")
        if issued > now + LEEWAY:
            raise NotAuthenticated("the token was issued in the future")
        if valid_from > now + LEEWAY:
            raise NotAuthenticated("the token is not valid yet")
        if expires <= now - LEEWAY:
            raise NotAuthenticated("the token has expired")
        return max(issued, valid_from) - LEEWAY, expires + LEEWAY


def _seconds(claims: dict[str, Any], name: str) -> int:
    value = claims.get(name)
    # bool is an int to Python; 2**40 seconds is the year 36812.
    if type(value) is not int or not 0 < value < 2**40:
        raise NotAuthenticated(f"the token's {name} is not a time in whole seconds")
    return value


def _identity(claims: dict[str, Any]) -> Identity:
    roles = claims.get("roles")
    known = frozenset(Authority)
    if not isinstance(roles, list) or not all(isinstance(role, str) and role in known for role in roles):
        raise NotAuthenticated(f"the token's roles are not a list of {', '.join(sorted(known))}")
    issuer, subject = claims["iss"], _subject(claims)
    held = frozenset(Authority(role) for role in roles)
    if "act" not in claims:
        return Identity(actor=Actor(issuer, subject), roles=held)
    act = claims["act"]
    if not isinstance(act, dict) or act.keys() != {"sub"}:
        raise NotAuthenticated("the token's act names one actor by its sub, and no chain of them")
    return Identity(actor=Actor(issuer, _subject(act)), on_behalf_of=Actor(issuer, subject), roles=held)


def _subject(claims: dict[str, Any]) -> str:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject.strip() or len(subject) > LONGEST_SUBJECT:
        raise NotAuthenticated(f"the token's sub is not a name of 1 to {LONGEST_SUBJECT} characters")
    # A NUL could not be stored, and a line break would write its own line into every log.
    if not subject.isprintable():
        raise NotAuthenticated("the token's sub holds an unprintable character")
    return subject
