"""What messages tell of: how much is taken at once, what may be applied as it is, when the log has to be asked."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

import structlog
from aiormq.abc import DeliveredMessage

from domain.recorded import Recorded
from infrastructure.event_store.codec import CODEC, Undecodable
from infrastructure.messaging.batches import Arrival, from_body

# Events from which a batch takes no more. While one is written the next is folded, and the one after it waits: whoever
# took all that was there saw it after three times as long as that took, and by then as much was there again.
AT_ONCE: Final = 100
_log = structlog.get_logger(__name__)


class Batch(NamedTuple):
    """What messages tell of; None where one of them cannot be read. tag: the last one's."""

    events: Sequence[Arrival] | None
    tag: int


async def next_batch(deliveries: asyncio.Queue[DeliveredMessage], within: float) -> Batch | None:
    """All that is there, up to what makes a batch, after waiting so many seconds for the first; None: nothing came."""
    try:
        async with asyncio.timeout(within):
            message = await deliveries.get()
    except TimeoutError:
        return None
    events: list[Arrival] = []
    unreadable = 0
    while True:
        some = from_body(message.body)
        events += some or ()
        unreadable += some is None
        if deliveries.empty() or len(events) >= AT_ONCE:
            break
        message = deliveries.get_nowait()
    if unreadable:
        _log.warning("consumer.unreadable_messages", messages=unreadable, instead="the log")
    return Batch(None if unreadable else events, message.delivery_tag or 0)


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
