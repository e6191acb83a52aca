"""Every error leaves as one sentence and a code that scripts may rely on."""

import sys

import psycopg
import pytest

from application.audit import NotFound
from application.authentication import NotAuthenticated
from application.ports import Unavailable
from domain.errors import InvalidValue
from domain.role.errors import RoleIsRetired
from interfaces.cli.exits import ExitCode
from interfaces.cli.explaining import explain
from interfaces.cli.main import main
from interfaces.cli.token import token


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RoleIsRetired("it is retired"), ExitCode.REFUSED),
        (InvalidValue("title-blank", "title must not be blank"), ExitCode.REFUSED),
        (NotFound("there is no role"), ExitCode.REFUSED),
        (NotAuthenticated("the token has expired"), ExitCode.REFUSED),
        (Unavailable("the log"), ExitCode.UNAVAILABLE),
        (psycopg.OperationalError("no such socket"), ExitCode.UNAVAILABLE),
        (PermissionError("the key may be read by others"), ExitCode.UNAVAILABLE),
        (ZeroDivisionError("division by zero"), ExitCode.FAULT),
    ],
)
def test_an_error_has_its_code_and_keeps_its_words(error: Exception, code: ExitCode) -> None:
    explained, sentence = explain(error)
    assert explained is code
    assert str(error) in sentence


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["status"], ExitCode.UNAVAILABLE, "start it with `rolecall up`"),
        (["status", "--loudly"], ExitCode.USAGE, "No such option"),
        (["audit", "who", "alice", "--since", "2026-01-01T00:00:00"], ExitCode.USAGE, "does not say its zone"),
        (["import", "text", "a.txt", "--as", "posting", "--code", "x"], ExitCode.USAGE, "--code is for a single role"),
    ],
)
def test_what_goes_wrong_is_said_without_a_traceback(
    arguments: list[str],
    code: ExitCode,
    words: str,
    *,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("ROLECALL_DATABASE_URL", raising=False)
    monkeypatch.setenv("ROLECALL_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setattr(sys, "argv", ["rolecall", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == code
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said


def test_wrong_settings_are_all_named_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ROLECALL_PORT", "eight thousand")
    monkeypatch.setenv("ROLECALL_AMQP_URL", "http://localhost")
    monkeypatch.setattr(sys, "argv", ["rolecall", token.__name__, "--subject", "alice", "--role", "author"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == ExitCode.USAGE
    said = capsys.readouterr().err
    assert "ROLECALL_PORT" in said
    assert "ROLECALL_AMQP_URL" in said
