"""A log line is one line, whatever its values, and holds no token."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from infrastructure.logging import configure_logging

TOKEN = "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl"


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_value_cannot_forge_a_line(form: str) -> None:
    stream = io.StringIO()
    configure_logging("info", form, stream)
    structlog.get_logger("ours").info("title\r\nwas", title="Cook\n2030-01-01 [info] forged\x1b[2J")
    logging.getLogger("theirs").warning("GET /%s", "a\nb\r\u2028c")
    written = stream.getvalue()
    assert len(written.splitlines()) == 2
    assert "\x1b[2J" not in written


@pytest.mark.parametrize("form", ["json", "console"])
def test_no_line_of_a_traceback_can_pass_for_a_line_of_the_log(form: str) -> None:
    stream = io.StringIO()
    configure_logging("info", form, stream)
    try:
        raise ValueError("bad\n2030-01-01 [info] forged")
    except ValueError:
        structlog.get_logger("ours").exception("failed")
    assert not [line for line in stream.getvalue().splitlines() if line.startswith("2030")]


@pytest.mark.parametrize("form", ["json", "console"])
def test_tokens_and_passwords_are_hidden_by_key_and_by_looks(form: str) -> None:
    stream = io.StringIO()
    configure_logging("info", form, stream)
    log = structlog.get_logger("ours")
    log.info("asked", headers={"Authorization": f"Bearer {TOKEN}"}, seen=[TOKEN], api_token="hunter2")
    log.info(f"connecting to postgresql://app:hunter2@db/rolecall with Bearer {TOKEN}")
    logging.getLogger("theirs").error("failed: %s", ConnectionError(f"amqp://me:hunter2@broker/ {TOKEN}"))
    written = stream.getvalue()
    assert "hunter2" not in written
    assert TOKEN not in written
    assert "postgresql://app:[password]@db/rolecall" in written


def test_machines_get_an_object_a_line_with_level_and_time() -> None:
    stream = io.StringIO()
    configure_logging("info", "auto", stream)
    structlog.get_logger("ours").info("appended", position=7)
    structlog.get_logger("ours").debug("too small")
    (line,) = stream.getvalue().splitlines()
    entry = json.loads(line)
    assert (entry["event"], entry["position"], entry["level"], entry["logger"]) == ("appended", 7, "info", "ours")
    assert entry["timestamp"].endswith("Z")
