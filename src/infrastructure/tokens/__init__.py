"""Bearer tokens: JWT access tokens (RFC 9068), believed on local keys alone, and a development issuer of them."""

from infrastructure.tokens.development import DevelopmentIssuer
from infrastructure.tokens.keys import Issuer, UnusableKeys, issuer_from_jwks
from infrastructure.tokens.verifier import TokenVerifier

__all__ = ["DevelopmentIssuer", "Issuer", "TokenVerifier", "UnusableKeys", "issuer_from_jwks"]
