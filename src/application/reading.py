"""What one decision reads: each stream once, from memory or from the log."""

from collections.abc import Sequence
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
        self._remembered = Remembered(lambda _state: 0) if remembered is None else remembered
        self._assuming = assuming
        self._generation = self._remembered.generation
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

    def wrote(self, stream: UUID, standing: Standing | None) -> None:
        """Remember what was written; None: forget what it was before."""
        if standing is None:
            self._remembered.forget(stream)
        else:
            self._remembered.keep(stream, standing, self._generation)

    def forget(self) -> bool:
        """What was read here is not to be believed again; whether some of it is known to have moved on since."""
        overtaken = False
        for stream, seen in self._seen.items():
            known = self._remembered.get(stream)
            if known is not None and known.version > seen.version:
                overtaken = True
            else:
                self._remembered.forget(stream)
        return overtaken

    def _assume(self, stream: UUID, likely_new: bool) -> Standing | None:
        if not self._assuming:
            return None
        known = self._remembered.get(stream) or (NOTHING if likely_new else None)
        self.assumed = self.assumed or known is not None
        return known

    async def _load(self, stream: UUID) -> Standing:
        found = folded(await self._log.load(stream))
        self._remembered.keep(stream, found, self._generation)
        return found
