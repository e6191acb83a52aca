"""The language that a text is written in, as BCP 47 names it."""

import re
from typing import Final

from domain.errors import InvalidValue

# RFC 5646, section 2.1, without what it only reserves: no registered language has more than three letters.
_TAG: Final = re.compile(
    r"""
    [a-z]{2,3} (-[a-z]{3}){0,3}             # language
    (-[a-z]{4})?                            # script
    (-([a-z]{2}|[0-9]{3}))?                 # region
    (-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*    # variants
    (-[a-wyz0-9](-[a-z0-9]{2,8})+)*         # extensions
    (-x(-[a-z0-9]{1,8})+)?                  # private use
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def check_language(tag: str) -> None:
    """Raise InvalidValue unless `tag` has the shape of a language tag of BCP 47."""
    if not _TAG.fullmatch(tag):
        raise InvalidValue("language-malformed", f"{tag!r} is not a language tag of BCP 47, like en, de-AT or zh-Hant")
