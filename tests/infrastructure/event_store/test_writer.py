"""The log's writer and its socket: what the event loop tells it once too often harms nobody."""

import asyncio
import time
from typing import Any

import pytest

from infrastructure.event_store.datastore import LogDatastore
from infrastructure.event_store.prepared import prepare
from infrastructure.event_store.recorder import LogRecorder
from infrastructure.event_store.wire import Wire
from infrastructure.event_store.writer import LogWriter
from tests.conftest import Database
from tests.infrastructure.event_store.appends import an_append


def test_a_call_answered_as_soon_as_it_is_sent_waits_for_the_socket_no_longer(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    flush, sent, faults = Wire.flush, list[bool](), list[dict[str, Any]]()

    def flush_and_be_put_aside(self: Wire) -> bool:
        sent.append(flush(self))
        if sent[-1]:
            time.sleep(0.3)  # as a busy machine would: meanwhile the server answers
        return sent[-1]

    async def run() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, fault: faults.append(fault))
        datastore = LogDatastore(database.app_url)
        writer = LogWriter(LogRecorder(datastore))
        await writer.append([prepare(an_append())])
        monkeypatch.setattr(Wire, "flush", flush_and_be_put_aside)
        large = [prepare(an_append(None, "x" * 1_000_000)) for _ in range(2)]  # more than a socket takes at once
        assert (await writer.append(large)).base == 1
        await asyncio.sleep(0.05)  # the socket can be written all the while
        writer.disconnect()
        datastore.close()

    asyncio.run(run())
    assert sent[0] is False
    assert not faults
