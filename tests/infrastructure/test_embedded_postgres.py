"""The embedded PostgreSQL: ends with its owner, is found after a crash, loses nothing, and keeps to itself."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from infrastructure.embedded.cluster import ADMIN
from infrastructure.embedded.errors import EmbeddedServerError, FolderInUse, NotRunning
from infrastructure.embedded.postgres import EmbeddedPostgres
from infrastructure.migrations import APPLICATION, OWNER
from tests.infrastructure.processes import eventually, kill_guards_of, lives, owner, working_below


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(tmp_path / "server") as running:
        yield running


def write(server: EmbeddedPostgres, value: int) -> None:
    with psycopg.connect(server.url(OWNER)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (value int)")
        connection.execute("INSERT INTO kept VALUES (%s)", [value])


def kept(server: EmbeddedPostgres) -> list[int]:
    with psycopg.connect(server.url(OWNER)) as connection:
        return [value for (value,) in connection.execute("SELECT value FROM kept ORDER BY value")]


def test_nothing_is_left_after_stop_and_a_second_start_is_fast(server: EmbeddedPostgres, tmp_path: Path) -> None:
    write(server, 1)
    sockets = (tmp_path / "server/socket").readlink()
    server.stop()
    assert working_below(tmp_path) == set()
    assert not sockets.exists()
    with pytest.raises(NotRunning):
        server.url(APPLICATION)
    before = time.monotonic()
    server.start()
    assert time.monotonic() - before < 3  # 0.1 s alone on the machine
    assert kept(server) == [1]


def test_a_killed_owner_takes_the_server_with_it_and_nothing_committed_is_lost(tmp_path: Path) -> None:
    folder = tmp_path / "server"
    with owner("postgres", folder) as process:
        write(EmbeddedPostgres(folder), 1)
        process.kill()
        process.wait()
    assert eventually(lambda: "postgres" not in working_below(folder))
    with EmbeddedPostgres(folder) as server:
        assert kept(server) == [1]


def test_a_start_right_after_the_owner_was_killed_waits_for_the_old_server(tmp_path: Path) -> None:
    folder = tmp_path / "server"
    for value in range(3):
        with owner("postgres", folder) as process:
            write(EmbeddedPostgres(folder), value)
            process.kill()
            process.wait()
            with EmbeddedPostgres(folder) as server:
                assert kept(server) == list(range(value + 1))


def test_the_next_start_ends_a_server_whose_guard_was_killed_too(tmp_path: Path) -> None:
    folder = tmp_path / "server"
    with owner("postgres", folder) as process:
        orphan = EmbeddedPostgres(folder).pid
        write(EmbeddedPostgres(folder), 1)
        kill_guards_of(orphan)
        process.kill()
        process.wait()
        assert lives(orphan)
        with EmbeddedPostgres(folder) as server:
            assert server.pid != orphan
            assert not lives(orphan)
            assert kept(server) == [1]


def test_after_a_crash_of_the_server_start_recovers_what_was_committed(server: EmbeddedPostgres) -> None:
    write(server, 1)
    os.kill(server.pid, signal.SIGKILL)
    server.start()
    assert kept(server) == [1]


def test_a_pid_file_that_names_a_strangers_process_does_not_mislead(server: EmbeddedPostgres, tmp_path: Path) -> None:
    pid_file = tmp_path / "server/data/postmaster.pid"
    lines = pid_file.read_text().splitlines()
    server.stop()
    pid_file.write_text("\n".join([str(os.getppid()), *lines[1:]]))
    server.start()
    assert server.pid != os.getppid()


def test_a_folder_has_one_owner_and_the_second_is_told_who(server: EmbeddedPostgres, tmp_path: Path) -> None:
    with pytest.raises(FolderInUse, match=f"in use by process {os.getpid()}"):
        EmbeddedPostgres(tmp_path / "server").start()
    write(server, 1)  # and the first is undisturbed


def test_two_servers_run_side_by_side(server: EmbeddedPostgres, tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "another") as another:
        write(server, 1)
        write(another, 2)
        assert (kept(server), kept(another)) == ([1], [2])


@pytest.mark.parametrize(
    "name", ["with spaces and 'quotes'", "$(echo) ; %s", "Stellenb\u00f6rse", "/".join(["long" * 20] * 8)]
)
def test_any_path_serves(tmp_path: Path, name: str) -> None:
    with EmbeddedPostgres(tmp_path / name / "server", settings={"fsync": "off"}) as server:
        write(server, 1)
        assert kept(server) == [1]
        assert len((tmp_path / name / "server/socket").readlink().as_posix()) < 40


def test_a_folder_whose_parents_are_closed_to_all_others_serves_and_stays_closed(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with EmbeddedPostgres(closed / "server", settings={"fsync": "off"}) as server:
        write(server, 1)
    assert closed.stat().st_mode & 0o777 == 0o700
    assert (closed / "server").stat().st_mode & 0o777 == 0o700


def test_the_three_logins_need_their_own_passwords_and_only_one_is_a_superuser(server: EmbeddedPostgres) -> None:
    superusers = {}
    for role in (ADMIN, OWNER, APPLICATION):
        with psycopg.connect(server.url(role)) as connection:
            row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
            assert row is not None
            superusers[role] = row[0]
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(server.url(role), password="guessed")
    assert superusers == {ADMIN: True, OWNER: False, APPLICATION: False}


def test_pages_go_into_the_wal_as_they_are(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.url(APPLICATION)) as connection:
        assert connection.execute("SHOW wal_compression").fetchone() == ("off",)


def test_pages_are_read_by_who_needs_them(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.url(APPLICATION)) as connection:
        assert connection.execute("SHOW io_method").fetchone() == ("sync",)


def test_it_listens_on_no_port_and_on_a_socket_that_no_one_else_reaches(
    server: EmbeddedPostgres, tmp_path: Path
) -> None:
    with psycopg.connect(server.url(APPLICATION)) as connection:
        row = connection.execute("SELECT current_setting('listen_addresses')").fetchone()
    assert row == ("",)
    assert (tmp_path / "server/socket").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "server/passwords.json").stat().st_mode & 0o777 == 0o600


def test_an_initialisation_cut_short_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "server/data.new").mkdir(parents=True)
    (tmp_path / "server/data.new/PG_VERSION").write_text("18")
    with EmbeddedPostgres(tmp_path / "server", settings={"fsync": "off"}) as server:
        write(server, 1)


def test_a_server_that_cannot_start_says_why_in_its_own_words(server: EmbeddedPostgres, tmp_path: Path) -> None:
    server.stop()
    with pytest.raises(EmbeddedServerError, match="shared_buffers"):
        EmbeddedPostgres(tmp_path / "server", settings={"shared_buffers": "plenty"}).start()
    assert working_below(tmp_path) == set()
