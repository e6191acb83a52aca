"""Where an occupation stands in the classifications that statistics and law refer to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.errors import InvalidValue
from domain.text import LINE, check_text


class Scheme(StrEnum):
    """Whose classification a code belongs to."""

    ONET_SOC = "O*NET-SOC"
    ESCO = "ESCO"
    ISCO_08 = "ISCO-08"


_UUID: Final = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# Shape of a code, and the shape in words.
_SHAPES: Final = {
    Scheme.ONET_SOC: (re.compile(r"\d{2}-\d{4}\.\d{2}", re.ASCII), "15-1252.00"),
    Scheme.ESCO: (
        re.compile(rf"(?:https?://data\.europa\.eu/esco/occupation/)?{_UUID}"),
        "http://data.europa.eu/esco/occupation/ and a UUID, or the UUID alone, in lower case",
    ),
    Scheme.ISCO_08: (re.compile(r"\d{1,4}", re.ASCII), "one to four digits: 2512"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OccupationCode:
    """One entry of a classification. title: what the scheme calls it."""

    scheme: Scheme
    code: str
    title: str | None = None

    def __post_init__(self) -> None:
        check_text("occupation-title", self.title, LINE)
        shape, in_words = _SHAPES[self.scheme]
        if not shape.fullmatch(self.code):
            raise InvalidValue(
                "occupation-code-malformed",
                f"{self.code[:80]!r} is no code of {self.scheme}, which are like {in_words}",
            )


def check_codes(codes: Sequence[OccupationCode]) -> None:
    """Raise InvalidValue where a code is named twice."""
    named = [(one.scheme, one.code) for one in codes]
    if len(named) != len(set(named)):
        raise InvalidValue("occupation-code-twice", "an occupation code is named once")
