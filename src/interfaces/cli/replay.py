"""`rolecall replay`, `verify-projections` and `retry-parked`: the read side made anew from the log."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

import typer

from interfaces.cli.exits import ExitCode
from interfaces.cli.output import AsJson, complain, print_json, print_table, say
from interfaces.cli.progress import Reporter
from interfaces.cli.times import moment
from interfaces.container import Operations, beside_a_running_house, opened

T = TypeVar("T")
Names = Annotated[list[str] | None, typer.Argument(help="Projections; all of them if none is named.", metavar="NAME")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What came of one replay. table: where its rows are, with its schema. rate: events a second."""

    projection: str
    table: str
    position: int
    seconds: float
    rate: float


def replay(
    names: Names = None,
    until: Annotated[
        str | None,
        typer.Option(metavar="POSITION|TIME", help="Only so far, into a side table to look at."),
    ] = None,
    workers: Annotated[
        int, typer.Option(min=1, max=256, help="Processes that share the work; with --until, always one.")
    ] = 1,
    as_json: AsJson = False,
) -> None:
    """Build projections anew from the log, beside those in use, which are read meanwhile; then take over.

    Stopped by Ctrl-C or a kill, the same command goes on where it stopped.
    """
    try:
        done = _operate(lambda operations: _replay_all(operations, names or [], until, workers))
    except KeyboardInterrupt:
        complain("stopped; what was built stays: the same command goes on from there.")
        raise typer.Exit(ExitCode.INTERRUPTED) from None
    if as_json:
        print_json(done)
        return
    for one in done:
        say(f"{one.projection}: {one.position:,} positions in {one.seconds:.1f} s, {one.rate:,.0f}/s: {one.table}")


def verify_projections(names: Names = None, as_json: AsJson = False) -> None:
    """Replay projections beside those in use and compare: exit code 1, and the first difference, where they differ."""
    found = _operate(lambda operations: _verify_all(operations, names or []))
    differing = [one for one in found if one.difference is not None]
    if as_json:
        print_json(found)
    else:
        columns = ("table", "position", "rows", "verdict", "parked")
        print_table(columns, ((one.table, one.position, one.rows, _verdict(one), len(one.parked)) for one in found))
    for one in differing:
        complain(f"{one.table} is not what the log says: {one.difference}")
    if differing:
        raise typer.Exit(ExitCode.REFUSED)


def retry_parked() -> None:
    """Try the events that were parked once more, in order; exit code 1 where some stay parked."""
    stay = _operate(lambda operations: operations.retry_parked())
    say("Nothing is parked." if not stay else f"{stay} events stay parked: `rolecall status` says why.")
    if stay:
        raise typer.Exit(ExitCode.REFUSED)


async def _replay_all(operations: Operations, names: list[str], until: str | None, workers: int) -> list[Replayed]:
    projections = operations.named(names)
    position = None if until is None else await _position(operations, until)
    done = []
    for projection in projections:
        began = time.monotonic()
        with Reporter(projection.name) as reporter:
            if position is None:
                reached, table = await operations.rebuild(projection, reporter, workers), projection.source
            else:
                table = await operations.replay_until(projection, position, reporter)
                reached = reporter.position or position
        seconds = time.monotonic() - began
        done.append(
            Replayed(projection=projection.name, table=table, position=reached, seconds=seconds, rate=reporter.rate)
        )
    return done


async def _verify_all(operations: Operations, names: list[str]) -> list[Any]:
    found = []
    for projection in operations.named(names):
        with Reporter(projection.name) as reporter:
            found.append(await operations.verify(projection, reporter))
    return found


async def _position(operations: Operations, until: str) -> int:
    if until.isascii() and until.isdigit():
        return int(until)
    return await operations.position_at(moment(until))


def _verdict(verification: Any) -> str:
    return "as the log says" if verification.difference is None else str(verification.difference)


def _operate(work: Callable[[Operations], Awaitable[T]]) -> T:
    async def operated() -> T:
        house = beside_a_running_house()
        async with opened(house):
            return await work(await house.operations.async_())

    return asyncio.run(operated())
