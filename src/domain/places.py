"""Where the work is done, and by what kind of engagement."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from domain.errors import InvalidValue
from domain.text import LINE, check_text

_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_REGION: Final = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_ZONE: Final = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}|(?:.*\S, )?[A-Z]{2}", re.IGNORECASE | re.ASCII)


class WorkMode(StrEnum):
    """Where the work may be done from."""

    ON_SITE = "on-site"
    HYBRID = "hybrid"
    REMOTE = "remote"


class EmploymentType(StrEnum):
    """The words of schema.org/JobPosting."""

    FULL_TIME = "FULL_TIME"
    PART_TIME = "PART_TIME"
    CONTRACTOR = "CONTRACTOR"
    TEMPORARY = "TEMPORARY"
    INTERN = "INTERN"
    VOLUNTEER = "VOLUNTEER"
    PER_DIEM = "PER_DIEM"
    OTHER = "OTHER"


def check_country(code: str) -> None:
    """Raise InvalidValue unless `code` looks like ISO 3166-1 alpha-2."""
    if not _COUNTRY.fullmatch(code):
        raise InvalidValue("country-malformed", f"{code!r} is not a country of ISO 3166-1, like US or DE")


def check_region(code: str) -> None:
    """Raise InvalidValue unless `code` looks like ISO 3166-2, or is a whole country."""
    if not (_REGION.fullmatch(code) or _COUNTRY.fullmatch(code)):
        raise InvalidValue("region-malformed", f"{code!r} is not a region of ISO 3166-2, like US-CO, nor a country")


def check_zone(zone: str) -> None:
    """Raise InvalidValue unless `zone` looks like a country, a region, or a place's name down to its country."""
    if not _ZONE.fullmatch(zone):
        raise InvalidValue(
            "band-zone-malformed",
            f"{zone!r} is no zone, since several places may be called so: "
            'name a country ("US"), a region ("US-OR") or a place in full ("Portland, US-OR, US")',
        )


def check_time_zone(name: str) -> None:
    """Raise InvalidValue unless `name` is in the IANA time zone database."""
    if name not in available_time_zones():
        raise InvalidValue("time-zone-unknown", f"{name!r} is not an IANA time zone, like Europe/Berlin")


@cache
def available_time_zones() -> frozenset[str]:
    """The names the IANA database knows; read once, it walks a folder."""
    return frozenset(available_timezones())


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """One place of work. country: ISO 3166-1 alpha-2. region: ISO 3166-2 ("US-CO"), inside the country."""

    country: str
    region: str | None = None
    locality: str | None = None
    postal_code: str | None = None

    def __post_init__(self) -> None:
        check_country(self.country)
        check_text("locality", self.locality, LINE)
        check_text("postal-code", self.postal_code, LINE)
        if self.region is not None:
            check_region(self.region)
            if not self.region.startswith(f"{self.country}-"):
                raise InvalidValue("region-elsewhere", f"{self.region} does not lie in {self.country}")

    @property
    def name(self) -> str:
        """The place in words, most exact first: what a pay range's `places` refers to. Sites differ by postal code."""
        site = " ".join(part for part in (self.postal_code, self.locality) if part)
        return ", ".join(part for part in (site, self.region, self.country) if part)

    def __str__(self) -> str:
        return self.name

    @property
    def area(self) -> str:
        """The place in words without its postal code: what several sites of one city share."""
        return ", ".join(part for part in (self.locality, self.region, self.country) if part)
