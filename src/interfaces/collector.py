"""How often a process that serves or feeds for long looks for garbage: seldom, since what it makes has no cycles."""

import gc
from typing import Final

# A feeder's rows and states, once it remembers as many as it may, are some 150,000 objects; to go through 20,000 of
# them, of sixty fields each, stopped it for 7 to 44 ms, six times in its first 12,000 events. No garbage was found.
FEEDER: Final = 500_000


def collect_seldom(objects: int = 20_000) -> None:
    """Leave alone for ever what was made until now, and look for garbage every so many objects; call it once started.

    To look every 700 was two fifths of what a batch of twenty events costs a feeder, and 3% of a request; to go
    through the 130,000 objects that an API is made of took 50 ms, for which every answer waited.
    """
    gc.freeze()
    gc.set_threshold(objects, 20, 100)
