"""Where histories are replayed from: the real log, a clock that goes as the history does, and people with names."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from application.audit import snapshot
from application.handle import handle
from application.ports import Outcome, Unavailable
from domain.job_posting import JOB_POSTING, JobPosting
from domain.recorded import Actor
from tests.application.commanding import Office

WRITER: Final = Actor("https://issuer.example", "writer")
REVIEWER: Final = Actor("https://issuer.example", "reviewer")
PATIENCE: Final = 20  # times that a busy log is asked again


@dataclass
class Desk(Office):
    """As an office, in a running event loop, over any store; each command takes effect when the history says."""

    async def do(
        self, command: Any, stream: UUID | None = None, *, by: Actor = WRITER, seen: int | None = None
    ) -> Outcome:
        """Send it, under one key until the log has time for it; answer what it came to. Raises what refuses it."""
        sent = replace(self.envelope(command, stream, by=by, seen=seen), effective_at=self.clock.time)
        for _ in range(PATIENCE):
            with suppress(Unavailable):
                return await handle(sent, self)
            await asyncio.sleep(1)
        return await handle(sent, self)

    async def at(self, moment: datetime) -> None:
        """Wait until then; the clock never goes back."""
        self.clock.time = max(self.clock.time, moment)

    async def posting(self, stream: UUID) -> JobPosting:
        """As it stands."""
        state: JobPosting = (await snapshot(self.store, JOB_POSTING, stream)).state
        return state
