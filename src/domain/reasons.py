"""What a command says of itself, where that is all it says: a reason, or a comment."""

from dataclasses import dataclass

from domain.text import PARAGRAPH, check_text


@dataclass(frozen=True, slots=True)
class WithReason:
    """It is done for a reason."""

    reason: str

    def __post_init__(self) -> None:
        check_text("reason", self.reason, PARAGRAPH)


@dataclass(frozen=True, slots=True)
class WithOptionalReason:
    """It may be done for a reason."""

    reason: str | None = None

    def __post_init__(self) -> None:
        check_text("reason", self.reason, PARAGRAPH)


@dataclass(frozen=True, slots=True)
class WithComment:
    """Whoever agrees may say something to it."""

    comment: str | None = None

    def __post_init__(self) -> None:
        check_text("comment", self.comment, PARAGRAPH)
