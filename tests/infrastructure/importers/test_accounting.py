"""No line is dropped, no text makes the importer stumble, and the same text gives the same command."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidValue
from infrastructure.importers.document import check
from infrastructure.importers.text import posting, read_posting, read_role, role
from infrastructure.samples import SAMPLES
from tests.infrastructure.importers.accounting import in_order, lost

TEXTS = {path.name: path.read_text("utf-8") for path in (Path(__file__).parents[2] / "samples").glob("*.txt")}
TEXTS |= {sample.name: sample.read().decode() for sample in SAMPLES}

LINES = [line for text in TEXTS.values() for line in text.splitlines()]
PIECES = st.one_of(
    st.sampled_from(LINES),
    st.text(max_size=60),
    st.builds(
        "{}{}".format, st.sampled_from(["- ", "• ", "  • ", "    ", "3. ", "(b) ", "🎯 ", "## "]), st.text(max_size=30)
    ),
    st.builds(
        "{}: {}".format, st.sampled_from(["Salary", "Work Mode", "Job Type", "Skills", "Title"]), st.text(max_size=30)
    ),
)
DOCUMENTS = st.lists(st.tuples(PIECES, st.sampled_from(["\n", "\n\n", "\r\n", " | "])), max_size=40).map(
    lambda pieces: "".join(part for piece in pieces for part in piece)
)


def accounted_for(text: str) -> None:
    draft, claims = role.read(text, code=None)
    assert not lost(text, draft, claims)
    assert in_order(text, draft)
    advert, claims = posting.read(text)
    assert not lost(text, advert, claims)
    assert in_order(text, advert)


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_every_word_of_a_sample_is_accounted_for(name: str) -> None:
    accounted_for(TEXTS[name])


@given(DOCUMENTS)
def test_every_word_of_any_mixture_of_lines_is_accounted_for(text: str) -> None:
    try:
        check(text)
    except InvalidValue:
        return
    accounted_for(text)
    assert read_role(text) == read_role(text)
    assert read_posting(text) == read_posting(text)


@given(st.text())
def test_any_text_is_read_and_kept_exactly_unless_it_cannot_be_kept(text: str) -> None:
    try:
        check(text)
    except InvalidValue:
        return
    for draft in (read_role(text), read_posting(text)):
        assert draft.source is not None
        assert draft.source.text == text


def test_a_line_too_long_for_any_field_is_kept_in_pieces() -> None:
    line = "• " + "word " * 5_000
    source = read_role(f"Baker\n\nResponsibilities\n{line}\n• Bake").source
    assert source is not None
    assert len(source.not_understood) == 3
    assert "".join(source.not_understood) == line.strip()


def test_a_purpose_longer_than_a_role_can_hold_goes_on_among_what_was_not_understood() -> None:
    paragraphs = [f"Paragraph {number} " + "is long. " * 500 for number in range(5)]
    draft = read_role("Baker\n\nAbout the role\n\n" + "\n\n".join(paragraphs))
    assert draft.source is not None
    assert draft.content.purpose == "\n\n".join(p.strip() for p in paragraphs[:2])
    assert draft.source.not_understood == tuple(p.strip() for p in paragraphs[2:])
