"""Who is asking: what a token says once it has been believed."""

from dataclasses import dataclass
from typing import Protocol

from application.commands import Authority
from domain.recorded import Actor


class NotAuthenticated(Exception):
    """The token cannot be believed; the message says why, in our own words and never in the token's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """actor: who acts. on_behalf_of: whose authority is used, where one acts for another. roles: what they may do."""

    actor: Actor
    roles: frozenset[Authority]
    on_behalf_of: Actor | None = None


class Verifier(Protocol):
    """Believes a bearer token, or does not; it asks nobody else."""

    def verify(self, token: str) -> Identity:
        """Raises NotAuthenticated."""
        ...
