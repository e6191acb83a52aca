"""What one decision reads: each stream once, from memory or from the log."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID

from application.remembered import NOTHING, Remembered, Standing, folded
from domain.law.rule import RuleBook
from domain.recorded import Recorded


class Loads(Protocol):
    """Whatever streams can be read from."""

    async def load(self, stream: UUID) -> Sequence[Recorded[Any]]: ...


class Reading:
    """rules: the law. remembered: where what is read is kept. assuming: whether what is kept there is believed.

    assumed: whether something that was answered is not known to stand in the log.
    """

    def __init__(
        self, log: Loads, rules: RuleBook, remembered: Remembered | None = None, *, assuming: bool = False
    ) -> None:
        self._log = log
        self._remembered = remembered
        self._assuming = assuming
        self._generation = remembered.generation if remembered is not None else 0
        self._seen: dict[UUID, Standing] = {}
        self.rules = rules
        self.assumed = False

    @property
    def generation(self) -> int | None:
        """That of what was assumed; None where nothing was."""
        return self._generation if self.assumed else None

    async def standing(self, stream: UUID, *, likely_new: bool = False) -> Standing:
        """What the stream comes to. likely_new: assume that it holds nothing, where assuming is allowed."""
        seen = self._seen.get(stream)
        if seen is None:
            seen = self._seen[stream] = self._assume(stream, likely_new) or await self._load(stream)
        return seen

    def wrote(self, events: Mapping[UUID, Sequence[Any]], position: int) -> None:
        """Remember what these events, of which the last stands at `position`, have made of what was read."""
        if self._remembered is not None:
            for stream, happened in events.items():
                after = self._seen.get(stream, NOTHING).followed_by(happened, position)
                self._remembered.keep(stream, after, self._generation)

    def forget(self) -> None:
        """Nothing that was read here is to be believed again."""
        if self._remembered is not None:
            for stream in self._seen:
                self._remembered.forget(stream)

    def _assume(self, stream: UUID, likely_new: bool) -> Standing | None:
        if self._remembered is None or not self._assuming:
            return None
        known = self._remembered.get(stream) or (NOTHING if likely_new else None)
        self.assumed = self.assumed or known is not None
        return known

    async def _load(self, stream: UUID) -> Standing:
        found = folded(await self._log.load(stream))
        if self._remembered is not None:
            self._remembered.keep(stream, found, self._generation)
        return found
