"""What an operator does with the read side, each thing by the names of projections."""

from collections.abc import Sequence
from datetime import datetime

from infrastructure.read_side.bulk import Report
from infrastructure.read_side.log import Log
from infrastructure.read_side.parking import ParkedEvent, parked_events, retry_parked
from infrastructure.read_side.pool import Pool
from infrastructure.read_side.rebuild import position_at, rebuild, replay_until
from infrastructure.read_side.tables import Target
from infrastructure.read_side.verify import Verification, verify
from infrastructure.read_side.workers import Crew
from projections.catalogue import AnyProjection


class UnknownProjection(Exception):
    """There is no projection of that name."""


class Operations:
    """Over one read side and the log that it is made from. url: the database of both."""

    def __init__(self, pool: Pool, log: Log, projections: Sequence[AnyProjection], url: str) -> None:
        self._url = url
        self._pool = pool
        self._log = log
        self._projections = {projection.name: projection for projection in projections}

    def named(self, names: Sequence[str]) -> list[AnyProjection]:
        """The projections of these names; all of them where none is named. Raises UnknownProjection."""
        if unknown := sorted(set(names) - self._projections.keys()):
            known = ", ".join(sorted(self._projections))
            raise UnknownProjection(f"there is no projection {', '.join(unknown)}: there are {known}")
        return [self._projections[name] for name in names or self._projections]

    async def rebuild(self, projection: AnyProjection, report: Report, workers: int = 1) -> int:
        """As `rebuild`: replay at the side, take over; the position reached."""
        return await rebuild(self._pool, self._log, projection, report, Crew(self._url, workers))

    async def replay_until(self, projection: AnyProjection, until: int, report: Report) -> str:
        """As `replay_until`; the name of the side table."""
        return (await replay_until(self._pool, self._log, projection, until, report)).name

    async def position_at(self, moment: datetime) -> int:
        """The last position recorded by then."""
        return await position_at(self._log, moment)

    async def verify(self, projection: AnyProjection, report: Report) -> Verification:
        """As `verify`."""
        return await verify(self._pool, self._log, projection, report)

    async def parked(self) -> list[ParkedEvent]:
        """Everything that is parked."""
        return await parked_events(self._pool, [projection.table for projection in self._projections.values()])

    async def retry_parked(self) -> int:
        """As `retry_parked`: how many stay parked."""
        return await retry_parked(self._pool, self._log, [Target(one) for one in self._projections.values()])
