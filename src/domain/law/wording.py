"""Finding in a posting's own words what a rule forbids: known phrases only, since nobody foresees them all."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

# A line that goes on in lower case was only wrapped.
_SENTENCE_END = re.compile(r"[.;:!?•]+|\r?\n(?![^\S\n]*[a-zà-ÿ])")
_BEFORE, _AFTER = 6, 3  # words that a denial may stand away from what it denies: "we never ask about your pay history"


def sentences_with(
    passages: Iterable[str],
    phrases: tuple[str, ...],
    denied_before: tuple[str, ...] = (),
    denied_after: tuple[str, ...] = (),
) -> Iterator[str]:
    """The sentences in which a phrase stands and is not denied, in their order.

    phrases: words in any case; `*` stands for up to two words ("canadian * experience").
    denied_before, denied_after: words that, standing near, turn it into its opposite ("no", "not").
    """
    wanted, no_before, no_after = _any_of(phrases), _any_of(denied_before), _any_of(denied_after)
    for sentence in (part.strip() for passage in passages for part in _SENTENCE_END.split(passage)):
        for found in wanted.finditer(sentence):
            before = " ".join(sentence[: found.start()].split()[-_BEFORE:])
            after = " ".join(sentence[found.end() :].split()[:_AFTER])
            if not (no_before.search(before) or no_after.search(after)):
                yield " ".join(sentence.split())
                break


@cache
def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the phrases, as whole words. No phrase: a pattern that nothing matches."""
    alternatives = "|".join(r"\s+".join(map(_word, phrase.split())) for phrase in phrases)
    # An optional gap brings its own white space along, so the one before it is dropped.
    alternatives = alternatives.replace(r"\s+" + _GAP + r"\s+", r"\s+" + _GAP)
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)" if phrases else r"(?!)", re.IGNORECASE)


_GAP = r"(?:\S+\s+){0,2}"


def _word(word: str) -> str:
    return _GAP if word == "*" else re.escape(word)
