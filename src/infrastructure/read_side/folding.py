"""Folds a batch in memory: which rows it changes, and which events must be parked because they cannot be folded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from uuid import UUID

import psycopg

from application.ports import Unavailable
from domain.recorded import Recorded
from infrastructure.event_store.codec import Undecodable
from infrastructure.read_side.states import DECIDER_OF, States
from projections.declaration import Declared, Journal, Key, Ledger, Projection

KeyText = tuple[str, ...]
WHOLE_STREAM: KeyText = ()
WAITS = "waits for an earlier event of its key"


@dataclass(frozen=True, slots=True)
class Work:
    """An event to be folded. only: for these keys alone (a retry); None: for every key that it touches."""

    recorded: Recorded[Any]
    only: frozenset[KeyText] | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """An event to be parked: for which key, and why."""

    recorded: Recorded[Any]
    key: KeyText
    error: str


@dataclass(slots=True)
class Change:
    """What a batch does to one row, or to a journal's or a ledger's rows of one stream, step by step.

    steps: each event with the rows it leaves (a state's one row, or none; all of a ledger's) or adds (a journal's).
    """

    key: Key
    parks: KeyText
    journal: bool
    steps: list[tuple[Recorded[Any], tuple[Any, ...]]] = field(default_factory=list)

    @property
    def rows(self) -> tuple[Any, ...]:
        """The rows to be written after all steps."""
        if self.journal:
            return tuple(row for _, rows in self.steps for row in rows)
        return self.steps[-1][1]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stands in place of a stored row that does not fit the row's dataclass any more."""

    error: str


@dataclass(slots=True)
class Folded:
    """What came of a batch."""

    changes: list[Change]
    faults: list[Fault]


class Parked:
    """The keys that are parked in one projection: known before the batch, and growing with it."""

    def __init__(self, known: frozenset[tuple[UUID, KeyText]]) -> None:
        self._known = set(known)

    def holds(self, stream: UUID, key: KeyText = WHOLE_STREAM) -> bool:
        """Whether an event of this stream must wait for this key."""
        known = self._known  # nearly always empty, and hashing a UUID is dear
        return bool(known) and ((stream, WHOLE_STREAM) in known or (stream, key) in known)

    def add(self, stream: UUID, key: KeyText) -> None:
        """From here on its events wait."""
        self._known.add((stream, key))


def key_text(key: Key) -> KeyText:
    """A key as the parked list holds it: each value as PostgreSQL's ::text."""
    return tuple(str(value.value if isinstance(value, Enum) else value) for value in key)


@dataclass(slots=True)
class Touched:
    """The batch with the keys that each event touches, found before the rows are loaded."""

    work: list[tuple[Work, tuple[Key, ...]]]
    faults: list[Fault]

    @property
    def keys(self) -> list[Key]:
        """Each key once."""
        return list(dict.fromkeys(key for _, keys in self.work for key in keys))


def touch(projection: Projection[Any], batch: Sequence[Work], parked: Parked) -> Touched:
    """Ask each event for its keys. One that cannot say parks its stream: nobody knows which rows it would touch."""
    touched = Touched([], [])
    for work in batch:
        recorded = work.recorded
        if parked.holds(recorded.stream):
            touched.faults.append(Fault(recorded, WHOLE_STREAM, WAITS))
            continue
        try:
            keys = projection.keys(_decoded(recorded))
        except Exception as error:
            parked.add(recorded.stream, WHOLE_STREAM)
            touched.faults.append(Fault(recorded, WHOLE_STREAM, describe(error)))
            continue
        wanted = tuple(key for key in keys if work.only is None or key_text(key) in work.only)
        if wanted:
            touched.work.append((work, wanted))
    return touched


def fold_rows(projection: Projection[Any], touched: Touched, stored: Mapping[Key, Any], parked: Parked) -> Folded:
    """Fold each event into the rows of its keys. What raises parks the key; other keys go on."""
    changes: dict[Key, Change] = {}
    rows: dict[Key, Any] = dict(stored)
    faults = list(touched.faults)
    for work, keys in touched.work:
        recorded = work.recorded
        for key in keys:
            text = key_text(key)
            if parked.holds(recorded.stream, text):
                faults.append(Fault(recorded, text, WAITS))
                continue
            try:
                row = projection.fold(_readable(rows.get(key)), recorded, key)
                _check(projection, row, recorded, key)
            except Exception as error:
                parked.add(recorded.stream, text)
                faults.append(Fault(recorded, text, describe(error)))
                continue
            rows[key] = row
            change = changes.setdefault(key, Change(key, text, journal=False))
            change.steps.append((recorded, () if row is None else (row,)))
    return Folded(list(changes.values()), faults)


async def fold_entries(journal: Journal[Any], batch: Sequence[Work], states: States, parked: Parked) -> Folded:
    """Ask a journal for the rows that each event adds. What raises parks the stream."""
    changes: dict[UUID, Change] = {}
    faults: list[Fault] = []
    for work in batch:
        recorded = work.recorded
        if parked.holds(recorded.stream):
            faults.append(Fault(recorded, WHOLE_STREAM, WAITS))
            continue
        try:
            step = await states.around(_decoded(recorded))
            rows = journal.record(step.before, step.after, recorded)
        except (Unavailable, psycopg.Error):
            raise  # the log is away, which is no fault of the event
        except Exception as error:
            parked.add(recorded.stream, WHOLE_STREAM)
            faults.append(Fault(recorded, WHOLE_STREAM, describe(error)))
            continue
        change = changes.setdefault(recorded.stream, Change((recorded.stream,), WHOLE_STREAM, journal=True))
        change.steps.append((recorded, rows))
    return Folded(list(changes.values()), faults)


def told_of(ledger: Ledger[Any], batch: Sequence[Work]) -> list[Key]:
    """The streams whose rows the batch may change, each once."""
    return list(dict.fromkeys((one.recorded.stream,) for one in batch if type(one.recorded.event) in ledger.handles))


async def fold_accounts(
    ledger: Ledger[Any], batch: Sequence[Work], states: States, stored: Mapping[Key, Any], parked: Parked
) -> Folded:
    """Ask a ledger for the rows of each event's stream. What raises parks the stream."""
    changes: dict[Key, Change] = {}
    rows: dict[Key, Any] = dict(stored)
    faults: list[Fault] = []
    kinds = {DECIDER_OF[event].kind for event in ledger.handles}
    for work in batch:
        recorded = work.recorded
        if parked.holds(recorded.stream):
            faults.append(Fault(recorded, WHOLE_STREAM, WAITS))
            continue
        try:
            if DECIDER_OF[type(_decoded(recorded).event)].kind not in kinds:
                continue
            step = await states.around(recorded)  # also around what changes no row: the next step begins with it
            if type(recorded.event) not in ledger.handles:
                continue
            key = (recorded.stream,)
            before = _readable(rows.get(key, ()))
            after = ledger.tell(before, step.before, step.after, recorded)
            if after is before:
                continue
            for row in after:
                _check(ledger, row, recorded, ledger.key_of(row))
        except (Unavailable, psycopg.Error):
            raise  # the log is away, which is no fault of the event
        except Exception as error:
            parked.add(recorded.stream, WHOLE_STREAM)
            faults.append(Fault(recorded, WHOLE_STREAM, describe(error)))
            continue
        if after != before:
            rows[key] = after
            changes.setdefault(key, Change(key, WHOLE_STREAM, journal=False)).steps.append((recorded, after))
    return Folded(list(changes.values()), faults)


def describe(error: Exception) -> str:
    """An error as the parked list shows it: bounded, printable, and of a row's values no more than it must say."""
    text = f"{type(error).__name__}: {error}"
    if isinstance(error, psycopg.Error):  # str() would add the DETAIL, which quotes the row
        text = f"{type(error).__name__}: {error.diag.message_primary or error}"
    return text.encode("ascii", "backslashreplace").decode().replace("\0", "\\0")[:1000]


def _decoded(recorded: Recorded[Any]) -> Recorded[Any]:
    if isinstance(recorded.event, Undecodable):
        raise recorded.event
    return recorded


def _readable(row: Any) -> Any:
    if isinstance(row, Unreadable):
        raise TypeError(f"the stored row cannot be read: {row.error}")
    return row


def _check(projection: Declared[Any], row: Any, recorded: Recorded[Any], key: Key) -> None:
    if row is None:
        return
    if projection.key_of(row) != key:
        raise ValueError(f"the fold for key {key_text(key)} made a row of another key")
    if getattr(row, projection.stream) != recorded.stream:
        raise ValueError(f"the row of key {key_text(key)} belongs to another stream than the event")
