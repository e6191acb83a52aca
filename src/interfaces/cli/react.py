"""`rolecall react`: publishes, closes and judges anew the postings whose time has come; any number may run at once."""

import asyncio
from contextlib import suppress
from typing import Final
from uuid import UUID

import structlog

from application.ports import Unavailable
from application.reactions import Due, Reacted, What, react
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
    """Publish postings at their time, close those that are over, judge by the law as it turns; until Ctrl-C."""
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
    """Send what is due now; answer how much of it was done."""
    rows = await services.read_side.rows(due(services.clock.now(), services.rules))
    found = [
        Due(
            what=What(row["what"]),
            posting_id=UUID(str(row["posting_id"])),
            period=row["period"],
            since=row["since"],
            reason=row["reason"] and CloseReason(row["reason"]),
        )
        for row in rows
    ]
    results = await react(found, services)
    for result in results:
        tell(result)
    return sum(result.refusal is None for result in results)


def tell(result: Reacted) -> None:
    """Say in the log what came of a reaction: as a warning, what somebody must do something about."""
    posting = str(result.due.posting_id)
    for broken in result.opened:
        missing = [lack.code for lack in broken.missing]
        _log.warning("finding.opened", posting=posting, rule=broken.rule, statute=broken.statute, missing=missing)
    if result.unscheduled:
        _log.warning("publication.refused", posting=posting, refusal=result.refusal)
        return
    # Another refusal is no trouble: the read side was behind, or another process was quicker.
    told = _log.error if result.failed else _log.info if result.refusal is None else _log.debug
    told("reaction", posting=posting, what=result.due.what, reason=result.due.reason, refusal=result.refusal)
