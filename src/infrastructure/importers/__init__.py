"""Documents from elsewhere as drafts: one line and one file, or folder, a format."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from domain.job_posting.commands import DraftPosting
from domain.role.commands import DraftRole
from infrastructure.importers import text
from infrastructure.importers.document import decode

__all__ = ["IMPORTERS", "Importer", "decode", "importer"]


@dataclass(frozen=True, slots=True)
class Importer:
    """One format. Both take a text as `decode` gives it and raise InvalidValue where it cannot be kept."""

    read_role: Callable[[str, str | None], DraftRole]
    read_posting: Callable[[str], DraftPosting]


IMPORTERS: Final[Mapping[str, Importer]] = {
    "text": Importer(text.read_role, text.read_posting),
}


def importer(form: str) -> Importer:
    """The one for a format. Raises KeyError where there is none."""
    return IMPORTERS[form]
