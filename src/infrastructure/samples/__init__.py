"""Three small job descriptions of an invented ferry company, loaded on the first start: something to look at."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Sample:
    """One text and what it is to become."""

    name: str
    drafts: Literal["role", "posting"]

    def read(self) -> bytes:
        """The file's bytes, as `rolecall import text` would read them."""
        return (files(__name__) / self.name).read_bytes()


SAMPLES: Final = (
    Sample("data-platform-engineer.txt", "role"),
    Sample("deck-systems-lead.txt", "role"),
    Sample("booking-engineer-posting.txt", "posting"),
)
