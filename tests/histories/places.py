"""Places as job boards write them, read for a history: what cannot be told for sure is left for a person."""

import re
from dataclasses import dataclass
from typing import Final

from domain.places import Location, WorkMode

STATES: Final = dict(
    name.strip().rsplit(" ", 1)
    for name in """alabama AL|alaska AK|arizona AZ|arkansas AR|california CA|colorado CO|connecticut CT|delaware DE
    |district of columbia DC|florida FL|georgia GA|hawaii HI|idaho ID|illinois IL|indiana IN|iowa IA|kansas KS
    |kentucky KY|louisiana LA|maine ME|maryland MD|massachusetts MA|michigan MI|minnesota MN|mississippi MS|missouri MO
    |montana MT|nebraska NE|nevada NV|new hampshire NH|new jersey NJ|new mexico NM|new york NY|north carolina NC
    |north dakota ND|ohio OH|oklahoma OK|oregon OR|pennsylvania PA|rhode island RI|south carolina SC|south dakota SD
    |tennessee TN|texas TX|utah UT|vermont VT|virginia VA|washington WA|west virginia WV|wisconsin WI
    |wyoming WY""".split("|")
)
PROVINCES: Final = {"ontario": "ON", "quebec": "QC", "british columbia": "BC", "alberta": "AB", "nova scotia": "NS"}
REGIONS: Final = {
    **{name: f"US-{code}" for name, code in STATES.items()},
    **{code.lower(): f"US-{code}" for code in STATES.values()},
    **{name: f"CA-{code}" for name, code in PROVINCES.items()},
    **{code.lower(): f"CA-{code}" for code in PROVINCES.values()},
    "d.c.": "US-DC",
}
COUNTRIES: Final = dict(
    name.strip().rsplit(" ", 1)
    for name in """united states US|united states of america US|usa US|us US|u.s. US|canada CA|united kingdom GB|uk GB
    |ireland IE|republic of ireland IE|germany DE|france FR|spain ES|portugal PT|italy IT|netherlands NL|belgium BE
    |sweden SE|denmark DK|norway NO|finland FI|poland PL|czech republic CZ|czechia CZ|austria AT|switzerland CH
    |romania RO|bulgaria BG|serbia RS|greece GR|hungary HU|estonia EE|lithuania LT|latvia LV|ukraine UA|turkey TR
    |israel IL|india IN|japan JP|singapore SG|south korea KR|australia AU|new zealand NZ|brazil BR|mexico MX
    |argentina AR|colombia CO|chile CL|china CN|taiwan TW|united arab emirates AE|philippines PH""".split("|")
)
CITIES: Final = dict(
    name.strip().rsplit(" ", 1)
    for name in """san francisco US-CA|sf US-CA|san mateo US-CA|new york city US-NY|nyc US-NY|new york US-NY
    |seattle US-WA|boston US-MA|chicago US-IL|dallas US-TX|austin US-TX|denver US-CO|boulder US-CO|london GB|dublin IE
    |toronto CA-ON|vancouver CA-BC|montreal CA-QC|bengaluru IN|bangalore IN|hyderabad IN|gurugram IN|paris FR|berlin DE
    |munich DE|amsterdam NL|madrid ES|warsaw PL|sofia BG|belgrade RS|stockholm SE|lisbon PT|tokyo JP|seoul KR|sydney AU
    |tel aviv IL|são paulo BR""".split("|")
)
_APART: Final = re.compile(r"[|;•/]|\s+(?:or|and)\s+", re.IGNORECASE)
_PARTS: Final = re.compile(r"\s*[,():]\s*|\s+[-–]\s+|-\s+")
_NOISE: Final = re.compile(r"\b(?:remote|hybrid|on-?site|in-?office|office|hq|area)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Where:
    """What a board's line says of the place of work; nothing where it cannot be told."""

    work_mode: WorkMode
    locations: tuple[Location, ...] = ()
    remote_regions: tuple[str, ...] = ()


def where(line: str) -> Where:
    """Read "Denver, CO | Remote - Canada" and the like."""
    found = [place for chunk in _APART.split(line) if (place := _place(chunk))]
    if re.search(r"\bremote\b", line, re.IGNORECASE):
        regions = (place.region or place.country for place in found)
        return Where(WorkMode.REMOTE, remote_regions=tuple(dict.fromkeys(regions)))
    hybrid = re.search(r"\bhybrid\b", line, re.IGNORECASE)
    return Where(WorkMode.HYBRID if hybrid else WorkMode.ON_SITE, locations=tuple(dict.fromkeys(found)))


def _place(chunk: str) -> Location | None:
    """One place: by the region that it names, else by its city, else by its country."""
    words = [word for part in _PARTS.split(_NOISE.sub(" ", chunk)) if (word := " ".join(part.split()))]
    known = [word.casefold() for word in words]
    country = next((COUNTRIES[word] for word in reversed(known) if word in COUNTRIES), None)
    # A first word is a town before it is a region: "New York", "Washington, DC".
    region = next((REGIONS[word] for word in known[1:] if word in REGIONS), None)
    city = next((word for word in known if word in CITIES), None)
    if region is None and city is not None:
        here = CITIES[city]
        if country in {None, here[:2]}:
            region, country = (here, here[:2]) if "-" in here else (None, here)
    if region is None and city is None and known and known[0] in REGIONS:
        return Location(country=REGIONS[known[0]][:2], region=REGIONS[known[0]])
    if region is not None and country in {None, region[:2]}:
        return Location(country=region[:2], region=region, locality=_town(words))
    return None if country is None else Location(country=country, locality=_town(words))


def _town(words: list[str]) -> str | None:
    first = words[0]
    return None if first.casefold() in COUNTRIES else first
