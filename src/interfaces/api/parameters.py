"""Query parameters that more than one resource takes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Depends, Path, Query, Request
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, WithJsonSchema

from interfaces.api.answers import Listed
from interfaces.api.cursors import query_of, seal, unseal
from interfaces.api.deps import Opened
from interfaces.api.problems import Problem

Row = Mapping[str, Any]
SEEN_WITHIN: Final = 2.0  # seconds
_HIGHEST: Final = 2**63 - 1
_ISO_8601: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_RFC_3339: Final = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)


def _rfc_3339(value: Any) -> Any:
    # Left alone, "2026" would pass for a number of seconds since 1970.
    if isinstance(value, str) and not _RFC_3339.fullmatch(value):
        raise ValueError("a time is written as in 2026-01-31T12:00:00Z (in a URL, + is %2B)")
    return value


def _utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("a time lies within the years 1 to 9999, UTC") from None


def _iso_8601(value: Any) -> Any:
    # Left alone, "0" would pass for the first day of 1970.
    if isinstance(value, str) and not _ISO_8601.fullmatch(value):
        raise ValueError("a day is written as in 2026-01-31")
    return value


Day = Annotated[date, BeforeValidator(_iso_8601)]
Region = Annotated[
    str | None, Query(pattern="^[A-Z]{2}(-[A-Z0-9]{1,3})?$", description="ISO 3166-2, or a country of ISO 3166-1.")
]
Moment = Annotated[AwareDatetime, BeforeValidator(_rfc_3339), AfterValidator(_utc)]
Id = Annotated[UUID, Path(alias="id")]
AsOf = Annotated[Moment | None, Query(description="As it was at this recorded time, RFC 3339.")]
Version = Annotated[int | None, Query(ge=1, le=2**31 - 1, description="As it was at this version.")]
Endpoint = Annotated[int, Query(ge=0, le=2**31 - 1, description="A version; 0 is before the draft.")]
Words = Annotated[str | None, Query(min_length=1, max_length=500)]
MinPosition = Annotated[
    int | None,
    Query(ge=0, le=_HIGHEST, description="Wait up to 2 s until this position, a command's answer, is seen."),
]


def one_of(names: Iterable[str]) -> Any:
    """Marks a parameter that takes one of these names."""
    known = list(names)

    def check(value: str | None) -> str | None:
        if value is not None and value not in known:
            raise ValueError(f"it is one of: {', '.join(known)}")
        return value

    return (AfterValidator(check), WithJsonSchema({"type": "string", "enum": known}))


async def seen(opened: Opened, min_position: MinPosition = None) -> None:
    """Let the read side catch up with what the caller has written."""
    if min_position is not None and not await opened.read_side.wait_for(min_position, SEEN_WITHIN):
        detail = f"The read side has not seen position {min_position} yet: ask again."
        raise Problem(503, "read-side-behind", detail, headers={"Retry-After": "1"})


async def always_seen(_min_position: Annotated[MinPosition, Query(alias="min_position")] = None) -> None:
    """What is answered from the log has seen everything; the parameter is taken so that links are built alike."""


Seen = Depends(seen)
AlwaysSeen = Depends(always_seen)


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page. limit: rows on it. after: the values that the cursor holds, None for the first page."""

    limit: int
    after: list[Any] | None
    key: bytes
    query: bytes

    def cut(self, rows: Sequence[Row], *after: str) -> Listed[dict[str, Any]]:
        """The page and the next one's cursor, from one row more than it holds. after: what rows are ordered by."""
        page = [{name: value for name, value in row.items() if name != "sort_value"} for row in rows[: self.limit]]
        if len(rows) <= self.limit:
            return Listed(page, None)
        last = [rows[self.limit - 1][name] for name in after]
        return Listed(page, seal(self.key, self.query, [value if type(value) is int else str(value) for value in last]))


async def paging(
    request: Request,
    opened: Opened,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=2000, description="`next` of the page before.")] = None,
) -> Paging:
    """The page that the query asks for. Who may see more has other cursors."""
    query = query_of(request, "with token" if "authorization" in request.headers else "public")
    after = None if cursor is None else unseal(opened.cursor_key, query, cursor)
    return Paging(limit, after, opened.cursor_key, query)


Page = Annotated[Paging, Depends(paging)]
