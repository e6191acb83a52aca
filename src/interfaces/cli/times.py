"""Times as a user names them and as a table shows them."""

from datetime import UTC, date, datetime

import typer


def moment(text: str) -> datetime:
    """A time in RFC 3339, with its offset; as typer's parser."""
    try:
        named = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a time like 2026-03-01T12:00:00Z") from None
    if named.tzinfo is None:
        raise typer.BadParameter(f"{text!r} does not say its zone: end it with Z or an offset like +01:00")
    return named.astimezone(UTC)


def day(text: str) -> date:
    """A day in ISO 8601; as typer's parser."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day like 2026-03-01") from None


def shown(time: datetime) -> str:
    """To the second, UTC."""
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z"
