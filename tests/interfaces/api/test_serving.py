"""What a client can do to the server by sockets alone, and how the server ends."""

import asyncio
import json
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg
import pytest
from joserfc.jwk import OKPKey

from infrastructure.settings import Settings
from interfaces.api import body, middleware, protocol
from interfaces.api.serve import serve
from interfaces.container import built
from tests.conftest import Database
from tests.interfaces.api.house import House, example, serving
from tests.interfaces.api.stories import send, written_but_unseen

PATIENCE = 5.0  # seconds: much more than the limits that the tests set


@pytest.fixture
def line(shared_house: House) -> Iterator[socket.socket]:
    """A bare connection to the API."""
    host, port = shared_house.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
        yield connection


def answer(line: socket.socket) -> bytes:
    """Everything until the server closes the connection."""
    received = bytearray()
    try:
        while chunk := line.recv(65536):
            received += chunk
    except ConnectionResetError:
        pass
    return bytes(received)


def one_answer(line: socket.socket) -> bytes:
    """One answer, head and content, on a connection that stays."""
    received = line.recv(65536)
    while (head := received.partition(b"\r\n\r\n"))[1] == b"" or len(head[2]) < _length(head[0]):
        received += line.recv(65536)
    return received


def _length(head: bytes) -> int:
    found = re.search(rb"content-length: (\d+)", head)
    assert found
    return int(found[1])


def drip(line: socket.socket, piece: bytes) -> bytes:
    """Send a piece every tenth of a second until the server has had enough of it; its answer."""
    deadline = time.monotonic() + PATIENCE
    line.settimeout(0.1)
    while time.monotonic() < deadline:
        try:
            line.sendall(piece)
            return one_answer(line)
        except TimeoutError:
            continue
        except OSError:
            return b""
    raise AssertionError("the server waits for ever")


def status_and_problem(raw: bytes) -> tuple[int, str]:
    """The status and the problem's code of an answer."""
    head, _, content = raw.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    return int(head.split()[1]), json.loads(content)["code"]


def token(house: House) -> str:
    """Alice's header."""
    return f"Authorization: {house.alice.headers['authorization']}\r\n"


def test_a_connection_that_says_nothing_is_closed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "SLOWEST_HEAD", 0.5)
    with serving(settings) as house:
        host, port = house.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=PATIENCE) as silent:
            assert status_and_problem(answer(silent)) == (408, "request-too-slow")


def test_dripped_headers_are_cut_off(line: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "SLOWEST_HEAD", 0.5)
    line.sendall(b"GET /v1/roles HTTP/1.1\r\nHost: x\r\n")
    assert status_and_problem(drip(line, b"X-Drip: x\r\n")) == (408, "request-too-slow")


def test_a_dripped_body_is_cut_off(shared_house: House, line: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "SLOWEST_BODY", 0.5)
    head = f"POST /v1/roles HTTP/1.1\r\nHost: x\r\n{token(shared_house)}Content-Type: application/json\r\n"
    line.sendall(head.encode() + b"Content-Length: 1000\r\n\r\n")
    assert status_and_problem(drip(line, b" ")) == (408, "body-too-slow")


def test_a_body_that_never_comes_is_not_waited_for(
    shared_house: House, line: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "SLOWEST_MESSAGE", 0.5)
    head = f"POST /v1/roles HTTP/1.1\r\nHost: x\r\n{token(shared_house)}Content-Type: application/json\r\n"
    line.sendall(head.encode() + b"Content-Length: 1000\r\n\r\n")
    assert status_and_problem(answer(line)) == (408, "request-too-slow")


def test_a_request_is_timed_by_its_own_beginning(line: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "SLOWEST_HEAD", 0.5)
    for _ in range(8):  # 0.8 s in all: the first one's patience is over before the last one begins
        line.sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
        assert one_answer(line).startswith(b"HTTP/1.1 200")
        time.sleep(0.1)
    line.sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\n")
    assert status_and_problem(drip(line, b"X-Drip: x\r\n")) == (408, "request-too-slow")


def test_a_dripped_body_that_nobody_wants_is_cut_off_too(line: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "SLOWEST_MESSAGE", 0.5)
    line.sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
    assert one_answer(line).startswith(b"HTTP/1.1 200")
    assert status_and_problem(drip(line, b" ")) == (408, "request-too-slow")


def test_headers_without_end_are_refused(line: socket.socket) -> None:
    line.sendall(b"GET /v1/roles HTTP/1.1\r\nHost: x\r\n")
    with pytest.raises(ConnectionError):  # closed while we still write
        line.sendall(b"X-Much: " + b"x" * 8000 + b"\r\n" + b"X-More: y\r\n" * 10**6)


def test_headers_that_are_too_large_are_told_so(line: socket.socket) -> None:
    line.sendall(b"GET /v1/roles HTTP/1.1\r\nHost: x\r\nX-Much: " + b"x" * protocol.LARGEST_HEAD)
    assert status_and_problem(answer(line)) == (431, "headers-too-large")


@pytest.mark.parametrize("raw", [b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"])
def test_what_is_not_http_is_answered_with_a_problem(line: socket.socket, raw: bytes) -> None:
    line.sendall(raw)
    assert status_and_problem(answer(line)) == (400, "not-http")


def test_a_body_of_two_lengths_is_refused(shared_house: House, line: socket.socket) -> None:
    head = f"POST /v1/roles HTTP/1.1\r\nHost: x\r\n{token(shared_house)}Content-Type: application/json\r\n"
    line.sendall(
        head.encode() + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n"
    )
    assert status_and_problem(answer(line)) == (400, "not-http")


def test_of_too_many_at_once_the_last_are_told_to_wait(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "MOST_AT_ONCE", 2)
    with written_but_unseen(settings) as (house, _, position), ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: house.bob.get("/v1/roles", params={"min_position": position}), range(6)))
    codes = sorted(answer.json()["code"] for answer in answers)
    assert codes == ["busy"] * 4 + ["read-side-behind"] * 2
    assert {answer.headers["retry-after"] for answer in answers} == {"1"}


def test_a_fault_of_ours_is_a_problem_that_tells_nothing_but_to_the_log(
    house: House, database: Database, log_file: Path
) -> None:
    position = send(house.alice, "DraftRole", code=str(uuid4()))["position"]
    assert house.bob.get("/v1/roles", params={"min_position": position}).status_code == 200
    with psycopg.connect(database.app_url, autocommit=True) as connection:
        connection.execute("ALTER TABLE read_side.roles_v1 RENAME COLUMN owner TO former_owner")
    failed = house.bob.get("/v1/roles")
    assert (failed.status_code, failed.json()["code"]) == (500, "internal-error")
    assert "owner" not in failed.text
    logged = [json.loads(line) for line in log_file.read_text().splitlines()]
    [fault] = [line for line in logged if line.get("correlation_id") == failed.headers["x-correlation-id"]]
    assert "t.owner" in fault["exception"]
    assert fault["path"] == "/v1/roles"
    assert house.bob.headers["authorization"].split()[1] not in log_file.read_text()


def test_what_is_under_way_is_answered_before_the_server_ends(settings: Settings) -> None:
    with ThreadPoolExecutor(1) as pool:
        with written_but_unseen(settings) as (house, _, position):
            waiting = pool.submit(_ask_with, f"{house.url}/v1/roles?min_position={position}", dict(house.bob.headers))
            time.sleep(0.5)
        assert waiting.result().json()["code"] == "read-side-behind"


def _ask_with(url: str, headers: dict[str, str]) -> httpx.Response:
    return httpx.get(url, headers=headers, timeout=PATIENCE)


def test_an_address_that_is_taken_is_an_error_and_no_exit(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        asyncio.run(serve(built(settings), "127.0.0.1", taken.getsockname()[1]))


def test_where_a_real_issuer_is_named_the_development_issuer_is_a_stranger(settings: Settings, tmp_path: Path) -> None:
    keys = tmp_path / "jwks.json"
    key = OKPKey.generate_key("Ed25519", {"kid": "theirs"})
    keys.write_text(json.dumps({"keys": [key.as_dict(private=False)]}))
    named = replace(settings, token_issuer="https://issuer.example", token_audience="rolecall", token_jwks=keys)
    with serving(named, fed=False) as house:
        assert house.alice.post("/v1/roles", json=example("DraftRole")).status_code == 401
