"""`rolecall begin-epoch` begins one in a real database, by the owner's login, and says what it is for."""

import sys
from pathlib import Path

import psycopg
import pytest

from interfaces.cli.exits import ExitCode
from interfaces.cli.main import main
from tests.conftest import Database


def ended(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> object:
    """The exit code of `rolecall` with these arguments."""
    monkeypatch.setattr(sys, "argv", ["rolecall", *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    return end.value.code


def test_it_begins_an_epoch_and_names_it(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ROLECALL_HOME", str(tmp_path))
    monkeypatch.setenv("ROLECALL_DATABASE_URL", database.app_url)
    monkeypatch.delenv("ROLECALL_ADMIN_DATABASE_URL", raising=False)
    assert ended(monkeypatch, "begin-epoch", "--reason", "no") == ExitCode.REFUSED
    assert "ROLECALL_ADMIN_DATABASE_URL" in capsys.readouterr().err

    monkeypatch.setenv("ROLECALL_ADMIN_DATABASE_URL", database.owner_url)
    assert ended(monkeypatch, "begin-epoch", "--reason", " ") == ExitCode.REFUSED
    assert ended(monkeypatch, "begin-epoch", "--reason", "restored last night's backup") == ExitCode.OK
    with psycopg.connect(database.app_url) as connection:
        rows = connection.execute("SELECT epoch, reason FROM log.epochs WHERE number > 1").fetchall()
    assert [reason for _, reason in rows] == ["restored last night's backup"]
    assert str(rows[0][0]) in capsys.readouterr().out


def test_its_help_says_when_to_run_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(monkeypatch, "begin-epoch", "--help") == ExitCode.OK
    said = capsys.readouterr().out
    assert "restoring a backup" in said
    assert "failover" in said
