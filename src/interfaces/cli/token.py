"""`rolecall token`: an access token of the development issuer, for whoever may run commands here."""

from typing import Annotated

import typer

from application.commands import Authority
from interfaces.cli.output import AsJson, print_json, say
from interfaces.container import development_issuer


def token(
    subject: Annotated[str, typer.Option(help="Who acts: the name that stays visible in every event.")],
    role: Annotated[list[Authority], typer.Option(help="What the token allows; may be given several times.")],
    on_behalf_of: Annotated[str | None, typer.Option(help="Whose authority the subject uses.")] = None,
    hours: Annotated[int, typer.Option(min=1, max=24, help="How long it is valid.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Print an access token of the development issuer."""
    minted = development_issuer().mint(subject, role, ttl=hours * 3600, on_behalf_of=on_behalf_of)
    if as_json:
        print_json({"token": minted, "expires_in": hours * 3600})
    else:
        say(minted)
