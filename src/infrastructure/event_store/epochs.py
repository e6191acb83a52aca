"""A new epoch: said after a restore, or a failover that may have lost commits, before anyone writes again."""

from uuid import UUID

import psycopg


def begin_epoch(url: str, reason: str) -> UUID:
    """Begin one after the last position there is, and return its id. `url` logs in as the owner."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute("SELECT log.begin_epoch(%s)", [reason]).fetchone()
    assert row is not None  # noqa: S101  # for mypy: a function without SETOF returns one row
    epoch: UUID = row[0]
    return epoch
