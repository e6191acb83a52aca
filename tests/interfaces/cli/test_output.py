"""What people wrote reaches the terminal as text and nothing else; JSON stays exact."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from interfaces.cli.output import plain, print_json, print_table


@dataclass(frozen=True, slots=True)
class Pay:
    minimum: Decimal
    since: datetime


def test_json_keeps_decimals_exact_and_times_aware(capsys: pytest.CaptureFixture[str]) -> None:
    print_json(Pay(Decimal("160000.10"), datetime(2026, 1, 2, tzinfo=UTC)))
    assert json.loads(capsys.readouterr().out) == {"minimum": "160000.10", "since": "2026-01-02T00:00:00Z"}


def test_a_title_cannot_send_commands_to_the_terminal() -> None:
    assert plain("Engineer\x1b[2J\r") == "Engineer\ufffd[2J\ufffd"


def test_square_brackets_are_not_markup(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["title"], [["[bold]Engineer[/bold] :smile:"]])
    assert "[bold]Engineer[/bold] :smile:" in capsys.readouterr().out


def test_a_long_row_is_not_folded_in_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["title", "id"], [["Engineer " * 10, "7d1f3e9a-52a4-5a51-9f7e-3a3e2a6f4c10"]])
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.split() == ["Engineer"] * 10 + ["7d1f3e9a-52a4-5a51-9f7e-3a3e2a6f4c10"]


def test_values_that_are_no_text_are_shown_as_json() -> None:
    assert plain((Decimal("1.5"), None)) == '["1.5",null]'
