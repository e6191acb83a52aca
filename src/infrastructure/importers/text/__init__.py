"""Plain text job descriptions as drafts: lines -> outline -> fields. Pure: the same text gives the same command.

Every line of the original stands in a field, is a heading or label that we know, or is listed, in its order, in
`source.not_understood`; the original itself is kept exactly in `source.text`.
"""

from domain.job_posting.commands import DraftPosting
from domain.role.commands import DraftRole
from infrastructure.importers.document import check
from infrastructure.importers.text import posting, role


def read_role(text: str, code: str | None = None) -> DraftRole:
    """A role as the text describes it. code: the role's, made from its title if None.

    Raises InvalidValue for a text that cannot be kept (empty, too long, binary) and for a malformed code.
    """
    check(text)
    return role.read(text, code)[0]


def read_posting(text: str) -> DraftPosting:
    """A posting as the text describes it; empty pay: not disclosed. Raises InvalidValue as `read_role` does."""
    check(text)
    return posting.read(text)[0]
