"""Which jurisdictions an offer reaches: its locations, where a remote worker may live, and whom the job reports to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from domain.law.offer import Offer
from domain.places import Location

ANYWHERE: Final = "anywhere"  # no place at all is stated
REMOTE: Final = "remote"  # remote, and nobody said where one may live


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A city with law of its own inside a region. postal_codes: how those of the city begin."""

    code: str
    region: str
    localities: frozenset[str]
    postal_codes: tuple[str, ...] = ()

    def holds(self, location: Location) -> bool:
        """Whether a place in its region may lie in the city: unless a locality or postal code says otherwise."""
        if location.locality is None and location.postal_code is None:
            return True
        locality, postal_code = (location.locality or "").strip().casefold(), location.postal_code or ""
        return locality in self.localities or postal_code.strip().startswith(self.postal_codes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The places that law knows.

    countries: ISO 3166-1 alpha-2. regions: ISO 3166-2, every one of the countries that are judged by region.
    groups: countries that share law ("EU"). territories: countries that are a region of another ("PR": "US-PR").
    """

    countries: frozenset[str]
    regions: frozenset[str]
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    territories: Mapping[str, str] = field(default_factory=dict)
    cities: tuple[City, ...] = ()

    @property
    def codes(self) -> frozenset[str]:
        """Every jurisdiction that a rule can speak for."""
        return self.countries | self.regions | self.groups.keys() | {city.code for city in self.cities}

    def of_location(self, location: Location) -> frozenset[str] | None:
        """The jurisdictions that one place lies in; None where that cannot be told."""
        country, region = location.country, location.region or self.territories.get(location.country)
        if not self._known(country, region):
            return None
        above = self._of_country(country) | self._of_region(region)
        return above | {city.code for city in self.cities if city.region == region and city.holds(location)}

    def of_area(self, code: str) -> frozenset[str] | None:
        """The jurisdictions that some place in a group, country or region lies in; None where the code is unknown."""
        if code in self.groups:
            return frozenset({code}).union(*(self._inside(country) for country in self.groups[code]))
        country, _, subdivision = code.partition("-")
        if not subdivision:
            return self._inside(country) if country in self.countries else None
        if not self._known(country, code):
            return None
        return self._of_country(country) | self._of_region(code) | self._cities(code)

    def _known(self, country: str, region: str | None) -> bool:
        by_region = any(known.startswith(f"{country}-") for known in self.regions)
        return country in self.countries and (not by_region or region in self.regions)

    def _inside(self, country: str) -> frozenset[str]:
        regions = {region for region in self.regions if region.startswith(f"{country}-")}
        whole = self._of_country(country) | self._of_region(self.territories.get(country))
        return whole.union(regions, *(self._cities(region) for region in regions))

    def _of_country(self, country: str) -> frozenset[str]:
        return frozenset({country, *(group for group, members in self.groups.items() if country in members)})

    def _of_region(self, region: str | None) -> frozenset[str]:
        # A region of a country whose regions the table does not list has no law of its own here.
        return frozenset({region, *self._of_country(region[:2])}) if region in self.regions and region else frozenset()

    def _cities(self, region: str) -> frozenset[str]:
        return frozenset(city.code for city in self.cities if city.region == region)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What brought an offer under one jurisdiction. places: by name. covered: those of them that have to have pay."""

    places: tuple[str, ...]
    covered: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The jurisdictions that an offer reaches, by code, and the names of places that nobody could place."""

    reached: Mapping[str, Reached]
    unresolved: tuple[str, ...]


def reach(offer: Offer, places: Places) -> Reach:
    """Where the law looks at an offer. A whole country is in reach with all of its regions and cities."""
    found: dict[str, set[str]] = {}
    unresolved: set[str] = set()
    for name, codes in _named(offer, places):
        if codes is None:
            unresolved.add(name)
        for code in codes or ():
            found.setdefault(code, set()).add(name)
    return Reach(
        reached={code: _reached(offer, found[code]) for code in sorted(found)}, unresolved=tuple(sorted(unresolved))
    )


def _named(offer: Offer, places: Places) -> Iterator[tuple[str, frozenset[str] | None]]:
    yield from ((location.name, places.of_location(location)) for location in offer.locations)
    yield from ((region, places.of_area(region)) for region in offer.remote_regions)
    if offer.reports_to is not None:
        yield offer.reports_to.name, places.of_location(offer.reports_to)
    if offer.remote and not offer.remote_regions:
        yield REMOTE, None
    elif not offer.places:
        yield ANYWHERE, None


def _reached(offer: Offer, names: set[str]) -> Reached:
    """Whoever is ruled by where the job reports to is ruled wherever the work is done: pay is owed for every place."""
    by_report = offer.reports_to is not None and offer.reports_to.name in names
    covered = offer.places if by_report else tuple(name for name in offer.places if name in names)
    return Reached(places=tuple(sorted(names)), covered=covered)
