"""`rolecall what-if`: which open postings would leave their band if a role's salary bands were others."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Final
from uuid import UUID

import typer

from application.what_if import OPEN, Consequences, OutOfBand, WhatIf, what_if
from domain.pay import SalaryBand
from interfaces.api.body import parse
from interfaces.api.problems import Problem
from interfaces.cli.asking import ask
from interfaces.cli.exits import Refused
from interfaces.cli.output import AsJson, print_json, print_table, say
from interfaces.services import Services
from projections import open_postings

_BANDS: Final[Any] = tuple[SalaryBand, ...]


def what_if_command(
    role: Annotated[UUID, typer.Argument(help="The role's id.", metavar="ROLE_ID")],
    bands: Annotated[
        Path, typer.Argument(help="Its salary bands as they would be: a JSON list, as revise takes it.", dir_okay=False)
    ],
    *,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Judge by this day, not by today.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Ask which open postings would leave their band, and which lie outside it already; nothing is changed."""
    question = WhatIf(salary_bands=_read(bands), on=on and date(on.year, on.month, on.day))
    found = ask(lambda house: _answer(house, role, question))
    if as_json:
        print_json(found)
    else:
        show(found)


async def _answer(house: Services, role: UUID, question: WhatIf) -> Consequences:
    rows = await house.read_side.rows(open_postings.of_role(role, OPEN))
    return await what_if(house.store, role, question, [row["posting_id"] for row in rows], house.clock.now().date())


def _read(bands: Path) -> tuple[SalaryBand, ...]:
    try:
        found: tuple[SalaryBand, ...] = parse(_BANDS, bands.read_bytes())
    except OSError as error:
        raise Refused(f"{bands} cannot be read: {error.strerror}") from None
    except Problem as problem:
        raise Refused(f"{bands} is no list of salary bands: {problem.detail}") from None
    return found


def show(found: Consequences) -> None:
    """The answer for a person: a table for each thing that would follow, then how many postings were looked at."""
    told = (("would leave their band", found.leaving), ("outside already", found.already))
    for title, ranges in (*told, ("of those, inside again", found.returning)):
        if ranges:
            columns = ("posting", "status", "title", "place", "level", "pay", "band now", "band then", "excepted")
            print_table(columns, (_row(one) for one in ranges), title=title.capitalize())
    say(
        f"Open postings of this role: {found.postings}; ranges that would leave their band on {found.on}: "
        f"{len(found.leaving)}, outside it already: {len(found.already)}."
    )


def _row(one: OutOfBand) -> tuple[Any, ...]:
    excepted = "yes" if one.excepted else ""
    return (
        *(one.posting_id, one.status, one.title, one.place, one.level, str(one.pay)),
        *(_words(one.bands), _words(one.bands_then), excepted),
    )


def _words(bands: Iterable[SalaryBand]) -> str:
    return "; ".join(str(band) for band in bands) or "none"
