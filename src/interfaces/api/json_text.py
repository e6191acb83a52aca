"""Refuses JSON that parses and should not: too deep, names twice, numbers beyond reason, text that is not text."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Final, NoReturn

from interfaces.api.problems import Problem

DEEPEST: Final = 32  # objects and arrays within each other; no command needs ten
MOST_DIGITS: Final = 40
LARGEST_EXPONENT: Final = 40
_STRUCTURE: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"?|([\[{])|([\]}])', re.DOTALL)  # one pass, whatever the bytes
_SUSPICIOUS: Final = re.compile(rb"[0-9._]{%d}|[0-9._][eE]|\\u" % (MOST_DIGITS + 1))
_NUMBER: Final = re.compile(r"-?(?P<digits>[0-9.]+)(?:[eE](?P<exponent>[+-]?[0-9]+))?")


def check_json(raw: bytes) -> None:
    """Raise a 400 Problem unless `raw` is JSON text that is safe to hand on, and a 422 where its values are absurd."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(400, "body-not-utf-8", "A body is JSON in UTF-8 and nothing else.") from None
    _check_depth(raw)
    try:
        value = _decoder.decode(text)
    except (ValueError, RecursionError) as error:
        raise Problem(400, "body-not-json", f"The body is not JSON: {error}") from None
    if b"\\u" not in raw:  # the only way for either to get into JSON that is UTF-8
        return
    for string in _strings(value):
        if "\0" in string or any("\ud800" <= character <= "\udfff" for character in string):
            raise Problem(422, "not-text", "A text in the body holds a NUL or half a surrogate pair.")


def may_be_absurd(raw: bytes) -> bool:
    """Whether a decimal in this JSON, be it written as text, may have too many digits or an exponent at all."""
    return not raw.isascii() or _SUSPICIOUS.search(raw) is not None


def check_decimals(value: Any) -> None:
    """Raise a 422 Problem where a Decimal within a command has more digits than anything real."""
    kind: type = type(value)
    if kind is Decimal:
        exponent = value.as_tuple().exponent
        if len(value.as_tuple().digits) > MOST_DIGITS or abs(int(exponent)) > LARGEST_EXPONENT:
            raise _absurd()
    elif kind is tuple:
        for item in value:
            check_decimals(item)
    else:
        for name in _fields_of(kind):
            within = getattr(value, name)
            if within is not None and type(within) is not str:  # most of a command is one of the two
                check_decimals(within)


@cache
def _fields_of(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def _check_depth(raw: bytes) -> None:
    if raw.count(b"[") + raw.count(b"{") <= DEEPEST:
        return
    depth = 0
    for match in _STRUCTURE.finditer(raw):
        opened, closed = match.groups()
        depth += (opened is not None) - (closed is not None)
        if depth > DEEPEST:
            raise Problem(400, "body-too-deep", f"The body nests deeper than {DEEPEST} levels.")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        [(twice, _)] = Counter(name for name, _ in pairs).most_common(1)
        raise Problem(400, "name-twice", f"An object names {twice[:80]!a} twice.")
    return value


def _int(digits: str) -> int:
    return int(_sane(digits))


def _float(digits: str) -> float:
    return float(_sane(digits))


def _sane(number: str) -> str:
    match = _NUMBER.fullmatch(number)
    if match is None or len(match["digits"]) > MOST_DIGITS:
        raise _absurd()
    exponent = match["exponent"]
    if exponent and (len(exponent) > 4 or abs(int(exponent)) > LARGEST_EXPONENT):
        raise _absurd()
    return number


def _absurd() -> Problem:
    return Problem(422, "number-absurd", f"A number has at most {MOST_DIGITS} digits, and no huge exponent.")


def _no_constant(name: str) -> NoReturn:
    raise Problem(400, "body-not-json", f"{name} is not JSON.")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


# json.loads would make one for each body: a third of the time it takes.
_decoder: Final = json.JSONDecoder(
    object_pairs_hook=_each_once, parse_int=_int, parse_float=_float, parse_constant=_no_constant
)
