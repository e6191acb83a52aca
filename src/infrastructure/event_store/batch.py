"""Which of the waiting appends may go in one call: as many as mean the same together as one after the other."""

from collections import deque
from dataclasses import dataclass
from typing import Any, Final

from infrastructure.event_store.prepared import Prepared

MOST_APPENDS: Final = 512
MOST_BYTES: Final = 4 * 2**20  # an append that is larger goes alone


@dataclass(slots=True, eq=False)
class Waiting:
    """An append in the queue. answer: a future of the caller's; done already where the caller gave up."""

    append: Prepared
    answer: Any


def take(queue: deque[Waiting], most: int = MOST_APPENDS) -> list[Waiting]:
    """Take from the front what can go in one call; what cannot stays, in its order, in front of what came later.

    In one call there is at most one append per command id, and none that writes a stream another reads or writes.
    """
    batch: list[Waiting] = []
    left: list[Waiting] = []
    commands: set[bytes] = set()
    touched: dict[bytes, bool] = {}  # the batch's streams, and whether they are written
    size = 0
    while queue and len(batch) < most and len(left) < MOST_APPENDS:
        waiting = queue.popleft()
        if waiting.answer.done():
            continue
        append = waiting.append
        for stream, writes in append.streams:  # any() of a generator takes three times as long
            if stream in touched and (writes or touched[stream]):
                left.append(waiting)
                break
        else:
            if append.command in commands or (batch and size + append.size > MOST_BYTES):
                left.append(waiting)
                continue
            batch.append(waiting)
            commands.add(append.command)
            touched.update(append.streams)
            size += append.size
    queue.extendleft(reversed(left))
    return batch
