"""How often a process that serves or feeds for long looks for garbage: seldom, since what it makes has no cycles."""

import gc


def collect_seldom() -> None:
    """Leave alone for ever what was made until now, and look for garbage every 20,000 objects; call it once started.

    To look every 700 was two fifths of what a batch of twenty events costs a feeder, and 3% of a request; to go
    through the 130,000 objects that an API is made of took 50 ms, for which every answer waited.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
