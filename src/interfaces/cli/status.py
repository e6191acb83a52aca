"""`rolecall status`: where the log ends and how far each projection has come."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from interfaces.cli.output import AsJson, print_json, print_table, say
from interfaces.container import Container, beside_a_running_house, opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The log's epoch and last position, each projection, and the events that are parked."""

    epoch: UUID
    head: int
    projections: list[Any]
    parked: list[Any]


def status(as_json: AsJson = False) -> None:
    """Where the log ends, how far each projection has come, and what is parked."""
    found = asyncio.run(_status(beside_a_running_house()))
    if as_json:
        print_json(found)
        return
    say(f"The log, epoch {found.epoch}, ends at position {found.head}.")
    say()
    columns = ("projection", "table", "position", "lag", "parked", "problem")
    print_table(columns, ([getattr(one, name) for name in ("name", *columns[1:])] for one in found.projections))
    if found.parked:
        say()
        of_parked = ("table", "stream", "key", "position", "error")
        rows = ([getattr(one, name) for name in of_parked] for one in found.parked)
        print_table(of_parked, rows, title="Parked: tried again by `rolecall retry-parked`")


async def _status(house: Container) -> Status:
    async with opened(house) as services:
        read_side = await house.read_side.async_()
        head = await services.store.head()
        operations = await house.operations.async_()
        return Status(
            epoch=head.epoch,
            head=head.position,
            projections=await read_side.status(),
            parked=await operations.parked(),
        )
