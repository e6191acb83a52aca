"""What a command prints: tables for people, JSON for machines, one sentence on stderr when something is wrong."""

import sys
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import msgspec
import typer
from rich import box
from rich.console import Console
from rich.table import Table

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines instead of tables.")]
Entry = tuple[tuple[Any, ...], Sequence[str]]  # a number and what stands beside it; what stands beneath
_WIDTH_IN_A_FILE = 200  # where there is no terminal, rich would fold at 80


def print_json(value: Any) -> None:
    """Dataclasses as objects, decimals as strings, times as RFC 3339; indented, one trailing newline."""
    sys.stdout.write(msgspec.json.format(_encoded(value), indent=2).decode() + "\n")


def print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str | None = None) -> None:
    """One line a row, folded where the terminal is narrow. Values that are no text are shown as JSON."""
    table = Table(*columns, title=title, title_justify="left", box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for row in rows:
        table.add_row(*(plain(cell) for cell in row))
    console = Console(markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = _WIDTH_IN_A_FILE
    console.print(table)


def print_entries(entries: Iterable[Entry]) -> None:
    """A line an entry, its number first, and what there is to say of it beneath: it reads at any width."""
    entries = list(entries)
    if not entries:
        say("Nothing was found.")
    for (number, *heading), details in entries:
        say(f"{number:>4}  {'  '.join(plain(part) for part in heading)}")
        for detail in details:
            say(f"      {plain(detail)}")


def say(sentence: str = "") -> None:
    """A line for the person at the terminal, at once."""
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def complain(sentence: str) -> None:
    """One sentence on stderr: what is wrong and what to do."""
    sys.stderr.write(f"rolecall: {plain(' '.join(sentence.split()))}\n")
    sys.stderr.flush()


def plain(value: Any) -> str:
    """A value for a terminal: what people wrote must not move the cursor or change colours there."""
    text = "" if value is None else value if isinstance(value, str) else _encoded(value).decode().strip('"')
    return "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text)


def _encoded(value: Any) -> bytes:
    return msgspec.json.encode(value, enc_hook=str)
