"""Asks journals and ledgers what events did to their aggregates; an event that they cannot take parks its stream."""

import asyncio
from collections.abc import Sequence, Set
from functools import cache
from typing import Any

import psycopg

from application.ports import Unavailable
from domain.recorded import Recorded
from infrastructure.read_side.folding import BREATH, WHOLE_STREAM, Change, Folding, check, concerns, decoded, readable
from infrastructure.read_side.states import DECIDER_OF, States, Step
from projections.catalogue import AnyProjection
from projections.declaration import Journal, Key, Ledger, Projection


async def record(journal: Journal[Any], events: Sequence[Recorded[Any]], folding: Folding, states: States) -> None:
    """Ask a journal for the rows that each event adds."""
    parked = folding.parked.known
    await states.learn(events)
    for number, recorded in enumerate(events):
        if not number % BREATH:
            await asyncio.sleep(0)
        if parked and folding.waits(recorded):
            continue
        try:
            step = states.known(recorded) or await states.around(decoded(recorded))
            rows = journal.record(step.before, step.after, recorded)
        except (Unavailable, psycopg.Error):
            raise  # the log is away, which is no fault of the event
        except Exception as error:
            folding.park(recorded, WHOLE_STREAM, error)
            continue
        if rows:
            change = folding.touched_stream(recorded, _told, adds=True)
            change.steps.append((recorded, rows))
            change.changed = True


async def tell(ledger: Ledger[Any], events: Sequence[Recorded[Any]], folding: Folding, states: States) -> None:
    """Ask a ledger for the rows of each event's stream."""
    follows, parked = followed(ledger), folding.parked.known
    of_ledger = [one for one in events if concerns(follows, one)]
    await states.learn(of_ledger)
    work: list[tuple[Recorded[Any], Step | Exception, Change | None]] = []
    for number, recorded in enumerate(of_ledger):
        if not number % BREATH:
            await asyncio.sleep(0)
        try:
            # Also around what changes no row: the next begins with it.
            step = states.known(recorded) or await states.around(decoded(recorded))
            concerned = ledger.concerned(step.before, step.after, recorded)
            if recorded.version == 1 and not concerned:
                folding.touched_stream(recorded, _told).state = ()  # known from here on, and not to be looked up later
        except (Unavailable, psycopg.Error):
            raise  # the log is away, which is no fault of the event
        except Exception as error:
            work.append((recorded, error, None))  # parked when those before it have been told
        else:
            work.append((recorded, step, folding.touched_stream(recorded, _told) if concerned else None))
    await folding.load()
    for recorded, around, change in work:
        if parked and folding.waits(recorded):
            continue
        if isinstance(around, Exception):
            folding.park(recorded, WHOLE_STREAM, around)
        if change is None or isinstance(around, Exception):
            continue
        try:
            before = change.state = readable(change.state) or ()
            after = ledger.tell(before, around.before, around.after, recorded)
            if after is before or after == before:
                continue
            for row in after:
                check(ledger, row, recorded, ledger.key_of(row))
        except Exception as error:
            folding.park(recorded, WHOLE_STREAM, error)
            continue
        change.state, change.changed = after, True
        if folding.careful:
            change.steps.append((recorded, after))


@cache
def followed(projection: AnyProjection) -> Set[type]:
    """The events that a projection must be given: what it handles, and what leads to the states that it is told of."""
    if isinstance(projection, Journal):
        return frozenset(DECIDER_OF)
    if isinstance(projection, Projection):
        return projection.handles
    kinds = {DECIDER_OF[event].kind for event in projection.handles}
    return frozenset(event for event, decider in DECIDER_OF.items() if decider.kind in kinds)


def _told(_key: Key, rows: Any) -> tuple[Any, ...]:
    return rows or ()
