"""A difference holds both texts exactly, and tells people what changed and nothing else at length."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from application.text_diff import Edit, applied, edits, shown

LINES = st.sampled_from(
    ["", "Bake bread.", "Bake white bread.", "Lead the night shift of four.", "Lead the night shift of six.", "a b a b"]
)
# Real texts share most of their lines; anything at all comes from the second half.
TEXTS = st.lists(LINES, max_size=12).map("\n".join) | st.text(st.sampled_from("ab \n\r\t\u2028é¶[]{}+-"), max_size=40)


@given(TEXTS, TEXTS)
@example("a\r\nb", "a\nb\n")
def test_the_difference_turns_the_old_text_into_the_new(old: str, new: str) -> None:
    told = edits(old, new)
    assert applied(old, told) == new
    assert applied(new, (Edit(edit.new, edit.old) for edit in told)) == old


@given(TEXTS, TEXTS)
def test_nothing_is_shown_of_texts_that_are_equal_and_something_of_any_others(old: str, new: str) -> None:
    assert bool(shown(edits(old, new))) == (old != new)


@given(TEXTS, TEXTS)
def test_what_is_shown_cannot_move_the_cursor(old: str, new: str) -> None:
    assert all(line.isprintable() for line in shown(edits(old, new)))


def test_a_difference_is_of_one_text_only() -> None:
    told = edits("Bake bread.\n", "Bake rolls.\n")
    with pytest.raises(ValueError, match="at character 0 stands another text"):
        applied("Brew beer.\n", told)
    with pytest.raises(ValueError, match="the text goes on"):
        applied("Bake bread.\nSell it.\n", told)


def test_lines_come_and_go_with_those_around_them() -> None:
    old = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n"
    new = "one\ntwo\nthree\nfive\nsix\nseven\neight\n"
    assert shown(edits(old, new)) == ["  two", "  three", "- four", "  five", "  six", "  seven", "+ eight"]


def test_places_far_apart_are_told_apart() -> None:
    old = [f"line {number}" for number in range(20)]
    new = ["first", *old[1:19], "last"]
    assert shown(edits("\n".join(old), "\n".join(new))) == [
        "- line 0",
        "+ first",
        "  line 1",
        "  line 2",
        "  …",
        "  line 17",
        "  line 18",
        "- line 19",
        "+ last",
    ]


def test_a_reworded_line_is_shown_once_and_cut_to_what_lies_near() -> None:
    sentence = "the oven is heated before anything else is done, " * 4
    [line] = shown(edits(f"{sentence}on four nights a week", f"{sentence}on three days a week"))
    assert line == "~ …heated before anything else is done, on [-four nights-]{+three days+} a week"


def test_an_unchanged_line_is_cut_short_and_a_changed_one_never() -> None:
    long = "x" * 300
    assert shown(edits(f"{long}\nold\n", f"{long}\nnew\n")) == [f"  {'x' * 99}…", "- old", "+ new"]
    assert shown(edits("", f"{long}\n")) == [f"+ {long}"]


def test_ends_of_lines_and_invisible_characters_are_seen() -> None:
    assert shown(edits("Bake bread.", "Bake bread.\n")) == ["~ Bake bread.{+¶+}"]
    assert shown(edits("Bake the bread", "Bake\u00a0the bread")) == ["~ Bake[- -]{+\\xa0+}the bread"]
    assert shown(edits("Bake bread", "Bake \x1b[2J bread")) == ["~ Bake {+\\x1b[2J +}bread"]


@pytest.mark.parametrize("unit", ["a\nb\n", "x\n", "a b "])
def test_no_text_takes_long(unit: str) -> None:
    old, new = unit * (200_000 // len(unit)), ("c\n" + unit) * (200_000 // (len(unit) + 2))
    begun = time.perf_counter()
    assert applied(old, edits(old, new)) == new
    assert time.perf_counter() - begun < 3
