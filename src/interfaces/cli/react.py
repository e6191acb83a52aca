"""`rolecall react`: closes the postings whose time has come; any number of these may run at once."""

import asyncio
from contextlib import suppress
from typing import Final
from uuid import UUID

import structlog

from application.ports import Unavailable
from application.reactions import Due, react
from domain.job_posting import CloseReason
from interfaces.cli.daemon import run_until_told_to_stop
from interfaces.cli.output import say
from interfaces.cli.supervise import keep_running
from interfaces.container import beside_a_running_house, opened
from interfaces.services import Services
from projections.job_postings import due

POLL_SECONDS: Final = 2.0
_log = structlog.get_logger(__name__)


def react_command() -> None:
    """Close the postings whose last day, or whose retired role's grace period, is over; until Ctrl-C."""
    house = beside_a_running_house()
    house.configure_logging()

    async def work(stop: asyncio.Event) -> None:
        async with opened(house) as services:
            say("Reacting to what falls due; Ctrl-C stops.")
            await keep_running("reactions", lambda stop: keep_reacting(services, stop), stop)

    run_until_told_to_stop(work)


async def keep_reacting(services: Services, stop: asyncio.Event) -> None:
    """Look every few seconds, until `stop` is set; what is away is waited for."""
    while not stop.is_set():
        with suppress(TimeoutError):  # first of all: whoever makes the read side's tables has been started beside us
            await asyncio.wait_for(stop.wait(), POLL_SECONDS)
            return
        try:
            await react_once(services)
        except Unavailable as away:
            _log.warning("reactions.wait", error=str(away))


async def react_once(services: Services) -> int:
    """Send what is due now; answer how many postings were closed."""
    rows = await services.read_side.rows(due(services.clock.now()))
    found = [
        Due(
            posting_id=UUID(str(row["posting_id"])),
            period=row["period"],
            reason=CloseReason(row["reason"]),
            since=row["since"],
        )
        for row in rows
    ]
    results = await react(found, services)
    for result in results:
        # A refusal is no trouble: the read side was behind, or another process was quicker.
        told = _log.error if result.failed else _log.info if result.refusal is None else _log.debug
        told("reaction", posting=str(result.due.posting_id), reason=result.due.reason, refusal=result.refusal)
    return sum(result.refusal is None for result in results)
