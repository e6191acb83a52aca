"""A task that answers its cancellation with another error, as psycopg may, is ended all the same."""

import asyncio

import pytest

from infrastructure.cancelling import end, together


class Follower:
    """Takes its first cancellations for lost connections."""

    def __init__(self, mistakes: int = 2) -> None:
        self.lost = 0
        self._mistakes = mistakes

    async def run(self) -> None:
        while True:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                self.lost += 1
                if self.lost > self._mistakes:
                    raise


def test_a_loop_that_takes_its_cancellation_for_a_lost_connection_is_ended() -> None:
    async def scenario() -> int:
        follower = Follower()
        task = asyncio.create_task(follower.run())
        await asyncio.sleep(0)
        await asyncio.wait_for(end(task), 5)
        assert task.cancelled()
        return follower.lost

    assert asyncio.run(scenario()) == 3


def test_such_a_loop_does_not_outlive_those_it_runs_beside() -> None:
    async def scenario() -> tuple[int, int]:
        first, second = Follower(), Follower(mistakes=0)
        task = asyncio.create_task(together(first.run(), second.run()))
        await asyncio.sleep(0.01)
        task.cancel()
        done, _ = await asyncio.wait({task}, timeout=5)
        assert done
        assert task.cancelled()
        return first.lost, second.lost

    assert asyncio.run(scenario()) == (3, 1)


def test_the_first_failure_ends_the_others_and_is_told() -> None:
    async def fails() -> None:
        raise ValueError("no such table")

    async def scenario() -> int:
        follower = Follower()
        with pytest.raises(ExceptionGroup) as failed:
            await asyncio.wait_for(together(follower.run(), fails()), 5)
        assert [str(each) for each in failed.value.exceptions] == ["no such table"]
        return follower.lost

    assert asyncio.run(scenario()) == 3


def test_what_runs_together_is_over_when_all_of_it_is() -> None:
    over: list[float] = []

    async def lasts(seconds: float) -> None:
        await asyncio.sleep(seconds)
        over.append(seconds)

    asyncio.run(together(lasts(0.02), lasts(0.01)))
    assert over == [0.01, 0.02]
