"""The public keys that we believe, each with the one algorithm family it may be used with."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from joserfc.errors import JoseError
from joserfc.jwa import JWSAlgModel
from joserfc.jwk import ECKey, JWKRegistry, Key, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

# EdDSA is what most issuers still write; RFC 9864 calls the same algorithm on this curve Ed25519.
_ED25519: Final = JWSRegistry.algorithms["Ed25519"]
_ALGORITHMS: Final[Mapping[str, Mapping[str, JWSAlgModel]]] = {
    "Ed25519": {"EdDSA": _ED25519, "Ed25519": _ED25519},
    "P-256": {"ES256": JWSRegistry.algorithms["ES256"]},
    "RSA": {"RS256": JWSRegistry.algorithms["RS256"]},
}
_SHORTEST_RSA: Final = 2048  # bits


class UnusableKeys(Exception):
    """A key file is missing, unreadable, or holds something that must not be believed."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key and the values of `alg` that it may be used with: the key decides, never the token."""

    key: Key
    algorithms: Mapping[str, JWSAlgModel]


@dataclass(frozen=True, slots=True)
class Issuer:
    """Someone whose tokens we believe. name: their exact `iss`. keys: by `kid`, the only ones there will ever be."""

    name: str
    keys: Mapping[str, PublicKey]


def public_key(jwk: Mapping[str, Any]) -> PublicKey:
    """A key of a JWKS (RFC 7517). Raises UnusableKeys for any but Ed25519, P-256 and RSA from 2048 bits."""
    try:
        key = JWKRegistry.import_key(dict(jwk))
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise UnusableKeys(f"a key cannot be read: {error}") from error
    match key:
        case OKPKey() | ECKey() if key.curve_name in _ALGORITHMS:
            return PublicKey(key, _ALGORITHMS[key.curve_name])
        case RSAKey() if key.public_key.key_size >= _SHORTEST_RSA:
            return PublicKey(key, _ALGORITHMS["RSA"])
    raise UnusableKeys(f"a key of type {key.key_type} is not Ed25519, P-256 or RSA from {_SHORTEST_RSA} bits")


def issuer_from_jwks(name: str, file: Path) -> Issuer:
    """The issuer `name` with the signing keys of a JWKS file. Raises UnusableKeys."""
    try:
        listed = json.loads(file.read_bytes())["keys"]
        signing = [jwk for jwk in listed if jwk.get("use", "sig") == "sig"]
        keys = {jwk["kid"]: public_key(jwk) for jwk in signing}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnusableKeys(f"{file} is not a readable JWKS whose keys have a kid: {error}") from error
    if not keys or len(keys) != len(signing):
        raise UnusableKeys(f"{file} holds no signing key, or two with the same kid")
    return Issuer(name, keys)
