"""A connection to the read side does not outlive the other end's machine by more than seconds."""

from infrastructure.read_side.pool import Pool
from tests.conftest import Database
from tests.projections.tables import run


def test_both_ends_are_told_to_notice_that_the_other_is_gone(database: Database) -> None:
    async def test(pool: Pool) -> None:
        async with pool.connection() as connection:
            told = connection.info.get_parameters()
            assert (told["keepalives_idle"], told["tcp_user_timeout"]) == ("5", "20000")
            assert "tcp_keepalives_idle=5" in told["options"]
            assert "tcp_user_timeout=20000" in told["options"]

    run(database, test)
