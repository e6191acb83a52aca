"""What of a batch of messages may be applied as it is, and when the log has to be asked instead."""

from collections.abc import Sequence
from typing import Any

from application.ports import Head
from domain.recorded import Recorded
from infrastructure.event_store.codec import CODEC, Undecodable
from infrastructure.messaging.cloudevents import Arrival


def believable(arrivals: Sequence[Arrival], head: Head) -> Sequence[Recorded[Any]] | None:
    """The events of these messages, in no certain order; None where the log has to be asked.

    That is: where a message is of another epoch (the log was set back, or the message is older than that), where it
    came without its event or with one that cannot be decoded, or where two tell of different events at one position.
    What claims to stand beyond the log's head is nothing of ours, and left out.
    """
    events: dict[int, Recorded[Any]] = {}
    for one in arrivals:
        if one.position > head.position:
            continue
        if one.raw is None or one.epoch != head.epoch:
            return None
        if one.position in events and events[one.position].event_id != one.event_id:
            return None
        try:
            events[one.position] = CODEC.recorded(one.raw)
        except Undecodable:
            return None
    return list(events.values())
