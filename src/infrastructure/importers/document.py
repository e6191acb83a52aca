"""From the bytes of a file to a text that may become a draft's source, or a sentence that says why not."""

from domain.errors import InvalidValue
from domain.text import DOCUMENT


def decode(data: bytes) -> str:
    """The text of a file, exactly: encoding it again gives `data`, byte order mark and line ends included.

    The document's SHA-256 therefore covers the file's bytes: the same words saved with other line ends are
    another document, though they read the same. Raises InvalidValue as `check` does, and for bytes that are
    not UTF-8.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        detail = f"byte {error.start + 1} is not UTF-8: save the document as plain text in UTF-8 and import it again"
        raise InvalidValue("document-not-utf-8", detail) from error
    check(text)
    return text


def check(text: str) -> None:
    """Raise InvalidValue for a text without words, longer than DOCUMENT characters, or binary."""
    if not any(character.isalnum() for character in text):
        raise InvalidValue("document-empty", "the document holds no words: nothing can be drafted from it")
    if len(text) > DOCUMENT:
        detail = f"the document has {len(text):,} characters; at most {DOCUMENT:,} are kept: import it in parts"
        raise InvalidValue("document-too-long", detail)
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        detail = "the document holds a NUL or half a surrogate pair, so it is binary, not text: export it as plain text"
        raise InvalidValue("document-binary", detail)
