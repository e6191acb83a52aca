"""Four eyes: whoever judges a version wrote no part of it."""

from collections.abc import Iterable, Set
from typing import Any

from domain.decider import Context
from domain.errors import DomainError, require
from domain.recorded import Actor


class ApproverIsAnEditor(DomainError):
    """Whoever approves, rejects or requests changes has submitted this, or edited it since the last approval."""

    title = "Someone else must decide about this"


def judged_by_someone_else(
    authors: Set[Actor], context: Context[Any], did: str = "submitted this or edited it since the last approval"
) -> None:
    """Refuse a judgement by anyone who wrote or submitted, be it in their own name or on another's behalf.

    did: what makes them authors, in words.
    """
    both = authors & set(context.people)
    require(
        not both,
        ApproverIsAnEditor,
        f"{_names(both)} {did}, so cannot judge it: ask another approver",
    )


def _names(people: Iterable[Actor]) -> str:
    return " and ".join(str(person) for person in sorted(people))
