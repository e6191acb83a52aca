"""What has come is taken in pieces that are soon folded."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

from aiormq import spec
from aiormq.abc import DeliveredMessage
from pamqp.header import ContentHeader

from infrastructure.event_store.raw import RawEvent
from infrastructure.messaging.arrivals import AT_ONCE, next_batch
from infrastructure.messaging.batches import to_body


def message(tag: int, first: int, last: int) -> DeliveredMessage:
    """What the broker delivers of the events at these positions."""
    time, nobody = datetime(2026, 3, 1, tzinfo=UTC), UUID(int=1)
    rows = [
        RawEvent(at, 1, time, nobody, UUID(int=at), nobody, "role.retired.v1", b"{}", b"{}", nobody)
        for at in range(first, last + 1)
    ]
    return DeliveredMessage(spec.Basic.Deliver(delivery_tag=tag), ContentHeader(), to_body(rows), None)  # type: ignore[arg-type]  # no channel


def test_a_batch_ends_with_the_message_that_fills_it() -> None:
    async def scenario() -> None:
        deliveries: asyncio.Queue[DeliveredMessage] = asyncio.Queue()
        for tag in range(1, 5):
            deliveries.put_nowait(message(tag, 60 * tag - 59, 60 * tag))
        assert 60 < AT_ONCE <= 120
        for tag in (2, 4):
            batch = await next_batch(deliveries, 1)
            assert batch is not None
            assert batch.events is not None
            assert [one.position for one in batch.events] == list(range(60 * tag - 119, 60 * tag + 1))
            assert batch.tag == tag
        assert await next_batch(deliveries, 0.01) is None

    asyncio.run(scenario())
