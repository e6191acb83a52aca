"""Every projection there is: found by looking, so that a file more is a projection more."""

import pkgutil
from collections.abc import Iterable
from importlib import import_module
from types import ModuleType
from typing import Any

import projections
from projections.declaration import Journal, Ledger, Projection

AnyProjection = Projection[Any] | Journal[Any] | Ledger[Any]


def discover(package: ModuleType = projections) -> tuple[AnyProjection, ...]:
    """The projections declared in the package's modules, by name. Raises TypeError where two share a table."""
    found: dict[str, AnyProjection] = {}
    for module in _modules(package):
        for value in vars(module).values():
            if not isinstance(value, Projection | Journal | Ledger):
                continue
            if found.setdefault(value.table, value) is not value:
                raise TypeError(f"two projections are called {value.table}")
    return tuple(found[table] for table in sorted(found))


def _modules(package: ModuleType) -> Iterable[ModuleType]:
    for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if info.name != __name__:
            yield import_module(info.name)
