"""Decoders for what has happened: they read what was valid then, whatever the rules of today."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import is_dataclass
from typing import Any, get_args, get_type_hints


@contextmanager
def without_validation(types: Iterable[Any]) -> Iterator[None]:
    """Let msgspec learn these types, and all that their fields hold, as if they had no __post_init__.

    What was valid when it happened stays readable when a rule has become stricter, a currency has ended or a time zone
    has been renamed; and looking at every character of every text again would cost a replay most of its speed. msgspec
    asks for __post_init__ once, when it first meets a class, and keeps what it learned on the class: so that is dropped
    before and after. Whoever calls a class, or makes a decoder elsewhere, still goes through its checks.
    """
    known = _dataclasses_in(types)
    removed = [(cls, vars(cls)["__post_init__"]) for cls in known if "__post_init__" in vars(cls)]
    _forget(known)
    for cls, _ in removed:
        del cls.__post_init__  # type: ignore[attr-defined]  # it is there: asked above
    try:
        yield
    finally:
        for cls, check in removed:
            cls.__post_init__ = check  # type: ignore[attr-defined]  # put back where it was
        _forget(known)


def _forget(classes: Iterable[type]) -> None:
    for cls in classes:
        if "__msgspec_cache__" in vars(cls):
            del cls.__msgspec_cache__  # type: ignore[attr-defined]  # it is there: asked above


def _dataclasses_in(types: Iterable[Any]) -> set[type]:
    found: set[type] = set()
    waiting = list(types)
    while waiting:
        each = waiting.pop()
        if is_dataclass(each) and isinstance(each, type):
            if each not in found:
                found.add(each)
                waiting.extend(get_type_hints(each).values())
        else:
            waiting.extend(get_args(each))
    return found
