"""A task that answers its cancellation with another error, as psycopg may, is ended all the same."""

import asyncio

from infrastructure.cancelling import end


def test_a_loop_that_takes_its_cancellation_for_a_lost_connection_is_ended() -> None:
    async def scenario() -> int:
        lost = 0

        async def follow() -> None:
            nonlocal lost
            while True:
                try:
                    await asyncio.sleep(60)
                except asyncio.CancelledError:
                    lost += 1
                    if lost > 2:
                        raise

        task = asyncio.create_task(follow())
        await asyncio.sleep(0)
        await asyncio.wait_for(end(task), 5)
        assert task.cancelled()
        return lost

    assert asyncio.run(scenario()) == 3
