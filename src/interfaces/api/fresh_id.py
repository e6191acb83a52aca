"""Ids that requests are told apart by, without asking the operating system for each."""

from random import Random
from uuid import UUID

_dice = Random()  # noqa: S311  seeded by the system once: they must differ, and need not be hard to guess


def fresh_id() -> UUID:
    """A random UUID (version 4)."""
    return UUID(int=_dice.getrandbits(128), version=4)
