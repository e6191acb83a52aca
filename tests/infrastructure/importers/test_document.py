"""Which bytes become a document, and that they are kept exactly."""

from hashlib import sha256

import pytest

from domain.errors import InvalidValue
from domain.text import DOCUMENT
from infrastructure.importers import IMPORTERS, decode

PLAIN = b"Baker\n\nResponsibilities\n- Bake bread\n- Sweep\n"


def refused(data: bytes) -> str:
    with pytest.raises(InvalidValue) as refusal:
        decode(data)
    return refusal.value.code


def test_a_text_in_another_encoding_is_refused() -> None:
    assert refused("Bäcker".encode("latin-1")) == "document-not-utf-8"


def test_a_picture_is_refused() -> None:
    assert refused(b"\x89PNG\r\n\x1a\n\x00\x00") == "document-not-utf-8"


def test_utf_16_without_its_mark_is_refused_as_binary() -> None:
    assert refused("Baker".encode("utf-16-le")) == "document-binary"


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", "----\n***\n🎯".encode()])
def test_a_document_without_words_is_refused(data: bytes) -> None:
    assert refused(data) == "document-empty"


def test_a_document_too_long_to_keep_is_refused() -> None:
    assert refused(b"a" * (DOCUMENT + 1)) == "document-too-long"
    assert len(decode(b"a" * DOCUMENT)) == DOCUMENT


@pytest.mark.parametrize(
    "data", [PLAIN, b"\xef\xbb\xbf" + PLAIN, PLAIN.replace(b"\n", b"\r\n"), PLAIN.replace(b"\n", b"\r")]
)
def test_other_line_ends_or_a_mark_read_the_same_but_are_another_document(data: bytes) -> None:
    reader = IMPORTERS["text"]
    draft = reader.read_role(decode(data), None)
    assert draft.content == reader.read_role(decode(PLAIN), None).content
    assert draft.source is not None
    assert draft.source.text.encode() == data
    assert draft.source.provenance.document_sha256 == sha256(data).hexdigest()
