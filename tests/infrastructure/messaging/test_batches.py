"""A message to our own consumers is an array of CloudEvents; what it says is checked against the log."""

from typing import Any
from uuid import UUID

import msgspec

from infrastructure.event_store.raw import RawEvent
from infrastructure.messaging.arrivals import believable
from infrastructure.messaging.batches import MOST_BYTES, Arrival, batched, from_body, to_body
from infrastructure.messaging.cloudevents import LARGEST
from tests.infrastructure.messaging.test_cloudevents import EPOCH, METADATA, RAW, STATE


def arrived(raw: RawEvent) -> Arrival:
    [arrival] = from_body(to_body([raw])) or ()
    return arrival


def test_it_is_an_array_of_events_with_the_attributes_that_a_single_message_has_as_headers() -> None:
    assert msgspec.json.decode(to_body([RAW])) == [
        {
            "specversion": "1.0",
            "id": "00000000-0000-0000-0000-000000000003",
            "source": "/rolecall",
            "type": "role.title_changed.v1",
            "time": "2026-03-01T12:30:00.123456Z",
            "subject": "00000000-0000-0000-0000-000000000002",
            "epoch": "00000000-0000-0000-0000-000000000001",
            "position": "1099511627776",
            "stream": "00000000-0000-0000-0000-000000000002",
            "version": "7",
            "commandid": "00000000-0000-0000-0000-000000000004",
            "metadata": METADATA.decode(),
            "datacontenttype": "application/json",
            "data": msgspec.json.decode(STATE),
        }
    ]


def test_the_stored_bytes_are_in_it_as_they_are() -> None:
    assert STATE in to_body([RAW])


def test_events_come_back_as_their_rows() -> None:
    rows = [RAW, event(8), event(9)]
    assert from_body(to_body(rows)) == [Arrival(EPOCH, row.position, row.event_id, row) for row in rows]


def test_what_is_too_large_for_a_broker_travels_as_a_notice_among_the_others() -> None:
    for large in (event(8, state=b"x" * LARGEST), event(8, metadata=b"x" * LARGEST)):
        rows = [event(7), large, event(9)]
        body = to_body(rows)
        assert len(body) < LARGEST
        assert [one.raw for one in from_body(body) or ()] == [rows[0], None, rows[2]]


def test_a_message_has_so_many_events_and_bytes_at_most_and_none_is_left_out() -> None:
    third = b"x" * (LARGEST - len(METADATA))
    for rows, sizes in (
        ([], []),
        ([event(n) for n in range(1, 12)], [5, 5, 1]),
        ([event(n, state=third) for n in range(1, 9)], [4, 4]),
        ([event(n, state=third + b"x") for n in range(1, 9)], [5, 3]),  # only notices
    ):
        messages = list(batched(rows, most=5))
        assert [len(message) for message in messages] == sizes
        assert [row for message in messages for row in message] == rows
        assert all(len(to_body(message)) < 2 * MOST_BYTES for message in messages)


def event(position: int, **said: Any) -> RawEvent:
    return RAW._replace(**{"position": position, "event_id": UUID(int=position), **said})


RECORDED = {7: UUID(int=7), 8: UUID(int=8), 9: UUID(int=9)}


def test_messages_that_tell_of_the_logs_events_are_believed_and_those_beyond_the_head_left_out() -> None:
    first, second, invented = (arrived(event(n)) for n in (8, 9, 10))
    events = believable([second, first, invented, second], EPOCH, RECORDED)
    assert events is not None
    assert [one.position for one in events] == [9, 8]
    assert [one.actor.subject for one in events] == ["zoë", "zoë"]


def test_the_log_is_asked_where_messages_contradict_it_or_cannot_be_read() -> None:
    good = arrived(event(8))
    for doubtful in (
        arrived(event(8, event_id=UUID(int=99))),
        arrived(event(7, epoch=UUID(int=99))),
        arrived(event(7, state=b"[]")),
        arrived(event(7, topic="role.never_heard_of.v9")),
        arrived(event(7, state=b"x" * LARGEST)),
    ):
        assert believable([good, doubtful], EPOCH, RECORDED) is None
        assert believable([good], EPOCH, RECORDED) is not None


def test_bytes_that_are_no_json_make_the_message_unreadable() -> None:
    assert from_body(to_body([event(7), event(8, state=b"{")])) is None


def test_a_position_that_no_log_can_have_makes_the_message_unreadable() -> None:
    for position in (0, -1, 2**63):
        assert from_body(to_body([event(7), RAW._replace(position=position)])) is None
