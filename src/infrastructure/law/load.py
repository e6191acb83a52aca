"""From files to rules: read strictly at start, so that a wrong one stops the start and never misjudges a posting."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Final

from domain.law import CHECKS, City, Cure, Duty, Places, Requirement, Retention, Rule, RuleBook
from infrastructure.law.reading import InvalidRules, validated
from infrastructure.law.schema import (
    CheckData,
    CureData,
    FamilyData,
    PlacesData,
    RetentionData,
    RuleData,
    parameters_of,
)

DATA: Final = Path(__file__).parent


def load_rules(folder: Path = DATA) -> RuleBook:
    """The rules of `folder`/rules/*.json with the places of `folder`/places.json, rules by id.

    The book's hash is that of its files' names and hashes. Raises InvalidRules.
    """
    files = [folder / "places.json", *sorted((folder / "rules").glob("*.json"))]
    if len(files) == 1:
        raise InvalidRules(f"{folder / 'rules'} holds no rules: without any, every posting would pass")
    contents = {file.relative_to(folder).as_posix(): _read(file) for file in files}
    hashes = {name: sha256(content).hexdigest() for name, content in contents.items()}
    places = _places(contents.pop("places.json"))
    families = {name: _family(name, content, hashes[name], places) for name, content in contents.items()}
    _each_id_once(families)
    whole = "".join(f"{digest} {name}\n" for name, digest in hashes.items())
    return RuleBook(
        rules=tuple(sorted(chain.from_iterable(families.values()), key=lambda rule: rule.id)),
        places=places,
        sha256=sha256(whole.encode()).hexdigest(),
    )


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise InvalidRules(f"{file.name}: cannot be read: {error}") from error


def _places(content: bytes) -> Places:
    data = validated(PlacesData, "places.json", content)
    for group, members in data.groups.items():
        _known("places.json", f"groups.{group}", members - data.countries)
    for city in data.cities:
        _known("places.json", f"cities.{city.code}.region", {city.region} - data.regions)
    _known("places.json", "territories", set(data.territories.values()) - data.regions)
    cities = tuple(
        City(
            code=city.code,
            region=city.region,
            localities=frozenset(locality.casefold() for locality in city.localities),
            postal_codes=city.postal_codes,
        )
        for city in data.cities
    )
    return Places(
        countries=data.countries,
        regions=data.regions,
        groups=data.groups,
        territories=data.territories,
        cities=cities,
    )


def _family(name: str, content: bytes, digest: str, places: Places) -> list[Rule]:
    data = validated(FamilyData, name, content)
    for rule in data.rules:
        _known(f"{name}: rule {rule.id}", "jurisdiction", {rule.jurisdiction} - places.codes)
    return [_rule(rule, f"{name}: rule {rule.id}", digest) for rule in data.rules]


def _rule(data: RuleData, where: str, digest: str) -> Rule:
    if data.starts is not None and data.until is not None and data.until < data.starts:
        raise InvalidRules(f"{where}: until: it would end before it begins")
    return Rule(
        id=data.id,
        jurisdiction=data.jurisdiction,
        statute=data.statute,
        basis=data.basis,
        scope=data.scope,
        file_sha256=digest,
        starts=data.starts,
        amended=data.amended,
        until=data.until,
        employer_min=data.employer_min,
        public_only=data.public_only,
        requirements=tuple(
            _requirement(check, data.basis, f"{where}: checks.{index}") for index, check in enumerate(data.checks)
        ),
        duties=tuple(Duty(words=duty.words, basis=duty.basis or data.basis) for duty in data.duties),
        cure=_cure(data.cure, data.basis),
        retention=tuple(_retention(kept, data.basis) for kept in data.retention),
        basis_note=data.basis_note,
        notes=data.notes,
        verified_on=data.verified_on,
    )


def _cure(data: CureData | None, basis: str) -> Cure | None:
    if data is None:
        return None
    return Cure(days=data.days, business=data.business, until=data.until, basis=data.basis or basis)


def _retention(data: RetentionData, basis: str) -> Retention:
    return Retention(
        years=data.years,
        trigger=data.trigger,
        statute=data.statute,
        basis=data.basis or basis,
        otherwise=data.otherwise,
    )


def _requirement(data: CheckData, basis: str, where: str) -> Requirement:
    if data.check not in CHECKS:
        raise InvalidRules(f"{where}.check: {data.check!r} is no check; there are {', '.join(sorted(CHECKS))}")
    parameters = validated(parameters_of(data.check), f"{where}.parameters", json.dumps(data.parameters).encode())
    return Requirement(
        check=data.check,
        parameters=parameters.model_dump(),
        basis=data.basis or basis,
        advises=data.advises,
        starts=data.starts,
        until=data.until,
    )


def _each_id_once(families: Mapping[str, Sequence[Rule]]) -> None:
    first: dict[str, str] = {}
    for name, rules in families.items():
        for rule in rules:
            if rule.id in first:
                raise InvalidRules(f"{name}: rule {rule.id}: id: {first[rule.id]} has a rule of this id already")
            first[rule.id] = name


def _known(where: str, field: str, unknown: set[str] | frozenset[str]) -> None:
    if unknown:
        raise InvalidRules(f"{where}: {field}: {', '.join(sorted(unknown))} is not in the table of places")
