"""`rolecall begin-epoch`: says that the log may not go on from where its readers saw it end."""

from typing import Annotated

import typer

from interfaces.cli.exits import Refused
from interfaces.cli.output import say
from interfaces.container import beside_a_running_house

Reason = Annotated[str, typer.Option("--reason", help="What happened, for whoever reads the log's epochs later.")]


def begin_epoch(reason: Reason) -> None:
    """Begin a new epoch of the log: run this after restoring a backup, and after a failover that may have lost commits.

    Run it before anyone writes again. Readers that have seen events which the log lost find that out by the epoch.
    Logs in by ROLECALL_ADMIN_DATABASE_URL, as the schema's owner or as an administrator.
    """
    if not reason.strip():
        raise Refused("say in --reason what happened")
    house = beside_a_running_house()
    if house.settings().admin_database_url is None:
        raise Refused("set ROLECALL_ADMIN_DATABASE_URL too: the application's own login may not begin an epoch")
    say(f"The log goes on in epoch {house.begin_epoch(reason=reason)}.")
