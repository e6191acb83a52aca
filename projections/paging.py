"""Searches in pages: filters that may be left out, an order, and a cursor that names the last row seen."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from projections.declaration import Query


@dataclass(frozen=True, slots=True)
class Sort:
    """An order. expression: never NULL, in SQL of the table `t`; type: its SQL type.

    last: what stands for NULL at its end, as text; nothing comes after it.
    """

    expression: str
    type: str
    descending: bool = False
    last: str | None = None

    def index(self, *key: str, within: str = "") -> str:
        """What an index in this order declares, for `Declared.indexes`. within: a column that is filtered by."""
        direction = " DESC" if self.descending else ""
        expression = self.expression.replace("t.", "")
        columns = (*([within] if within else []), *(f"{part}{direction}" for part in (f"({expression})", *key)))
        return f"({', '.join(columns)})"


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row seen: its column `sort_value`, and its key as text. Good for the order it came from alone."""

    sort_value: str
    key: str


def page(
    columns: str,
    *,
    source: str,
    joined: str = "",
    filters: Mapping[str, tuple[str, Any]],
    sort: Sort,
    key: tuple[str, str],
    after: Cursor | None,
    limit: int,
    in_order: Set[str] = frozenset(),
) -> Query:
    """The columns of the source `t` and of what is `joined` to it, filtered and in order, from behind the cursor on.

    Joined is what is on the page alone: asked in one go, PostgreSQL may join a whole table to find fifty rows.
    filters: name -> (condition that uses %(name)s, value); None as the value leaves the filter out.
    key: (column, SQL type) that makes the order total. in_order: the filters within which every order has an index.
    """
    column, kind = key
    wanted = {name: condition for name, condition in filters.items() if condition[1] is not None}
    conditions = [condition for condition, _ in wanted.values()]
    parameters = {name: value for name, (_, value) in wanted.items()}
    if after is not None:
        sign = "<" if sort.descending else ">"
        value, key_value = f"%(after_value)s::text::{sort.type}", f"%(after_key)s::text::{kind}"
        if after.sort_value == sort.last:
            # Of a pair, PostgreSQL reckons with the first alone: it took a twentieth of all postings, the drafts, for
            # none, and walked past 60,000 of them for one role's.
            conditions.append(f"{sort.expression} = {value} AND t.{column} {sign} {key_value}")
        else:
            conditions.append(f"({sort.expression}, t.{column}) {sign} ({value}, {key_value})")
        parameters |= {"after_value": after.sort_value, "after_key": after.key}
    direction = "DESC" if sort.descending else "ASC"
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    order = f" ORDER BY {sort.expression} {direction}, t.{column} {direction}"
    return Query(
        f"SELECT ({sort.expression})::text AS sort_value, {columns}"
        f" FROM (SELECT * FROM {source} t{where}{order} LIMIT {limit:d}) t{joined}{order}",
        parameters,
        one_plan=wanted.keys() <= in_order,
    )
