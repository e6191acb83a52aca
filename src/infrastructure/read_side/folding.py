"""Folds events in memory: which rows they change, and which of them must be parked because they cannot be folded."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final
from uuid import UUID

import psycopg

from domain.recorded import Recorded
from infrastructure.event_store.codec import CODEC, Undecodable
from projections.declaration import Declared, Key, Projection

KeyText = tuple[str, ...]
WHOLE_STREAM: KeyText = ()
WAITS: Final = "waits for an earlier event of its key"
# Events folded at a stretch, a millisecond: then whoever shares the event loop has a turn. At 256, whoever writes a
# batch had too few turns to be done when the next was folded, and a replay waited for a twentieth of its time.
BREATH: Final = 64


@dataclass(frozen=True, slots=True)
class Fault:
    """An event to be parked: for which key, and why."""

    recorded: Recorded[Any]
    key: KeyText
    error: str


class Underivable(ValueError):
    """What was folded makes no row of its key."""


@dataclass(slots=True)
class Change:
    """What is done to one row, or to a journal's or a ledger's rows of one stream, step by step.

    make: the rows that a state stands for. state: as it is after all steps. in_table: whether the table may hold its
    rows. steps: each event with the state it leaves, where one of them may be to blame (to keep 20,000 is a third
    of a fold); for a journal, whose rows are only added (`adds`), the rows it adds.
    """

    key: Key
    make: Callable[[Key, Any], tuple[Any, ...]]
    state: Any = None
    in_table: bool = True
    adds: bool = False
    changed: bool = False
    steps: list[tuple[Recorded[Any], Any]] = field(default_factory=list)

    @property
    def rows(self) -> tuple[Any, ...]:
        """The rows to be written after all steps. Raises Underivable."""
        if self.adds:
            return tuple(row for _, rows in self.steps for row in rows)
        return self.make(self.key, self.state)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stands in place of a stored row that does not fit the row's dataclass any more."""

    error: str


class Parked:
    """The keys that are parked in one projection: known before the events, and growing with them."""

    def __init__(self, known: frozenset[tuple[UUID, KeyText]]) -> None:
        self.known = set(known)

    def holds(self, stream: UUID, key: KeyText = WHOLE_STREAM) -> bool:
        """Whether an event of this stream must wait for this key."""
        return (stream, WHOLE_STREAM) in self.known or (stream, key) in self.known

    def add(self, stream: UUID, key: KeyText) -> None:
        """From here on its events wait."""
        self.known.add((stream, key))


Load = Callable[[Sequence[Key]], Awaitable[Mapping[Key, Any]]]
Only = Mapping[int, frozenset[KeyText]]  # position -> the keys that its event is folded for, where not for all


class Folding:
    """What has been folded and is not written yet. It is given events in order, any number at a time.

    load: the table's rows of some keys. known: what has been folded of other keys, as the table holds it.
    careful: rely on the table alone, also where no row can be there.
    """

    def __init__(
        self, parked: Parked, load: Load, *, known: Mapping[Key, Any] | None = None, careful: bool = False
    ) -> None:
        self.parked = parked
        self.faults: list[Fault] = []
        self._load = load
        self._known = known or {}
        self.careful = careful
        self.touched_keys: dict[Key, Change] = {}
        self._of_streams: dict[int, Change] = {}
        self._missing: list[Change] = []

    @property
    def changes(self) -> list[Change]:
        """What is to be written."""
        return [change for change in self.touched_keys.values() if change.changed]

    def waits(self, recorded: Recorded[Any], key: KeyText = WHOLE_STREAM) -> bool:
        """Whether the event waits for an earlier one of its key; then it is parked by this."""
        if not self.parked.holds(recorded.stream, key):
            return False
        self.faults.append(Fault(recorded, key, WAITS))
        return True

    def park(self, recorded: Recorded[Any], key: KeyText, error: Exception) -> None:
        """Park the event: what follows of its key waits for it."""
        self.parked.add(recorded.stream, key)
        self.faults.append(Fault(recorded, key, describe(error)))

    def touched(
        self, recorded: Recorded[Any], key: Key, make: Callable[[Key, Any], tuple[Any, ...]], *, adds: bool = False
    ) -> Change:
        """The change that the event is a step of. Its state is there after `load`: of a new stream none."""
        change = self.touched_keys.get(key)
        if change is None:
            known = self._known.get(key)
            change = self.touched_keys[key] = Change(key, make, known, adds=adds)
            # No row is older than its stream; a row that is only added has no state; () is known of a ledger that has
            # told nothing yet.
            change.in_table = not adds and (self.careful or (recorded.version > 1 if known is None else known != ()))
            if change.in_table and known is None:
                self._missing.append(change)
        return change

    def touched_stream(
        self, recorded: Recorded[Any], make: Callable[[Key, Any], tuple[Any, ...]], *, adds: bool = False
    ) -> Change:
        """The same for the key that is the event's stream: by number, since Python code hashes and compares UUIDs."""
        number = recorded.stream.int
        change = self._of_streams.get(number)
        if change is None:
            change = self._of_streams[number] = self.touched(recorded, (recorded.stream,), make, adds=adds)
        return change

    async def load(self) -> None:
        """Give the changes that have been touched their states, as known or from the table."""
        if self._missing:
            missing, self._missing = self._missing, []
            stored = await self._load([change.key for change in missing])
            for change in missing:
                change.state = stored.get(change.key)


async def fold_rows(
    projection: Projection[Any], events: Sequence[Recorded[Any]], folding: Folding, only: Only | None = None
) -> None:
    """Fold each event into the rows of its keys. What raises parks the key; other keys go on."""
    handles, simple, parked = projection.handles, projection.concern_their_stream, folding.parked.known

    def make(key: Key, state: Any) -> tuple[Any, ...]:
        return () if state is None else (_row(projection, state, key),)

    work: list[tuple[Recorded[Any], Change]] = []
    for recorded in events:
        if type(recorded.event) in simple and only is None and not parked:  # nearly always, and twice as fast
            work.append((recorded, folding.touched_stream(recorded, make)))
            continue
        if not concerns(handles, recorded) or folding.waits(recorded):
            continue
        try:
            keys = projection.keys(decoded(recorded))
        except Exception as error:  # nobody knows which rows it would touch
            folding.park(recorded, WHOLE_STREAM, error)
            continue
        if only is not None and recorded.position in only:
            keys = tuple(key for key in keys if key_text(key) in only[recorded.position])
        work += [(recorded, folding.touched(recorded, key, make)) for key in keys]
    await folding.load()

    folds, careful = projection.folds, folding.careful
    for number, (recorded, change) in enumerate(work):
        if not number % BREATH:
            await asyncio.sleep(0)
        if parked and folding.waits(recorded, key_text(change.key)):
            continue
        kind = type(recorded.event)
        try:
            state = folds[kind](readable(change.state), recorded, change.key)
            if kind not in simple and state is not None:
                check(projection, state, recorded, change.key)
        except Exception as error:
            folding.park(recorded, key_text(change.key), error)
            continue
        change.state, change.changed = state, True
        if careful:
            change.steps.append((recorded, state))


def concerns(handles: Set[type], recorded: Recorded[Any]) -> bool:
    """Whether the event is one of these; of one that cannot be decoded, whether it may be."""
    if type(recorded.event) in handles:
        return True
    if not isinstance(recorded.event, Undecodable):
        return False
    event = CODEC.type_of(recorded.event.topic)
    return event is None or event in handles


def decoded(recorded: Recorded[Any]) -> Recorded[Any]:
    """The event. Raises Undecodable where it is none."""
    if isinstance(recorded.event, Undecodable):
        raise recorded.event
    return recorded


def readable(state: Any) -> Any:
    """What was loaded. Raises TypeError where that cannot be read."""
    if isinstance(state, Unreadable):
        raise TypeError(f"the stored row cannot be read: {state.error}")
    return state


def check(projection: Declared[Any], row: Any, recorded: Recorded[Any], key: Key) -> None:
    """Raises ValueError where the row is another key's or another stream's."""
    if projection.key_of(row) != key:
        raise ValueError(f"the fold for key {key_text(key)} made a row of another key")
    if getattr(row, projection.stream) != recorded.stream:
        raise ValueError(f"the row of key {key_text(key)} belongs to another stream than the event")


def key_text(key: Key) -> KeyText:
    """A key as the parked list holds it: each value as PostgreSQL's ::text."""
    return tuple(str(value.value if isinstance(value, Enum) else value) for value in key)


def describe(error: Exception) -> str:
    """An error as the parked list shows it: bounded, printable, and of a row's values no more than it must say."""
    text = f"{type(error).__name__}: {error}"
    if isinstance(error, Underivable):
        text = str(error)
    if isinstance(error, psycopg.Error):  # str() would add the DETAIL, which quotes the row
        text = f"{type(error).__name__}: {error.diag.message_primary or error}"
    return text.encode("ascii", "backslashreplace").decode().replace("\0", "\\0")[:1000]


def _row(projection: Projection[Any], state: Any, key: Key) -> Any:
    try:
        row = projection.row_of(state)
        if projection.key_of(row) != key:
            raise ValueError(f"the fold for key {key_text(key)} made a row of another key")
    except Exception as error:
        raise Underivable(describe(error)) from error
    return row
