"""`rolecall`: the commands by name, and what becomes of their errors."""

import sys

import typer

from interfaces.cli.ask import asking
from interfaces.cli.audit import auditing
from interfaces.cli.check import check_command
from interfaces.cli.epoch import begin_epoch
from interfaces.cli.exits import EXIT_CODES_IN_WORDS, ExitCode, explain
from interfaces.cli.import_text import importing
from interfaces.cli.migrate import migrate
from interfaces.cli.output import complain
from interfaces.cli.processes import consume_command, relay_command, serve_command
from interfaces.cli.react import react_command
from interfaces.cli.replay import replay, retry_parked, verify_projections
from interfaces.cli.status import status
from interfaces.cli.token import token
from interfaces.cli.up import up
from interfaces.cli.what_if import what_if_command

app = typer.Typer(
    name="rolecall",
    help="Rolecall: the system of record for what an organisation hires for.",
    epilog=EXIT_CODES_IN_WORDS,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(auditing, name="audit")
app.add_typer(asking, name="ask")
app.command()(up)
app.command()(migrate)
app.command("begin-epoch")(begin_epoch)
app.command("serve")(serve_command)
app.command("relay")(relay_command)
app.command("consume")(consume_command)
app.command("react")(react_command)
app.command("check")(check_command)
app.command("what-if")(what_if_command)
app.add_typer(importing, name="import")
app.command()(status)
app.command()(replay)
app.command("verify-projections")(verify_projections)
app.command("retry-parked")(retry_parked)
app.command()(token)


def main() -> None:
    """Run the command that the arguments name; errors leave as one sentence and an exit code, never a traceback."""
    try:
        app()
    except Exception as error:
        code, sentence = explain(error)
        complain(sentence)
        sys.exit(code)
    except KeyboardInterrupt:
        complain("interrupted.")
        sys.exit(ExitCode.INTERRUPTED)
