"""What turns one ordered list into another, in steps that people recognise: removed, reworded, reordered, added."""

from collections import defaultdict, deque
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Removed(Generic[T]):
    """index: before the removal."""

    index: int
    item: T


@dataclass(frozen=True, slots=True)
class Reworded(Generic[T]):
    """index: in the list as it stands after the steps before this one."""

    index: int
    old: T
    new: T


@dataclass(frozen=True, slots=True)
class Reordered:
    """order: for each new place, the place it had before."""

    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Added(Generic[T]):
    """index: after the addition."""

    index: int
    item: T


def list_changes(old: tuple[T, ...], new: tuple[T, ...]) -> tuple[Removed[T] | Reworded[T] | Reordered | Added[T], ...]:
    """The steps that lead from `old` to exactly `new` when taken one after the other; none where they are equal."""
    came_from = unchanged(old, new)
    came_from |= reworded(old, new, came_from)
    kept = sorted(came_from.values())
    place = {index: place for place, index in enumerate(kept)}
    removals = [Removed(index, old[index]) for index in reversed(range(len(old))) if index not in place]
    rewordings = [
        Reworded(place[before], old[before], new[after])
        for after, before in sorted(came_from.items(), key=lambda pair: pair[1])
        if old[before] != new[after]
    ]
    order = tuple(place[came_from[after]] for after in sorted(came_from))
    moves = [Reordered(order)] if order != tuple(sorted(order)) else []
    additions = [Added(index, item) for index, item in enumerate(new) if index not in came_from]
    return (*removals, *rewordings, *moves, *additions)


def unchanged(old: tuple[T, ...], new: tuple[T, ...]) -> dict[int, int]:
    """Where items of `new` stood in `old`, wherever they have moved: new index -> old index."""
    places: defaultdict[T, deque[int]] = defaultdict(deque)
    for index, item in enumerate(old):
        places[item].append(index)
    return {index: places[item].popleft() for index, item in enumerate(new) if places[item]}


def reworded(old: tuple[T, ...], new: tuple[T, ...], came_from: dict[int, int]) -> dict[int, int]:
    """Items that stand where another stood, between the same neighbours: new index -> old index."""
    taken = set(came_from.values())
    pairs: dict[int, int] = {}
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "replace":
            gone = (index for index in range(old_from, old_to) if index not in taken)
            come = (index for index in range(new_from, new_to) if index not in came_from)
            pairs |= dict(zip(come, gone, strict=False))
    return pairs
