"""`rolecall check`: whether a posting could be shown, on which day and where else, and what stands in the way."""

import asyncio
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import typer

from application.check import Check, Verdict, check
from interfaces.cli.exits import Refused
from interfaces.cli.output import AsJson, plain, print_json, print_table, say
from interfaces.container import beside_a_running_house, opened


def check_command(
    stream: Annotated[UUID, typer.Argument(help="The posting's id.", metavar="ID")],
    *,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Judge for this day instead of today.")
    ] = None,
    also_in: Annotated[
        list[str] | None,
        typer.Option(metavar="REGION", help="As if the work could be done there too, like US-CO; may be repeated."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Ask whether a posting could be shown, and list everything that stands in the way; nothing is changed."""
    question = Check(on=on and date(on.year, on.month, on.day), also_in=tuple(also_in or ()))
    verdict = asyncio.run(_ask(stream, question))
    if as_json:
        print_json(verdict)
    else:
        show(verdict)
    if not verdict.publishable:
        raise Refused(f"it could not be shown on {verdict.day}: see above for what stands in the way")


async def _ask(stream: UUID, question: Check) -> Verdict:
    async with opened(beside_a_running_house()) as services:
        return await check(services, stream, question)


def show(verdict: Verdict) -> None:
    """The answer for a person: the rules in reach as a table, then what stands in the way, then what is advised."""
    if verdict.rules:
        rows = [
            (result.rule, result.outcome, result.statute, "; ".join(lack.words for lack in result.missing))
            for result in verdict.rules
        ]
        print_table(("rule", "outcome", "statute", "missing"), rows, title=f"The law on {verdict.day}")
    for refusal in verdict.refusals:
        say(plain(f"refused: {refusal.title} ({refusal.code}): {refusal.detail}"))
    for warning in verdict.warnings:
        say(plain(f"advised: {warning}"))
    if verdict.publishable:
        say(f"It could be shown on {verdict.day}.")
