"""Stored bytes stay readable for ever: today's, those of old, and those that today's rules would refuse."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from domain.aggregates import EVENT_TYPES
from domain.amending import amended
from domain.errors import InvalidValue
from domain.job_posting import PostingContent
from domain.pay import PayRange, Period
from infrastructure.event_store.codec import CODEC, Codec, Undecodable
from infrastructure.event_store.raw import RawEvent
from infrastructure.event_store.upcasters import Upcaster
from tests.infrastructure.event_store.golden_events import GOLDEN

FOLDER = Path(__file__).with_name("golden")


def stored(topic: str) -> bytes:
    return (FOLDER / f"{topic}.json").read_bytes()


def test_every_event_type_has_its_golden_bytes_and_no_bytes_are_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == EVENT_TYPES.keys() == GOLDEN.keys()


@pytest.mark.parametrize("topic", sorted(GOLDEN))
def test_golden_bytes_are_what_they_were(topic: str) -> None:
    assert CODEC.decode(topic, stored(topic)) == GOLDEN[topic]
    assert CODEC.encode(GOLDEN[topic]) == (topic, stored(topic))


@pytest.mark.parametrize("topic", sorted(GOLDEN))
def test_stored_bytes_are_json_in_utf_8(topic: str) -> None:
    assert isinstance(msgspec.json.decode(stored(topic).decode()), dict)


def test_of_a_change_only_what_it_names_is_stored_and_a_null_says_the_same() -> None:
    topic = "job_posting.content_changed.v1"
    assert b"null" not in stored(topic)
    named = msgspec.json.decode(stored(topic))
    with_nulls = named | {side: {"requisition": None, "deadline": None} | named[side] for side in ("old", "new")}
    assert CODEC.decode(topic, msgspec.json.encode(with_nulls)) == GOLDEN[topic]


def test_what_was_read_is_changed_like_what_was_made_whatever_its_bytes_left_out() -> None:
    topic = "job_posting.amendment_proposed.v1"
    golden: Any = GOLDEN[topic]
    read, made = CODEC.decode(topic, stored(topic)).new, golden.new
    assert amended(read, contact=None) == amended(made, contact=None)
    assert vars(amended(read, contact=None)) == vars(amended(made, contact=None))
    with pytest.raises(TypeError, match="contacts"):
        amended(read, contacts=None)


def test_what_was_valid_once_is_read_though_todays_rules_refuse_it() -> None:
    drafted = stored("job_posting.drafted.v1")
    old = drafted.replace(b"Europe/Berlin", b"Europe/Atlantis").replace(b'"EUR"', b'"DEM"')
    event = CODEC.decode("job_posting.drafted.v1", old)
    assert event.content.time_zone == "Europe/Atlantis"
    assert event.pay[0].currency == "DEM"


def test_the_classes_themselves_still_check_what_they_are_given() -> None:
    with pytest.raises(InvalidValue):
        PostingContent(title="")
    with pytest.raises(InvalidValue):
        PayRange(currency="DEM", period=Period.YEAR, minimum=Decimal(1), maximum=Decimal(1))
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"title":""}', type=PostingContent)


def test_a_decoder_made_elsewhere_before_does_not_bring_the_checks_back() -> None:
    msgspec.json.Decoder(PostingContent)
    old = stored("job_posting.drafted.v1").replace(b"Europe/Berlin", b"Europe/Atlantis")
    assert Codec(EVENT_TYPES, {}).decode("job_posting.drafted.v1", old).content.time_zone == "Europe/Atlantis"


RAW = RawEvent(
    position=7,
    version=3,
    recorded_at=datetime(2026, 1, 1, tzinfo=UTC),
    stream=UUID(int=1),
    event_id=UUID(int=2),
    command_id=UUID(int=3),
    topic="job_posting.paused.v1",
    state=b'{"reason":null}',
    metadata=b'{"actor":{"issuer":"i","subject":"s"},"correlation_id":"00000000-0000-0000-0000-000000000004"}',
    epoch=UUID(int=5),
)


@pytest.mark.parametrize(
    "broken",
    [
        RAW._replace(topic="job_posting.unheard_of.v9"),
        RAW._replace(state=b'{"reason":5}'),
        RAW._replace(state=b"not json"),
        RAW._replace(state=b"\xff"),
        RAW._replace(state=b""),
        RAW._replace(metadata=b"{}"),
    ],
)
def test_what_cannot_be_decoded_says_where_it_stands(broken: RawEvent) -> None:
    assert CODEC.recorded(RAW).position == 7
    with pytest.raises(Undecodable) as refused:
        CODEC.recorded(broken)
    found = refused.value
    assert (found.topic, found.position, found.stream, found.version, found.event_id) == (
        *(broken.topic, 7, UUID(int=1)),
        *(3, UUID(int=2)),
    )
    assert "position 7" in str(found)


@dataclass(frozen=True, slots=True)
class Moved:
    """Once: {"city": "Berlin"}; then {"place": "Berlin"}; today as it stands here."""

    places: tuple[str, ...]
    reason: str = "unknown"


MOVED = Codec(
    {"test.moved.v3": Moved},
    {
        "test.moved.v1": Upcaster("test.moved.v2", lambda old: {"place": old["city"]}),
        "test.moved.v2": Upcaster("test.moved.v3", lambda old: {"places": [old["place"]]}),
    },
)


@pytest.mark.parametrize(
    ("topic", "state"),
    [
        ("test.moved.v1", b'{"city":"Berlin"}'),
        ("test.moved.v2", b'{"place":"Berlin"}'),
        ("test.moved.v3", b'{"places":["Berlin"],"reason":"unknown"}'),
    ],
)
def test_an_old_version_is_read_in_the_shape_of_today(topic: str, state: bytes) -> None:
    assert MOVED.decode(topic, state) == Moved(("Berlin",))


def test_only_todays_version_is_written() -> None:
    assert MOVED.encode(Moved(("Berlin",)))[0] == "test.moved.v3"


@pytest.mark.parametrize("state", [b"{}", b'{"city":5}', b"[]"])
def test_an_upcaster_that_fails_names_the_event(state: bytes) -> None:
    with pytest.raises(Undecodable, match=r"test\.moved"):
        MOVED.decode("test.moved.v1", state)


@pytest.mark.parametrize("encode", [CODEC.encode, MOVED.encode])
def test_what_is_no_event_is_not_encoded(encode: Callable[[Any], object]) -> None:
    with pytest.raises(KeyError):
        encode(RAW)
