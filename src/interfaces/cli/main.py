"""`rolecall`: the commands by name, and what becomes of their errors."""

import sys

import typer

from interfaces.cli.audit import auditing
from interfaces.cli.exits import EXIT_CODES_IN_WORDS, ExitCode, explain
from interfaces.cli.import_text import importing
from interfaces.cli.migrate import migrate
from interfaces.cli.output import complain
from interfaces.cli.token import token

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
app.command()(migrate)
app.add_typer(importing, name="import")
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
