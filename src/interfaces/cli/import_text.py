"""`rolecall import text`: job descriptions in plain text become drafts."""

import asyncio
import os
import pwd
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from application.authentication import Identity
from application.commands import Authority
from domain.recorded import Actor
from interfaces.cli.drafting import Draft, Drafted, Kind, read_draft, send_draft
from interfaces.cli.exits import ExitCode, Refused
from interfaces.cli.explaining import explain
from interfaces.cli.output import AsJson, complain, plain, print_json, say
from interfaces.container import Container, beside_a_running_house, opened
from interfaces.services import Services

importing = typer.Typer(help="Turn documents from elsewhere into drafts.", no_args_is_help=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file. Exactly one of drafted and error is there."""

    file: Path
    drafted: Drafted | None = None
    error: str | None = None


@importing.command("text")
def import_text(
    files: Annotated[list[Path], typer.Argument(help="Plain text in UTF-8.", metavar="FILE")],
    *,
    kind: Annotated[Kind, typer.Option("--as", help="What the files describe.")],
    code: Annotated[str | None, typer.Option(help="The role's code; made from its title if not given.")] = None,
    subject: Annotated[str | None, typer.Option(help="Who imports, as the development issuer knows them.")] = None,
    token: Annotated[str | None, typer.Option(help="An access token, instead of --subject.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a draft of each file. Importing the same text again, from whatever path, changes nothing."""
    if code is not None and (kind is not Kind.ROLE or len(files) > 1):
        raise typer.BadParameter("--code is for a single role", param_hint="--code")
    house = beside_a_running_house()
    who = _who(house, subject, token)
    outcomes = asyncio.run(_import_all(house, who, files, kind, code))
    if as_json:
        print_json(outcomes)
    else:
        for outcome in outcomes:
            _report(outcome, kind)
    if any(outcome.error for outcome in outcomes):
        raise typer.Exit(ExitCode.REFUSED)


async def _import_all(
    house: Container, who: Identity, files: list[Path], kind: Kind, code: str | None
) -> list[Outcome]:
    async with opened(house) as services:
        read = partial(read_draft, house, kind, code=code)
        return [await _import_one(file, read, who, services) for file in files]


async def _import_one(file: Path, read: Callable[[bytes], Draft], who: Identity, services: Services) -> Outcome:
    """One bad file does not stop the others; a database that is away does."""
    try:
        draft = read(await asyncio.to_thread(file.read_bytes))
        return Outcome(file=file, drafted=await send_draft(draft, who, services))
    except OSError as error:
        return Outcome(file=file, error=f"it cannot be read: {error.strerror}")
    except Exception as error:
        exit_code, sentence = explain(error)
        if exit_code is not ExitCode.REFUSED:
            raise
        return Outcome(file=file, error=sentence)


def _who(house: Container, subject: str | None, token: str | None) -> Identity:
    if token is not None:
        identity = house.verifier().verify(token)
        if Authority.AUTHOR not in identity.roles:
            raise Refused("the token's roles do not hold `author`: ask for one that does")
        return identity
    if house.settings().token_issuer is not None:
        raise Refused("this house believes a real issuer: send an access token of it with --token")
    issuer = house.development_issuer().issuer.name
    return Identity(actor=Actor(issuer, subject or _user()), roles=frozenset({Authority.AUTHOR}))


def _user() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid-{os.getuid()}"


def _report(outcome: Outcome, kind: Kind) -> None:
    if outcome.drafted is None:
        complain(f"{outcome.file}: {outcome.error}")
        return
    drafted = outcome.drafted
    if drafted.unchanged:
        say(f"{outcome.file}: unchanged: already imported as {drafted.id}")
    else:
        say(f'{outcome.file}: {kind} "{plain(drafted.title)}" drafted as {drafted.id} (version {drafted.version})')
    if drafted.not_understood:
        say(f"  not understood, and kept with the draft (lines: {len(drafted.not_understood)}):")
        for line in drafted.not_understood:
            say(f"    {plain(line)}")
