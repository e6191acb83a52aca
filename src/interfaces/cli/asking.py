"""How a command asks a house that may be running: it opens the same databases, asks, and leaves."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from interfaces.container import beside_a_running_house, opened
from interfaces.services import Services

T = TypeVar("T")


def ask(question: Callable[[Services], Awaitable[T]]) -> T:
    """The answer. Raises what the question raises, and Unavailable where the databases are away."""

    async def asked() -> T:
        async with opened(beside_a_running_house()) as house:
            return await question(house)

    return asyncio.run(asked())
