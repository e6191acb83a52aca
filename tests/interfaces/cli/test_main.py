"""The list of all verbs, and each of them where it says."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from interfaces.cli.main import VERBS, command_line


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_is_found_and_explains_itself(name: str) -> None:
    result = CliRunner().invoke(command_line([name, "--help"]), [name, "--help"])
    assert result.exit_code == 0, result.output
    assert f" {name} [OPTIONS]" in result.output


def test_the_list_of_verbs_says_what_each_does() -> None:
    listed = CliRunner().invoke(command_line(["--help"]), ["--help"]).output
    for name, verb in VERBS.items():
        assert f"  {name} " in listed
        assert verb.sentence.split()[0] in listed


def test_the_list_of_verbs_imports_none_of_them() -> None:
    script = "import sys, interfaces.cli.main as cli; cli.command_line(['--help']); print(*sys.modules)"
    asked = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    imported = set(asked.stdout.split())
    assert "typer" in imported
    assert not {"fastapi", "psycopg", "domain", "application", "infrastructure"} & imported
