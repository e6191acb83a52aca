"""Query parameters that more than one resource takes."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from fastapi import Query
from pydantic import AfterValidator, AwareDatetime, BeforeValidator

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


Moment = Annotated[AwareDatetime, BeforeValidator(_rfc_3339), AfterValidator(_utc)]
AsOf = Annotated[Moment | None, Query(description="As it was at this recorded time, RFC 3339.")]
Version = Annotated[int | None, Query(ge=1, le=2**31 - 1, description="As it was at this version.")]
VersionOf = Annotated[int, Query(ge=0, le=2**31 - 1)]
