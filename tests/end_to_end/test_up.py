"""`rolecall up` on a machine where nothing runs and nothing is set: it starts, is found, and leaves nothing behind."""

import os
import pwd
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import interfaces
from infrastructure.embedded.rabbitmq_programs import RabbitMQPrograms
from tests.conftest import Database
from tests.end_to_end.house import ROLECALL, House, free_port
from tests.end_to_end.processes import family, survivors

SANE = 45.0  # seconds for a start on two cores that others use too
Tell = Callable[[str], None]


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Tell:
    """Say something measured, also where the test passes."""

    def told(words: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{words}\n")

    return told


def public_postings(house: House) -> list[str]:
    items = house.http.get("/v1/job-postings").json()["items"]
    return [item["title"] for item in items]


def test_first_start_ctrl_c_second_start(tmp_path: Path, tell: Tell) -> None:
    with House(tmp_path / "home") as house:
        first = house.ready_after
        house.wait_until_said("Ctrl-C stops")
        assert public_postings(house) == ["Booking Systems Engineer"]
        assert f"Rolecall is ready: {house.url}" in house.said()
        assert f"ROLECALL_HOME={house.home} {ROLECALL} token" in house.said()
        assert "follows the log" in house.said()
        started = family(house.pid)
        assert "postgres" in started.values()
        assert house.end(signal.SIGINT) == 0
        assert house.said().splitlines()[-1] == "Stopped, with everything that was started."
        assert survivors(started, within=0.0) == {}
        assert not (house.home / "running.json").exists()

        asked = house.run("status")
        assert asked.returncode == 3
        assert asked.stderr.count("\n") == 1
        assert "start it with `rolecall up`" in asked.stderr

        second = house.start()
        tell(f"first start {first:.1f} s, second {second:.1f} s")
        assert max(first, second) < SANE
        assert public_postings(house) == ["Booking Systems Engineer"]
        assert house.end(signal.SIGTERM) == 0


def test_a_database_that_is_named_is_left_without_samples(database: Database, tmp_path: Path) -> None:
    named = {"ROLECALL_DATABASE_URL": database.app_url, "ROLECALL_ADMIN_DATABASE_URL": database.owner_url}
    with House(tmp_path / "home", settings=named) as house:
        house.wait_until_said("Ctrl-C stops")
        assert house.json("status")["head"] == 0


@pytest.fixture
def path_with_rabbitmq(rabbitmq_programs: RabbitMQPrograms, tmp_path: Path) -> str:
    """A PATH on which RabbitMQ is found, as on a machine where it is installed."""
    programs = tmp_path / "bin"
    programs.mkdir()
    libraries = ":".join(map(str, rabbitmq_programs.libraries))
    for program in (rabbitmq_programs.server, rabbitmq_programs.erlang / "erl", rabbitmq_programs.erlang / "epmd"):
        script = programs / program.name
        script.write_text(f'#!/bin/sh\nLD_LIBRARY_PATH="{libraries}" exec "{program}" "$@"\n')
        script.chmod(0o755)
    return f"{programs}:{os.environ['PATH']}"


def test_with_rabbitmq_on_the_machine_a_private_node_feeds_the_read_side_and_kill_9_ends_all(
    tmp_path: Path, path_with_rabbitmq: str, tell: Tell
) -> None:
    with House(tmp_path / "home", settings={"PATH": path_with_rabbitmq}) as house:
        house.wait_until_said("the read side is fed by it from here on")
        house.wait_until_said("consumer.subscribed")
        head = house.json("status")["head"]
        text = tmp_path / "keeper.txt"
        text.write_text("Lighthouse Keeper\n\nResponsibilities\n\n- Keep the light.\n")
        [drafted] = house.json("import", "text", str(text), "--as", "role")
        position = drafted["drafted"]["position"]
        assert position > head
        assert house.http.get("/v1/job-postings", params={"min_position": position}).status_code == 200
        assert house.run("verify-projections").returncode == 0

        started = family(house.pid)
        assert {"postgres", "beam.smp", "epmd"} <= set(started.values())
        assert house.end(signal.SIGKILL) == -signal.SIGKILL
        tell(f"ready again after kill -9 in {house.start():.1f} s, with a private RabbitMQ on its way")
        assert survivors(started, within=10.0) == {}
        [again] = house.json("import", "text", str(text), "--as", "role")
        assert again["drafted"]["unchanged"]
        started = family(house.pid)
        assert house.end() == 0
        assert survivors(started, within=0.0) == {}


def test_two_run_side_by_side_wherever_they_are_and_no_third_takes_their_place(tmp_path: Path) -> None:
    long_path = tmp_path / "a folder with spaces" / ("very-long-" * 15) / ("and-longer-" * 10)
    with House(tmp_path / "one") as one, House(long_path) as other:
        text = tmp_path / "keeper.txt"
        text.write_text("Lighthouse Keeper\n\nResponsibilities\n\n- Keep the light.\n")
        assert one.json("import", "text", str(text), "--as", "role")[0]["error"] is None
        assert one.json("status")["head"] > other.json("status")["head"]

        taken = one.run("up", ROLECALL_HOME=str(tmp_path / "three"))
        assert taken.returncode == 1
        assert f"port {one.port} of 127.0.0.1 cannot be had (Address already in use" in taken.stderr
        assert not (tmp_path / "three").exists()

        second = one.run("up", ROLECALL_PORT=str(free_port()))
        assert second.returncode == 3
        assert f"{one.home} is in use by process {one.pid}" in second.stderr
        assert "Traceback" not in taken.stderr + second.stderr


def reachable_for_anyone() -> bool:
    """Whether another user could run this very checkout."""
    needed = [ROLECALL, Path(sys.executable).resolve(), Path(str(interfaces.__file__))]
    return all(path.stat().st_mode & 0o005 == 0o005 for file in needed for path in file.parents)


if os.geteuid() == 0 and reachable_for_anyone():  # otherwise all tests above ran as an ordinary user

    @pytest.fixture
    def home_of_nobody() -> Iterator[Path]:
        """A folder of the user `nobody`, where that user reaches it."""
        folder = Path(tempfile.mkdtemp(prefix="rolecall-nobody-", dir="/tmp"))
        os.chown(folder, pwd.getpwnam("nobody").pw_uid, -1)
        yield folder / "home"
        shutil.rmtree(folder)

    def test_it_runs_as_an_ordinary_user_too(home_of_nobody: Path) -> None:
        with House(home_of_nobody, user=pwd.getpwnam("nobody").pw_uid) as house:
            assert public_postings(house) == ["Booking Systems Engineer"]
            assert (home_of_nobody / "postgres" / "data").owner() == "nobody"
