"""What was folded last, by table and key: as good as the stored rows while nobody else has moved the checkpoint."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, Final

from infrastructure.read_side.checkpoints import Checkpoint
from infrastructure.read_side.folding import Folding
from infrastructure.read_side.packing import Packed
from infrastructure.read_side.tables import Target
from projections.declaration import Key

KEPT: Final = 2_000  # keys of a table; a posting's state holds its whole text, some 10 kB


class Known:
    """A batch that finds its keys here asks the tables for nothing: half of what a small one costs."""

    def __init__(self) -> None:
        self._states: dict[str, dict[Key, Any]] = {}
        self._rows: dict[str, dict[Key, Packed]] = {}
        self._as_of: dict[str, Checkpoint] = {}
        self.generation = 0

    def states(self, table: str) -> dict[Key, Any]:
        """What is known of a table, for who goes on from where `left` left it before making sure of it."""
        return self._states.setdefault(table, {})

    def rows(self, table: str) -> dict[Key, Packed]:
        """Rows as a table has them, as far as they were written since it was last `of` somebody. To be changed, too."""
        return self._rows.setdefault(table, {})

    def together(self, targets: Iterable[Target]) -> Checkpoint | None:
        """Where all of these tables were left at once, as far as is known."""
        places = [self._as_of.get(target.table) for target in targets]
        first = places[0]
        if first is None or first.moved_at is None:
            return None
        same = all(at is not None and (at.position, at.moved_at) == (first.position, first.moved_at) for at in places)
        return first if same else None

    def forget(self) -> None:
        """Somebody else has been at the tables, or may have been. generation: how often that was."""
        self._states.clear()
        self._rows.clear()
        self._as_of.clear()
        self.generation += 1

    def of(self, table: str, at: Checkpoint) -> dict[Key, Any]:
        """What is known of a table whose checkpoint was found there, locked; nothing where `left` did not leave it so.

        To be changed with the table. Whoever does not come to `left` has changed neither.
        """
        self._rows.pop(table, None)
        if self._as_of.pop(table, None) != at:
            self._states[table] = {}
        return self.states(table)

    def left(self, checkpoints: Mapping[str, Checkpoint]) -> None:
        """These were moved there; should the transaction not end well, nobody will find them there."""
        self._as_of.update(checkpoints)


def remember(known: dict[Key, Any], folding: Folding, most: int = KEPT) -> None:
    """Keep what was touched, the last longest; nothing where an event is parked, which a retry folds unknown to us."""
    if folding.faults:
        known.clear()
        return
    keep(known, ((key, change.state) for key, change in folding.touched_keys.items() if not change.adds), most)


def keep(known: dict[Key, Any], new: Iterable[tuple[Key, Any]], most: int = KEPT) -> None:
    """Put in the new ones, the last to be forgotten; None: nothing is known of the key any more."""
    for key, value in new:
        known.pop(key, None)
        if value is not None:
            known[key] = value
    for key in list(islice(known, max(0, len(known) - most))):
        del known[key]
