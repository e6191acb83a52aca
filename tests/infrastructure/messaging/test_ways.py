"""What is sent event by event is what somebody has bound: all of it, in order, and of the rest next to nothing."""

import asyncio
from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from infrastructure.event_store.raw import RawEvent
from infrastructure.messaging.ways import ASK_SECONDS, GATHER_SECONDS, ByTopic, Message

TOPICS = ["role.drafted.v1", "role.retired.v1", "job_posting.drafted.v1", "job_posting.closed.v1"]
ROUNDS = st.lists(
    st.tuples(st.sets(st.sampled_from(TOPICS)), st.lists(st.sampled_from(TOPICS), min_size=1, max_size=12)),
    min_size=1,
    max_size=6,
)


@dataclass
class Broker:
    """Keeps what is sent; gives back what is not bound."""

    bound: set[str] = field(default_factory=set)
    sent: list[Message] = field(default_factory=list)
    delivered: list[str] = field(default_factory=list)

    async def send(self, message: Message) -> bool:
        assert message.mandatory
        self.sent.append(message)
        await asyncio.sleep(0)
        taken = message.routing_key in self.bound
        if taken:
            self.delivered.append(str(message.properties.message_id))
        return taken


def rows(topics: list[str], after: int) -> list[RawEvent]:
    return [
        RawEvent(
            position=position,
            version=1,
            recorded_at=datetime(2026, 3, 1, tzinfo=UTC),
            stream=UUID(int=1),
            event_id=UUID(int=position),
            command_id=UUID(int=position),
            topic=topic,
            state=b"{}",
            metadata=b"{}",
            epoch=UUID(int=2),
        )
        for position, topic in enumerate(topics, after + 1)
    ]


def read(log: list[RawEvent], after: int, wanted: Set[str]) -> list[RawEvent]:
    """As the outbox reads it: what is wanted, and of the rest the first of each type and the last of all."""
    some = log[after:]
    first = {row.topic: row for row in reversed(some)}
    return [row for row in some if row.topic in wanted or row is first[row.topic] or row is some[-1]]


@given(ROUNDS)
def test_all_that_is_bound_is_delivered_once_and_in_order_and_each_other_type_is_sent_once_a_reading(
    rounds: list[tuple[set[str], list[str]]],
) -> None:
    async def scenario() -> None:
        broker, way = Broker(), ByTopic("events")
        log: list[RawEvent] = []
        was_bound: set[str] = set()
        for bound, topics in rounds:
            at, some = len(log), rows(topics, len(log))
            log += some
            broker.bound, broker.sent, broker.delivered = bound, [], []
            readings = 0
            while at < len(log):
                at, readings = (await way.publish(read(log, at, way.wanted), broker.send)).position, readings + 1
            assert broker.delivered == [str(row.event_id) for row in some if row.topic in bound]
            in_vain = Counter(one.routing_key for one in broker.sent if one.routing_key not in bound)
            assert all(count <= readings for topic, count in in_vain.items() if topic not in was_bound)
            assert set(in_vain) == set(topics) - bound
            assert readings <= 1 + len(bound - was_bound)  # anew for each type that turns out to be bound
            was_bound = (was_bound - set(topics)) | (bound & set(topics))
            assert way.pause == (GATHER_SECONDS if was_bound else ASK_SECONDS)

    asyncio.run(scenario())
