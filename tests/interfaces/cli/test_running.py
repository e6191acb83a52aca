"""The note of a running instance is found while its writer lives, by its own user alone, and never after."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from interfaces.cli.running import Running, started


def test_the_note_of_a_living_process_is_found(tmp_path: Path) -> None:
    note = Running.ourselves("http://127.0.0.1:8000", "amqp://rolecall:secret@127.0.0.1:5672/")
    note.write(tmp_path)
    assert Running.found_in(tmp_path) == note


def test_only_its_user_may_read_the_note(tmp_path: Path) -> None:
    Running.ourselves("http://127.0.0.1:8000", None).write(tmp_path)
    assert (tmp_path / "running.json").stat().st_mode & 0o777 == 0o600


def test_the_note_of_a_dead_process_is_stale(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    replace(Running.ourselves("http://127.0.0.1:8000", None), process=(ended.pid, 1)).write(tmp_path)
    assert Running.found_in(tmp_path) is None


def test_the_note_of_a_process_whose_number_another_has_now_is_stale(tmp_path: Path) -> None:
    note = Running.ourselves("http://127.0.0.1:8000", None)
    pid, started = note.process
    replace(note, process=(pid, started - 1)).write(tmp_path)
    assert Running.found_in(tmp_path) is None


def test_half_a_note_is_no_note(tmp_path: Path) -> None:
    (tmp_path / "running.json").write_text('{"process": [1')
    assert Running.found_in(tmp_path) is None


def test_a_note_is_removed_by_its_writer_alone(tmp_path: Path) -> None:
    ours = Running.ourselves("http://127.0.0.1:8000", None)
    theirs = replace(ours, process=(os.getppid(), started(os.getppid())))
    theirs.write(tmp_path)
    Running.remove_ours(tmp_path)
    assert Running.found_in(tmp_path) == theirs
    ours.write(tmp_path)
    Running.remove_ours(tmp_path)
    assert not (tmp_path / "running.json").exists()
