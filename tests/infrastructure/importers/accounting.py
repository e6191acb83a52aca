"""The promise of an import, checked from outside: which words of a text are nowhere in what was made of it."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from domain.job_posting.commands import DraftPosting
from domain.role.commands import DraftRole
from infrastructure.importers.text.claims import Claims

_COUNTING = re.compile(r"^\s*\(?(?:\d{1,2}[.)]|[A-Za-z]\))\s+", re.MULTILINE)  # bullets are marks, not words


def lost(text: str, draft: DraftRole | DraftPosting, claims: Claims) -> Counter[str]:
    """The words of `text` in no field, in no heading, label or value that was read, and not in not_understood."""
    assert draft.source is not None
    kept = _words("\n".join(_strings(draft.content)))
    kept += _words("\n".join(entry.text for entry in claims.read))
    kept += _words("\n".join(draft.source.not_understood))
    return _words(_COUNTING.sub("", text)) - kept


def in_order(text: str, draft: DraftRole | DraftPosting) -> bool:
    """Whether what was not understood stands in the document's order."""
    assert draft.source is not None
    at = 0
    for piece in draft.source.not_understood:
        at = text.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True


def _words(text: str) -> Counter[str]:
    """Seams of run-together labels ("EngineeringBackend") part words here as there."""
    return Counter(re.findall(r"[^\W\d_]*?[a-z](?=[A-Z])|[^\W\d_]+|\d+", text))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _strings(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _strings(getattr(value, field.name))
