"""A judgement in words, for whoever must mend the posting."""

from domain.law.judgement import Judgement, Outcome, RuleResult


def in_words(judgement: Judgement) -> str:
    """Why it refuses: each broken rule with what is missing and its statute, each place that nobody could place.

    Empty where nothing refuses.
    """
    refusals = [in_words_of(result) for result in judgement.broken]
    if judgement.still_unresolved:
        places = ", ".join(judgement.still_unresolved)
        refusals.append(f"which law holds cannot be told for: {places} (name the region, or have the place waived)")
    return "; ".join(refusals)


def in_words_of(result: RuleResult) -> str:
    """One rule in a sentence: its id and statute, what is missing, and what it took the employer's size to be.

    Of a broken rule only what refuses is named; of any other, what people are told of.
    """
    broken = result.outcome is Outcome.BROKEN
    lacks = [lack.words for lack in result.missing if lack.refuses or not broken]
    unsized = "" if result.size is not None else "; employer's size not recorded, so taken as covered"
    return f"{result.rule} ({result.statute}{unsized}): {'; '.join(lacks) or result.outcome}"
