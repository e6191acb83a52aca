"""What of a batch of messages may be applied as it is, and when the log has to be asked instead."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from domain.recorded import Recorded
from infrastructure.event_store.codec import CODEC, Undecodable
from infrastructure.messaging.cloudevents import Arrival


def believable(
    arrivals: Sequence[Arrival], epoch: UUID, recorded: Mapping[int, UUID]
) -> Sequence[Recorded[Any]] | None:
    """The events of these messages, in no certain order; None where the log has to be asked.

    epoch: the log's. recorded: the ids of the events that the log holds at these positions.
    To be asked is: where a message is of another epoch or tells of another event than the log (it was set back, with or
    without anyone saying so, or the message is a lie), and where it came without its event or with one that cannot be
    decoded. What claims to stand beyond the log's head is nothing of ours, and left out.
    """
    events: dict[int, Recorded[Any]] = {}
    for one in arrivals:
        if one.position not in recorded:
            continue
        if one.raw is None or one.epoch != epoch or one.event_id != recorded[one.position]:
            return None
        try:
            events[one.position] = CODEC.recorded(one.raw)
        except Undecodable:
            return None
    return list(events.values())
