"""Text that people wrote: never blank where it matters, never unbounded, never unprintable."""

from typing import Any

from domain.errors import InvalidValue

LINE = 500  # a title, a skill, a place: characters
PARAGRAPH = 10_000  # a duty, a qualification, a reason
DOCUMENT = 200_000  # a whole description; `tsvector` ends at 1 MiB
MANY = 500  # duties, skills, places: entries in one list


def check_many(content: Any) -> None:
    """Raise InvalidValue where a list among the fields of a dataclass is longer than anybody would read."""
    for field in content.__dataclass_fields__:
        value = getattr(content, field)
        if isinstance(value, tuple) and len(value) > MANY:
            name = field.replace("_", "-")
            raise InvalidValue(f"{name}-too-many", f"{name} has {len(value)} entries; at most {MANY} are kept")


def check_text(name: str, value: str | None, limit: int, *, blank: bool = False) -> None:
    """Raise InvalidValue unless `value` is None or text of at most `limit` characters, no NUL, no lone surrogate."""
    if value is None:
        return
    if not blank and (not value or value.isspace()):
        raise InvalidValue(f"{name}-blank", f"{name} must not be blank")
    if len(value) > limit:
        raise InvalidValue(f"{name}-too-long", f"{name} has {len(value)} characters; at most {limit} are kept")
    if "\0" in value or not (value.isascii() or _encodable(value)):
        raise InvalidValue(f"{name}-not-text", f"{name} holds a NUL or half a surrogate pair, which is not text")


def _encodable(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return False
    return True
