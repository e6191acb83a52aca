"""Events as bytes and back: the one codec. What is stored is UTF-8 JSON and is never written again."""

from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any, Final, get_type_hints
from uuid import UUID

import msgspec

from application.ports import Append
from domain.aggregates import EVENT_TYPES
from domain.recorded import Actor, Recorded
from infrastructure.event_store.raw import RawEvent, SlimRow, fat
from infrastructure.event_store.upcasters import UPCASTERS, Upcaster
from infrastructure.unchecked import without_validation


class Undecodable(Exception):
    """A stored event that this code cannot understand; the later events of its stream must wait for it.

    position and version are None where bytes were decoded that do not come from the log.
    """

    def __init__(self, topic: str, reason: str, raw: RawEvent | None = None) -> None:
        place = f" at position {raw.position} (stream {raw.stream}, version {raw.version})" if raw else ""
        super().__init__(f"{topic}{place} cannot be decoded: {reason}")
        self.topic = topic
        self.reason = reason
        self.position = raw and raw.position
        self.stream = raw and raw.stream
        self.version = raw and raw.version
        self.event_id = raw and raw.event_id


class Metadata(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who, why and in answer to what; stored beside every event. effective_at only where it was said."""

    actor: Actor
    correlation_id: UUID
    causation_id: UUID | None = None
    on_behalf_of: Actor | None = None
    reason: str | None = None
    effective_at: datetime | None = None


_encode = msgspec.json.Encoder().encode
_decode_metadata = msgspec.json.Decoder(Metadata).decode


def encode_metadata(append: Append) -> bytes:
    """The metadata that each event of this append is stored with."""
    return _encode(
        Metadata(
            append.actor,
            append.correlation_id,
            append.causation_id,
            append.on_behalf_of,
            append.reason,
            append.effective_at,
        )
    )


def weigh(state: object) -> int:
    """Bytes that an aggregate's state takes, about: in memory, some four times of what its JSON takes."""
    return 4 * len(_encode(state))


def _sparse_fields(event: type) -> tuple[str, ...]:
    """The fields of an event whose values name a few fields out of many, all of them None where they are not named.

    Their nulls are left out: of a changed requisition they would be nine tenths of the bytes and of the decoding.
    """
    hints = get_type_hints(event)
    return tuple(
        name
        for name, hint in hints.items()
        if is_dataclass(hint) and all(field.default is None for field in fields(hint))
    )


def _stated(value: Any) -> dict[str, Any]:
    return {field.name: said for field in fields(value) if (said := getattr(value, field.name)) is not None}


class Codec:
    """event_types: stored name -> class. upcasters: stored names of former versions -> their next step."""

    def __init__(self, event_types: Mapping[str, type], upcasters: Mapping[str, Upcaster]) -> None:
        self._upcasters = upcasters
        self._types = dict(event_types)
        self._topics = {cls: topic for topic, cls in event_types.items()}
        self._sparse = {cls: _sparse_fields(cls) for cls in event_types.values()}
        with without_validation(event_types.values()):
            self._decoders: dict[str, msgspec.json.Decoder[Any]] = {
                topic: msgspec.json.Decoder(cls) for topic, cls in event_types.items()
            }

    def type_of(self, topic: str) -> type | None:
        """The class of the events of that stored name, of today's or a former version; None where nobody knows it."""
        while topic in self._upcasters:
            topic = self._upcasters[topic].to
        return self._types.get(topic)

    def topics_beside(self, types: Set[type]) -> list[str]:
        """The stored names, former ones too, of the events that are known and are none of these."""
        return [topic for topic in (*self._types, *self._upcasters) if self.type_of(topic) not in types]

    def encode(self, event: object) -> tuple[str, bytes]:
        """The stored name and bytes of an event.

        Raises KeyError for what is no event, UnicodeEncodeError where a text holds half a surrogate pair.
        """
        topic, sparse = self._topics[type(event)], self._sparse[type(event)]
        if sparse:
            values = {field.name: getattr(event, field.name) for field in fields(event)}  # type: ignore[arg-type]  # looked up above
            return topic, _encode(values | {name: _stated(values[name]) for name in sparse})
        return topic, _encode(event)

    def decode(self, topic: str, state: bytes) -> Any:
        """The event, in the shape of today. Raises Undecodable."""
        try:
            while topic in self._upcasters:
                step = self._upcasters[topic]
                state = _encode(step.change(msgspec.json.decode(state)))
                topic = step.to
            return self._decoders[topic].decode(state)
        except KeyError as error:
            raise Undecodable(topic, f"{error} is not known") from error
        except Exception as error:  # whatever an upcaster raises over bytes that it did not expect
            raise Undecodable(topic, str(error)) from error

    def recorded(self, raw: RawEvent) -> Recorded[Any]:
        """A row in the words of the domain. Raises Undecodable, with the event's place."""
        try:
            event = self.decode(raw.topic, raw.state)
            metadata = _decode_metadata(raw.metadata)
        except (Undecodable, msgspec.MsgspecError) as error:
            raise Undecodable(raw.topic, getattr(error, "reason", str(error)), raw) from error
        return Recorded(
            event=event,
            stream=raw.stream,
            version=raw.version,
            position=raw.position,
            epoch=raw.epoch,
            recorded_at=raw.recorded_at,
            **_told(raw, metadata),
        )

    def slim(self, row: SlimRow, epoch: UUID) -> Recorded[Any]:
        """A row of SLIM_COLUMNS, for half of what `recorded` takes: its metadata is decoded where somebody asks for it.

        Raises Undecodable, with the event's place.
        """
        position, version, recorded_at, stream, topic, state, _ = row
        try:
            event = self._decoders[topic].decode(state)
        except Exception:  # of a former version; or `recorded` says what is wrong
            return self.recorded(fat(row, epoch))
        recorded: Recorded[Any] = object.__new__(_Slim)
        fields = {  # at once: the constructor of a frozen dataclass takes 2 µs
            "event": event,
            "stream": stream,
            "version": version,
            "position": position,
            "epoch": epoch,
            "recorded_at": recorded_at,
            "_row": row,
        }
        _set(recorded, "__dict__", fields)
        return recorded


def _told(raw: RawEvent, metadata: Metadata) -> dict[str, Any]:
    """The fields of a Recorded that metadata and ids fill."""
    return {
        "event_id": raw.event_id,
        "command_id": raw.command_id,
        "effective_at": metadata.effective_at or raw.recorded_at,
        "actor": metadata.actor,
        "correlation_id": metadata.correlation_id,
        "causation_id": metadata.causation_id,
        "on_behalf_of": metadata.on_behalf_of,
        "reason": metadata.reason,
    }


class _Slim(Recorded[Any]):
    """A Recorded whose other fields are filled, all at once, when one of them is asked for."""

    _row: SlimRow

    def filled(self) -> dict[str, Any]:
        """Its fields. Raises Undecodable, with the event's place."""
        raw, fields = fat(self._row, self.epoch), self.__dict__
        try:
            metadata = _decode_metadata(raw.metadata)
        except msgspec.MsgspecError as error:
            raise Undecodable(raw.topic, str(error), raw) from error
        fields.update(_told(raw, metadata))
        return fields

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Recorded) and all(getattr(self, name) == getattr(other, name) for name in _FIELDS)

    __hash__ = Recorded.__hash__


class _Later:
    """Stands for a field in the class until it is filled; then the instance's own comes first."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, recorded: _Slim, _owner: type) -> Any:
        return recorded.filled()[self._name]


_FIELDS: Final = tuple(field.name for field in fields(Recorded))
for _name in set(_FIELDS) - {"event", "stream", "version", "position", "epoch", "recorded_at"}:
    setattr(_Slim, _name, _Later(_name))
_set: Final = object.__setattr__  # past the frozen class's own
CODEC: Final = Codec(EVENT_TYPES, UPCASTERS)
