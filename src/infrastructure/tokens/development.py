"""The development issuer: signs tokens for anyone who may run commands here, under a name that every event shows."""

import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from joserfc import jws
from joserfc.jwk import OKPKey

from application.commands import Authority
from infrastructure.tokens.keys import Issuer, public_key
from infrastructure.tokens.secret_file import kept_secret
from infrastructure.tokens.verifier import AUDIENCE

DEVELOPMENT: Final = "rolecall-development"
KEY_FILE: Final = "development-issuer.jwk"


class DevelopmentIssuer:
    """Its Ed25519 key lies in `home`, made at the first use, readable by its owner alone."""

    def __init__(self, home: Path, audience: str = AUDIENCE, now: Callable[[], float] = time.time) -> None:
        stored = kept_secret(home / KEY_FILE, _new_key)
        self._key = OKPKey.import_key(json.loads(stored))
        self._audience = audience
        self._now = now

    @property
    def issuer(self) -> Issuer:
        """What a verifier must know to believe its tokens."""
        return Issuer(DEVELOPMENT, {self._kid: public_key(self._key.as_dict(private=False))})

    def mint(self, subject: str, roles: Iterable[Authority], ttl: int = 3600, on_behalf_of: str | None = None) -> str:
        """An access token for `ttl` seconds. on_behalf_of: whose authority `subject` uses (RFC 8693 `act`)."""
        now = int(self._now())
        claims: dict[str, Any] = {
            "iss": DEVELOPMENT,
            "sub": on_behalf_of or subject,
            "aud": self._audience,
            "iat": now,
            "exp": now + ttl,
            "roles": sorted(set(roles)),
        }
        if on_behalf_of is not None:
            claims["act"] = {"sub": subject}
        header = {"alg": "Ed25519", "typ": "at+jwt", "kid": self._kid}
        return jws.serialize_compact(header, json.dumps(claims), self._key, algorithms=["Ed25519"])

    @property
    def _kid(self) -> str:
        return self._key.thumbprint()


def _new_key() -> bytes:
    return json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True)).encode()
