"""`rolecall`: the commands by name, each imported when it is named, and what becomes of their errors."""

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Final, NamedTuple

import typer

from interfaces.cli.exits import EXIT_CODES_IN_WORDS
from interfaces.cli.importing import garbage_let_be


class Verb(NamedTuple):
    """Where a command, or a group of them, is found; and its sentence in the list of all."""

    module: str
    name: str
    sentence: str

    def load(self) -> Any:
        """The function, or typer's app of a group."""
        return getattr(import_module(f"interfaces.cli.{self.module}"), self.name)


# Imported all together, they kept `rolecall --help` busy for nineteen times what it takes by itself.
VERBS: Final[Mapping[str, Verb]] = {
    "up": Verb("up", "up", "Start everything and serve until Ctrl-C."),
    "migrate": Verb("migrate", "migrate", "Bring the database to the schema that this version needs."),
    "begin-epoch": Verb("epoch", "begin_epoch", "Begin a new epoch of the log, after a restore."),
    "serve": Verb("processes", "serve_command", "Serve the API."),
    "relay": Verb("processes", "relay_command", "Publish the log to RabbitMQ."),
    "consume": Verb("processes", "consume_command", "Feed the read side from RabbitMQ."),
    "react": Verb("react", "react_command", "Publish, close and judge postings as their time comes."),
    "check": Verb("check", "check_command", "Ask whether a posting could be shown."),
    "what-if": Verb("what_if", "what_if_command", "Ask which open postings would leave their band."),
    "status": Verb("status", "status", "Where the log ends, and how far projections have come."),
    "replay": Verb("replay", "replay", "Build projections anew from the log."),
    "verify-projections": Verb("replay", "verify_projections", "Replay projections and compare."),
    "retry-parked": Verb("replay", "retry_parked", "Try the events that were parked once more."),
    "token": Verb("token", "token", "Print an access token of the development issuer."),
    "audit": Verb("audit", "auditing", "Ask the past."),
    "ask": Verb("ask", "asking", "Ask what a regulator, an auditor or your lawyers would."),
    "import": Verb("import_text", "importing", "Turn documents from elsewhere into drafts."),
}


def command_line(arguments: Sequence[str]) -> typer.Typer:
    """The program for these arguments: the verb that they name, and a sentence about each of the others."""
    app = typer.Typer(
        name="rolecall",
        help="Rolecall: the system of record for what an organisation hires for.",
        epilog=EXIT_CODES_IN_WORDS,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    named = next((argument for argument in arguments if not argument.startswith("-")), None)
    for name, verb in VERBS.items():
        found = verb.load() if name == named else None
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name, short_help=verb.sentence)
        else:
            app.command(name, short_help=verb.sentence)(found or _not_named)
    return app


def main() -> None:
    """Run the command that the arguments name; errors leave as one sentence and an exit code, never a traceback."""
    arguments = sys.argv[1:]
    try:
        with garbage_let_be():
            program = command_line(arguments)
        program(arguments)
    except (Exception, KeyboardInterrupt) as error:
        sys.exit(import_module("interfaces.cli.explaining").tell(error))


def _not_named() -> None:
    raise AssertionError("a verb that runs is one that was named")
