"""One file of data, read strictly: a known shape, every key once, and errors that say where."""

import json
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)


class InvalidRules(ValueError):
    """A file of rules is not what it should be. The message names the file, the rule and the field."""


def validated(model: type[M], where: str, content: bytes) -> M:
    """The content of what is at `where`, as this model. Raises InvalidRules."""
    try:
        _no_key_twice(content)
        return model.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidRules(f"{where}: {_path(first['loc'], content)}: {first['msg']}") from error
    except ValueError as error:
        raise InvalidRules(f"{where}: {error}") from error


def _no_key_twice(content: bytes) -> None:
    """Of two equal keys JSON readers keep the last without a word, so half a rule could vanish."""

    def keys_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        if twice := sorted({key for key in keys if keys.count(key) > 1}):
            raise ValueError(f"{', '.join(twice)}: named twice in one object")
        return dict(pairs)

    json.loads(content, object_pairs_hook=keys_once)


def _path(location: tuple[int | str, ...], content: bytes) -> str:
    """Where in the file, a rule by its id rather than its number."""
    match location:
        case ("rules", int(index), *rest):
            rule = json.loads(content)["rules"][index]
            name = rule.get("id", f"number {index + 1}") if isinstance(rule, dict) else f"number {index + 1}"
            return ": ".join((f"rule {name}", ".".join(map(str, rest)) or "rule"))
        case _:
            return ".".join(map(str, location)) or "file"
