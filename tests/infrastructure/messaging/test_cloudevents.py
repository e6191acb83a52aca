"""A message is a CloudEvent in binary mode: its headers are the attributes, its body is the stored bytes."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from aiormq import spec
from pamqp.header import ContentHeader

from infrastructure.event_store.raw import RawEvent
from infrastructure.messaging.cloudevents import LARGEST, to_message

EPOCH = UUID(int=1)
STATE = b'{"old":"Engineer","new":"Ing\xc3\xa9nieur \\u00e9","by":[]}'
METADATA = (
    '{"actor":{"issuer":"test","subject":"zoë"},"correlation_id":"00000000-0000-0000-0000-000000000006"}'.encode()
)
RAW = RawEvent(
    position=2**40,
    version=7,
    recorded_at=datetime(2026, 3, 1, 12, 30, 0, 123456, UTC),
    stream=UUID(int=2),
    event_id=UUID(int=3),
    command_id=UUID(int=4),
    topic="role.title_changed.v1",
    state=STATE,
    metadata=METADATA,
    epoch=EPOCH,
)


def test_headers_are_the_attributes_that_an_outside_consumer_is_promised() -> None:
    message, _ = to_message(RAW)
    assert message.headers == {
        "cloudEvents:specversion": "1.0",
        "cloudEvents:id": "00000000-0000-0000-0000-000000000003",
        "cloudEvents:source": "/rolecall",
        "cloudEvents:type": "role.title_changed.v1",
        "cloudEvents:time": "2026-03-01T12:30:00.123456+00:00",
        "cloudEvents:subject": "00000000-0000-0000-0000-000000000002",
        "cloudEvents:epoch": "00000000-0000-0000-0000-000000000001",
        "cloudEvents:position": "1099511627776",
        "cloudEvents:stream": "00000000-0000-0000-0000-000000000002",
        "cloudEvents:version": "7",
        "cloudEvents:commandid": "00000000-0000-0000-0000-000000000004",
        "cloudEvents:metadata": METADATA.decode(),
    }
    assert message.content_type == "application/json"
    assert message.delivery_mode == 2  # persistent
    assert message.message_id == "00000000-0000-0000-0000-000000000003"


def test_the_body_is_the_stored_bytes() -> None:
    assert to_message(RAW)[1] == STATE


@pytest.mark.parametrize(
    "raw", [RAW, RAW._replace(state=b"x" * LARGEST), RAW._replace(metadata=b'{"reason":"' + b"x" * 9000)]
)
def test_on_the_wire_it_is_what_the_library_would_have_made_of_it(raw: RawEvent) -> None:
    def read(encoded: bytes) -> spec.Basic.Properties:
        header = ContentHeader()
        header.unmarshal(bytes(12) + encoded)
        return header.properties

    attributes, _ = to_message(raw)
    assert read(attributes.marshal()) == read(spec.Basic.Properties.marshal(attributes))
    assert read(attributes.marshal()) == attributes


def test_what_is_too_large_for_a_broker_travels_as_a_notice() -> None:
    for large in (RAW._replace(state=b"x" * LARGEST), RAW._replace(metadata=b"x" * LARGEST)):
        attributes, body = to_message(large)
        assert body == b""
        assert "cloudEvents:metadata" not in (attributes.headers or {})
