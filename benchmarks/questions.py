"""Every question that the read side answers, in every variation worth a plan of its own, over what the tables hold.

A function in projections/ that answers a Query and is not asked here fails a test.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from importlib import import_module
from inspect import getmembers, isfunction
from pkgutil import iter_modules
from random import Random
from typing import Any, Final

import psycopg
from psycopg.rows import dict_row

import projections
from benchmarks.lives import COMMON, TODAY, TRADES
from domain.job_posting import Status
from domain.organisation import Kind
from domain.organisation import Status as OrganisationStatus
from domain.places import EmploymentType, WorkMode
from domain.role import Status as RoleStatus
from infrastructure.law import load_rules
from projections import (
    audit_trail,
    band_exceptions,
    career_paths,
    compliance,
    hiring_dashboard,
    job_postings,
    open_postings,
    organisations,
    pay_changes,
    pay_ranges,
    retention,
    roles,
)
from projections.catalogue import AnyProjection
from projections.declaration import Query
from projections.paging import Cursor, Sort

PAGE: Final = 51  # what the API asks for: a page of fifty, and one row to know whether there is another
NOW: Final = datetime.now(UTC)
RULES: Final = load_rules()
YEAR: Final = timedelta(days=365)
_SIZES: Final = "SELECT relname, reltuples FROM pg_class WHERE relkind = 'r'"
_LOOKED_AT: Final = 20_000  # rows of each table, of which some hundreds are drawn
Question = Callable[[], Query]


def query_functions() -> dict[str, Callable[..., Query]]:
    """Every function of projections/ that answers a Query, by module and name."""
    found: dict[str, Callable[..., Query]] = {}
    for info in iter_modules(projections.__path__, "projections."):
        for name, function in getmembers(import_module(info.name), isfunction):
            if function.__module__ == info.name and function.__annotations__.get("return") is Query:
                found[f"{info.name.removeprefix('projections.')}.{name}"] = function
    del found["paging.page"]  # what the others are made with
    return found


@dataclass(frozen=True, slots=True)
class Known:
    """Rows of the tables, drawn at random, that questions are about."""

    dice: Random
    rows: Mapping[str, Sequence[Mapping[str, Any]]]

    @classmethod
    def of(cls, url: str, seed: int = 1) -> "Known":
        """Some hundreds of rows of each table, with what each order sorts them by: by the same seed, the same rows."""
        sorts: dict[AnyProjection, Mapping[str, Sort]] = {
            job_postings.projection: job_postings.SORTS,
            roles.projection: roles.SORTS,
            organisations.projection: organisations.SORTS,
            pay_changes.projection: {"order": pay_changes.IN_ORDER},
            pay_ranges.projection: {"order": pay_ranges.SHOWN_FIRST},
            band_exceptions.projection: {"order": band_exceptions.IN_ORDER},
            compliance.projection: {"order": compliance.OPENED},
            audit_trail.projection: {},
        }
        rows = {}
        with psycopg.connect(url, row_factory=dict_row) as connection:
            connection.execute("SELECT setseed(%s)", [1 / seed])
            sizes = {row["relname"]: row["reltuples"] for row in connection.execute(_SIZES).fetchall()}
            for projection, orders in sorts.items():
                values = "".join(f", ({sort.expression})::text AS by_{name}" for name, sort in orders.items())
                where = " WHERE t.open_since IS NOT NULL" if projection is compliance.projection else ""
                share = min(100, 100 * _LOOKED_AT / max(sizes[projection.table], 1))
                drawn = f"SELECT *{values} FROM {projection.source} t TABLESAMPLE system ({share}) REPEATABLE ({seed})"
                drawn += f"{where} ORDER BY random() LIMIT 400"
                rows[projection.name] = connection.execute(drawn).fetchall()
        return cls(Random(seed), rows)

    @classmethod
    def none(cls) -> "Known":
        """To know which questions there are."""
        return cls(Random(0), {})

    def any(self, table: str, column: str, *, but: object = None) -> Any:
        """A value of that column, not NULL and not this one."""
        return self.dice.choice([row[column] for row in self.rows[table] if row[column] not in (None, but)])

    def cursor(self, table: str, sort: str, key: str, **only: object) -> Cursor | None:
        """Somewhere in the middle of that order, at a row with these values; None where none was drawn."""
        rows = [row for row in self.rows[table] if all(row[name] == value for name, value in only.items())]
        if not rows:
            return None
        row = self.dice.choice(rows)
        return Cursor(row[f"by_{sort}"], str(row[key]))


def questions(known: Known) -> dict[str, Question]:
    """module.function and the variation -> what makes the query, about other rows each time."""
    asked: dict[str, Question] = {}
    for part in (_postings, _audit, _pay, _law, _people):
        asked.update(part(known))
    return asked


def asking(make: Callable[..., Any], *parts: Callable[[], Any], **named: Callable[[], Any]) -> Callable[[], Any]:
    """Makes it of other parts each time."""
    return lambda: make(*(part() for part in parts), **{name: part() for name, part in named.items()})


def _variations(filters: type[Any], values: Mapping[str, Callable[[], Any]]) -> Iterator[tuple[str, Callable[[], Any]]]:
    """No filter, and each one alone. Raises KeyError where a field of `filters` has no value here."""
    yield "", filters
    for field in fields(filters):
        yield f" {field.name}", asking(filters, **{field.name: values[field.name]})


def _pages(
    name: str,
    search: Callable[..., Query],
    filters: Iterator[tuple[str, Callable[[], Any]]],
    sorts: Mapping[str, Sort],
    cursor: Callable[[str, Any], Cursor | None],
) -> dict[str, Question]:
    """Each filter in each order, the first page and one somewhere in the middle. cursor: given order and filter."""

    def deep(sort: str, wanted: Callable[[], Any]) -> Query:
        asked_for = wanted()
        return search(asked_for, sort=sort, limit=PAGE, after=cursor(sort, asked_for))

    asked: dict[str, Question] = {}
    for label, wanted in filters:
        for sort in sorts:
            named = f"{name}{label} by {sort}"
            sorted_search = partial(search, sort=sort, limit=PAGE)
            asked[named] = asking(sorted_search, wanted)
            asked[f"{named}, deep"] = partial(deep, sort, wanted)
    return asked


def _postings(known: Known) -> dict[str, Question]:
    def posting() -> Any:
        return known.any("job_postings", "posting_id")

    values: dict[str, Callable[[], Any]] = {
        "status": lambda: known.dice.choice([status for status in Status if status is not Status.NONE]),
        "role_id": lambda: known.any("job_postings", "role_id"),
        "text": lambda: known.dice.choice([TRADES[0], COMMON]),
        "work_mode": lambda: known.dice.choice(list(WorkMode)),
        "country": lambda: known.dice.choice(known.any("job_postings", "countries")),
        "employment_type": lambda: known.dice.choice(list(EmploymentType)),
        "salary_at_least": lambda: Decimal(known.dice.randrange(0, 90_000)),
        "currency": lambda: known.any("job_postings", "pay_currency"),
    }

    def cursor(sort: str, wanted: job_postings.PostingFilter, **only: object) -> Cursor | None:
        if wanted.status:  # which hangs together with the orders: no page of drafts ends at a day of publication
            only["status"] = wanted.status.value
        return known.cursor("job_postings", sort, "posting_id", **only)

    def public(wanted: job_postings.PostingFilter, **page: Any) -> Query:
        return job_postings.search(wanted, public_at=NOW, **page)

    def texts() -> Iterator[tuple[str, Question]]:
        for label, words in {
            "a common word": lambda: COMMON,
            "a frequent word": lambda: known.dice.choice(TRADES),
            "a word of the text": lambda: known.dice.choice(known.any("job_postings", "searched").split()[3:]),
            "a rare word": lambda: known.any("job_postings", "title").split()[0],
            "one posting's words": lambda: known.any("job_postings", "title"),
            "a word that nobody wrote": lambda: "xylograph",
            "two common words": lambda: " ".join((COMMON, known.dice.choice(TRADES))),
        }.items():
            wanted = asking(job_postings.PostingFilter, text=words)
            yield f"job_postings.search {label}", asking(partial(job_postings.search, limit=PAGE), wanted)
            yield f"job_postings.search {label}, public", asking(partial(public, sort="published", limit=PAGE), wanted)

    own_sorts = {name: sort for name, sort in job_postings.SORTS.items() if name not in {"created", "updated"}}
    return {
        "job_postings.by_id": lambda: job_postings.by_id(posting()),
        "job_postings.by_id, public": lambda: job_postings.by_id(posting(), public_at=NOW),
        **_pages(
            "job_postings.search",
            job_postings.search,
            _variations(job_postings.PostingFilter, values),
            job_postings.SORTS,
            cursor,
        ),
        **_pages(
            "job_postings.search public",
            public,
            _variations(job_postings.PostingFilter, values),
            own_sorts,
            partial(cursor, public=True),
        ),
        **dict(texts()),
        "job_postings.due": lambda: job_postings.due(NOW, RULES),
        "job_postings.troubles": job_postings.troubles,
        "open_postings.of_role": lambda: open_postings.of_role(
            known.any("job_postings", "role_id"), {Status.PUBLISHED, Status.PAUSED}
        ),
    }


def _audit(known: Known) -> dict[str, Question]:
    values: dict[str, Callable[[], Any]] = {
        "subject": lambda: known.any("audit_trail", "subject"),
        "kind": lambda: known.dice.choice(["role", "job_posting", "organisation"]),
        "stream": lambda: known.any("audit_trail", "stream"),
        "event": lambda: known.any("audit_trail", "topic").rpartition(".")[0],
        "field": lambda: known.dice.choice(["pay", "title", "status", "name"]),
        "since": lambda: known.any("audit_trail", "recorded_at"),
        "until": lambda: known.any("audit_trail", "recorded_at"),
    }
    asked: dict[str, Question] = {}
    for label, wanted in _variations(audit_trail.AuditFilter, values):
        search = partial(audit_trail.search, limit=PAGE)
        asked[f"audit_trail.search{label}"] = asking(search, wanted)
        asked[f"audit_trail.search{label}, deep"] = asking(
            search, wanted, before=partial(known.any, "audit_trail", "position")
        )
    return asked


def _pay(known: Known) -> dict[str, Question]:
    values: dict[str, Callable[[], Any]] = {
        "unit_id": lambda: known.any("pay_changes", "unit_id"),
        "unit": lambda: known.any("pay_changes", "unit"),
        "kind": lambda: known.dice.choice(list(pay_changes.Kind)),
        "since": lambda: known.any("pay_changes", "changed_at"),
        "until": lambda: known.any("pay_changes", "changed_at"),
    }

    def day() -> date:
        return TODAY - timedelta(days=known.dice.randrange(2000))

    asked: dict[str, Question] = {
        "pay_ranges.of_posting": lambda: pay_ranges.of_posting(known.any("pay_ranges", "posting_id")),
        "band_exceptions.outside_band": lambda: band_exceptions.outside_band(limit=PAGE),
        "band_exceptions.outside_band first, last": lambda: band_exceptions.outside_band(
            first=day() - YEAR, last=TODAY, limit=PAGE
        ),
        "band_exceptions.outside_band unit": lambda: band_exceptions.outside_band(
            unit_id=known.any("band_exceptions", "unit_id"), limit=PAGE
        ),
        "band_exceptions.outside_band, deep": lambda: band_exceptions.outside_band(
            after=known.cursor("band_exceptions", "order", "position"), limit=PAGE
        ),
    }
    for label, wanted in _variations(pay_changes.PayChangeFilter, values):
        search = partial(pay_changes.search, limit=PAGE)
        asked[f"pay_changes.search{label}"] = asking(search, wanted)
        asked[f"pay_changes.search{label}, deep"] = asking(
            search, wanted, after=partial(known.cursor, "pay_changes", "order", "position")
        )
    for where, region in {
        "": lambda: None,
        " region": lambda: known.dice.choice(known.any("pay_ranges", "regions")),
        " country": lambda: known.dice.choice(known.any("pay_ranges", "countries")),
    }.items():
        on_day = partial(pay_ranges.public_on, limit=PAGE)
        asked[f"pay_ranges.public_on{where}"] = asking(on_day, day, region=region)
        asked[f"pay_ranges.public_on{where}, deep"] = asking(
            on_day, day, region=region, after=partial(known.cursor, "pay_ranges", "order", "range")
        )
    return asked


def _law(known: Known) -> dict[str, Question]:
    values: dict[str, Callable[[], Any]] = {
        "matter": lambda: known.dice.choice(list(compliance.Matter)),
        "subject": lambda: known.any("compliance", "subject"),
        "unit_id": lambda: known.any("job_postings", "unit_id"),
        "overdue_on": lambda: TODAY - timedelta(days=known.dice.randrange(2000)),
    }

    def posting() -> Any:
        return known.any("compliance", "posting_id")

    asked: dict[str, Question] = {
        "compliance.of_posting": lambda: compliance.of_posting(posting()),
        "retention.of_posting": lambda: retention.of_posting(posting()),
        "retention.holds_on": lambda: retention.holds_on(posting()),
    }
    for label, wanted in _variations(compliance.ConcernFilter, values):
        search = partial(compliance.open_concerns, limit=PAGE)
        asked[f"compliance.open_concerns{label}"] = asking(search, wanted)
        asked[f"compliance.open_concerns{label}, deep"] = asking(
            search, wanted, after=partial(known.cursor, "compliance", "order", "concern_id")
        )
    return asked


def _people(known: Known) -> dict[str, Question]:
    def role() -> Any:
        return known.any("roles", "role_id")

    of_roles: dict[str, Callable[[], Any]] = {
        "status": lambda: known.dice.choice(list(RoleStatus)),
        "code": lambda: known.any("roles", "code"),
        "text": lambda: known.any("roles", "title"),
        "family": lambda: known.any("roles", "family"),
        "level": lambda: known.any("roles", "level"),
        "organisation_unit": lambda: known.any("roles", "organisation_unit"),
        "unit_id": lambda: known.any("roles", "unit_id"),
    }
    of_units: dict[str, Callable[[], Any]] = {
        "kind": lambda: known.dice.choice(list(Kind)),
        "status": lambda: known.dice.choice(list(OrganisationStatus)),
        "parent": lambda: known.any("organisations", "parent"),
        "text": lambda: known.any("organisations", "name"),
    }

    def month() -> date:
        return TODAY - timedelta(days=known.dice.randrange(2000))

    def year(unit: object = None) -> Query:
        last = month()
        return hiring_dashboard.by_unit_and_month(last - YEAR, last, unit)  # type: ignore[arg-type]  # an id, drawn

    return {
        "roles.by_id": lambda: roles.by_id(role()),
        **_pages(
            "roles.search",
            roles.search,
            _variations(roles.RoleFilter, of_roles),
            roles.SORTS,
            lambda sort, _: known.cursor("roles", sort, "role_id"),
        ),
        "career_paths.of_role": lambda: career_paths.of_role(role()),
        "organisations.by_id": lambda: organisations.by_id(known.any("organisations", "organisation_id")),
        **_pages(
            "organisations.search",
            organisations.search,
            _variations(organisations.OrganisationFilter, of_units),
            organisations.SORTS,
            lambda sort, _: known.cursor("organisations", sort, "organisation_id"),
        ),
        "hiring_dashboard.by_unit_and_month": year,
        "hiring_dashboard.by_unit_and_month unit": lambda: year(known.any("job_postings", "unit_id")),
    }
